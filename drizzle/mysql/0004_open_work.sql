DROP INDEX `messages_status` ON `messages`;--> statement-breakpoint
DROP INDEX `token_usage_status` ON `token_usage`;--> statement-breakpoint
CREATE INDEX `messages_streaming` ON `messages` (`status`,`owner`,`stop_requested_at`);--> statement-breakpoint
CREATE INDEX `token_usage_open` ON `token_usage` (`status`,`created_at`);