ALTER TABLE `messages` ADD `stop_requested_at` datetime(3);--> statement-breakpoint
ALTER TABLE `messages` ADD `left_out` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `summary` mediumtext;--> statement-breakpoint
ALTER TABLE `messages` ADD `summary_until` varchar(36) character set utf8mb4 collate utf8mb4_bin;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `purpose` varchar(16) DEFAULT 'answer' NOT NULL;