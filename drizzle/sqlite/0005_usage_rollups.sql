CREATE TABLE `first_tokens` (
	`day` text NOT NULL,
	`model` text NOT NULL,
	`key_id` text NOT NULL,
	`bucket` integer NOT NULL,
	`calls` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `model`, `key_id`, `bucket`)
);
--> statement-breakpoint
CREATE TABLE `usage_days` (
	`user_id` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`currency` text NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`cached_tokens` integer DEFAULT 0 NOT NULL,
	`completion_tokens` integer DEFAULT 0 NOT NULL,
	`reasoning_tokens` integer DEFAULT 0 NOT NULL,
	`total_tokens` integer DEFAULT 0 NOT NULL,
	`cost` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`user_id`, `day`, `model`, `currency`)
);
--> statement-breakpoint
CREATE INDEX `usage_days_day` ON `usage_days` (`day`,`user_id`);--> statement-breakpoint
CREATE TABLE `usage_months` (
	`month` text NOT NULL,
	`user_id` text NOT NULL,
	`currency` text NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`cached_tokens` integer DEFAULT 0 NOT NULL,
	`completion_tokens` integer DEFAULT 0 NOT NULL,
	`reasoning_tokens` integer DEFAULT 0 NOT NULL,
	`total_tokens` integer DEFAULT 0 NOT NULL,
	`cost` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`month`, `user_id`, `currency`)
);
--> statement-breakpoint
CREATE INDEX `usage_months_user` ON `usage_months` (`user_id`,`month`);--> statement-breakpoint
CREATE INDEX `usage_months_tokens` ON `usage_months` (`month`,`total_tokens`);--> statement-breakpoint
CREATE TABLE `usage_queue` (
	`usage_id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_totals` (
	`day` text NOT NULL,
	`model` text NOT NULL,
	`key_id` text NOT NULL,
	`currency` text NOT NULL,
	`key_label` text NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`cached_tokens` integer DEFAULT 0 NOT NULL,
	`completion_tokens` integer DEFAULT 0 NOT NULL,
	`reasoning_tokens` integer DEFAULT 0 NOT NULL,
	`total_tokens` integer DEFAULT 0 NOT NULL,
	`cost` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `model`, `key_id`, `currency`)
);
--> statement-breakpoint
DROP INDEX `token_usage_open`;--> statement-breakpoint
CREATE INDEX `token_usage_status` ON `token_usage` (`status`,`created_at`,`id`) WHERE "token_usage"."status" = 'open' or "token_usage"."status" = 'stopped' or "token_usage"."status" = 'interrupted' or "token_usage"."status" = 'failed';--> statement-breakpoint
CREATE INDEX `token_usage_model` ON `token_usage` (`model`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_key` ON `token_usage` (`key_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `tested` text;--> statement-breakpoint
CREATE INDEX `proxy_logs_user` ON `proxy_logs` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `proxy_logs_status` ON `proxy_logs` (`status`,`created_at`,`id`) WHERE "proxy_logs"."status" = 'stopped' or "proxy_logs"."status" = 'interrupted' or "proxy_logs"."status" = 'failed';--> statement-breakpoint
INSERT OR IGNORE INTO `usage_queue` (`usage_id`) SELECT `id` FROM `token_usage` WHERE `status` <> 'open';
