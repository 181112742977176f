ALTER TABLE `token_usage` ADD `client_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `token_usage_user_client` ON `token_usage` (`user_id`,`client_id`);