CREATE TABLE `usage_recounts` (
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`time_zone` varchar(64) NOT NULL,
	`call_at` datetime(3) NOT NULL,
	`call_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	CONSTRAINT `usage_recounts_user_id` PRIMARY KEY(`user_id`)
);
--> statement-breakpoint
ALTER TABLE `usage_recounts` ADD CONSTRAINT `usage_recounts_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;