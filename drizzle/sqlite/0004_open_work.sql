DROP INDEX `messages_status`;--> statement-breakpoint
CREATE INDEX `messages_streaming` ON `messages` (`status`,`owner`,`stop_requested_at`) WHERE "messages"."status" = 'streaming';--> statement-breakpoint
DROP INDEX `token_usage_status`;--> statement-breakpoint
CREATE INDEX `token_usage_open` ON `token_usage` (`status`,`created_at`) WHERE "token_usage"."status" = 'open';