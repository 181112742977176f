ALTER TABLE `messages` ADD `stop_requested_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `left_out` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD `summary` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `summary_until` text;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `purpose` text DEFAULT 'answer' NOT NULL;