CREATE TABLE `first_tokens` (
	`day` varchar(10) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`model` varchar(255) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`key_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`bucket` int NOT NULL,
	`calls` bigint NOT NULL DEFAULT 0,
	CONSTRAINT `first_tokens_day_model_key_id_bucket_pk` PRIMARY KEY(`day`,`model`,`key_id`,`bucket`)
);
--> statement-breakpoint
CREATE TABLE `usage_days` (
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`day` varchar(10) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`model` varchar(255) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`currency` varchar(8) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`requests` bigint NOT NULL DEFAULT 0,
	`failed` bigint NOT NULL DEFAULT 0,
	`prompt_tokens` bigint NOT NULL DEFAULT 0,
	`cached_tokens` bigint NOT NULL DEFAULT 0,
	`completion_tokens` bigint NOT NULL DEFAULT 0,
	`reasoning_tokens` bigint NOT NULL DEFAULT 0,
	`total_tokens` bigint NOT NULL DEFAULT 0,
	`cost` bigint NOT NULL DEFAULT 0,
	CONSTRAINT `usage_days_user_id_day_model_currency_pk` PRIMARY KEY(`user_id`,`day`,`model`,`currency`)
);
--> statement-breakpoint
CREATE TABLE `usage_months` (
	`month` varchar(7) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`currency` varchar(8) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`requests` bigint NOT NULL DEFAULT 0,
	`failed` bigint NOT NULL DEFAULT 0,
	`prompt_tokens` bigint NOT NULL DEFAULT 0,
	`cached_tokens` bigint NOT NULL DEFAULT 0,
	`completion_tokens` bigint NOT NULL DEFAULT 0,
	`reasoning_tokens` bigint NOT NULL DEFAULT 0,
	`total_tokens` bigint NOT NULL DEFAULT 0,
	`cost` bigint NOT NULL DEFAULT 0,
	CONSTRAINT `usage_months_month_user_id_currency_pk` PRIMARY KEY(`month`,`user_id`,`currency`)
);
--> statement-breakpoint
CREATE TABLE `usage_queue` (
	`usage_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	CONSTRAINT `usage_queue_usage_id` PRIMARY KEY(`usage_id`)
);
--> statement-breakpoint
CREATE TABLE `usage_totals` (
	`day` varchar(10) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`model` varchar(255) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`key_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`currency` varchar(8) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`key_label` varchar(128) NOT NULL,
	`requests` bigint NOT NULL DEFAULT 0,
	`failed` bigint NOT NULL DEFAULT 0,
	`prompt_tokens` bigint NOT NULL DEFAULT 0,
	`cached_tokens` bigint NOT NULL DEFAULT 0,
	`completion_tokens` bigint NOT NULL DEFAULT 0,
	`reasoning_tokens` bigint NOT NULL DEFAULT 0,
	`total_tokens` bigint NOT NULL DEFAULT 0,
	`cost` bigint NOT NULL DEFAULT 0,
	CONSTRAINT `usage_totals_day_model_key_id_currency_pk` PRIMARY KEY(`day`,`model`,`key_id`,`currency`)
);
--> statement-breakpoint
DROP INDEX `token_usage_open` ON `token_usage`;--> statement-breakpoint
ALTER TABLE `api_keys` MODIFY COLUMN `headers` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `tested` longtext;--> statement-breakpoint
CREATE INDEX `usage_days_day` ON `usage_days` (`day`,`user_id`);--> statement-breakpoint
CREATE INDEX `usage_months_user` ON `usage_months` (`user_id`,`month`);--> statement-breakpoint
CREATE INDEX `usage_months_tokens` ON `usage_months` (`month`,`total_tokens`);--> statement-breakpoint
CREATE INDEX `proxy_logs_user` ON `proxy_logs` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `proxy_logs_status` ON `proxy_logs` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_status` ON `token_usage` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_model` ON `token_usage` (`model`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_key` ON `token_usage` (`key_id`,`created_at`,`id`);--> statement-breakpoint
INSERT IGNORE INTO `usage_queue` (`usage_id`) SELECT `id` FROM `token_usage` WHERE `status` <> 'open';
