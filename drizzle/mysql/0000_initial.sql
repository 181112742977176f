CREATE TABLE `api_keys` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`label` varchar(128) NOT NULL,
	`provider` varchar(64) NOT NULL,
	`base_url` text NOT NULL,
	`secret` text,
	`last4` varchar(8) NOT NULL,
	`models` longtext,
	`weight` int NOT NULL DEFAULT 1,
	`priority` int NOT NULL DEFAULT 0,
	`max_concurrency` int,
	`rpm` int,
	`proxy` text,
	`headers` longtext,
	`allow_private` boolean NOT NULL DEFAULT false,
	`enabled` boolean NOT NULL DEFAULT true,
	`status` varchar(16) NOT NULL DEFAULT 'untested',
	`reason` text,
	`until` datetime(3),
	`last_used_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `api_keys_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`name` varchar(128) NOT NULL,
	`scopes` longtext NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`last_used_at` datetime(3),
	`expires_at` datetime(3),
	`revoked_at` datetime(3),
	CONSTRAINT `api_tokens_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`at` datetime(3) NOT NULL,
	`actor_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`actor_name` varchar(128) NOT NULL,
	`action` varchar(64) NOT NULL,
	`target` text NOT NULL,
	`before` longtext,
	`after` longtext,
	`ip` varchar(45) NOT NULL,
	`request_id` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	CONSTRAINT `audit_log_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`title` varchar(255) NOT NULL,
	`title_source` varchar(16) NOT NULL,
	`model` varchar(255),
	`system_prompt` mediumtext,
	`pinned` boolean NOT NULL DEFAULT false,
	`archived` boolean NOT NULL DEFAULT false,
	`share_id` varchar(64) character set utf8mb4 collate utf8mb4_bin,
	`leaf_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `conversations_id` PRIMARY KEY(`id`),
	CONSTRAINT `conversations_share_id` UNIQUE(`share_id`)
);
--> statement-breakpoint
CREATE TABLE `files` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`filename` varchar(255) NOT NULL,
	`file_size` bigint NOT NULL,
	`file_type` varchar(255) NOT NULL,
	`file_extension` varchar(32) NOT NULL,
	`storage_key` varchar(255) NOT NULL,
	`content_hash` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`status` varchar(16) NOT NULL,
	`reason` text,
	`pages` int,
	`text_length` int,
	`text` longtext,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `files_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `invite_uses` (
	`invite_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`used_at` datetime(3) NOT NULL,
	CONSTRAINT `invite_uses_invite_id_user_id_pk` PRIMARY KEY(`invite_id`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE `invites` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`code_hash` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`created_by` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`uses` int NOT NULL DEFAULT 0,
	`max_uses` int NOT NULL DEFAULT 1,
	`expires_at` datetime(3),
	`note` varchar(255),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `invites_id` PRIMARY KEY(`id`),
	CONSTRAINT `invites_code_hash` UNIQUE(`code_hash`)
);
--> statement-breakpoint
CREATE TABLE `message_files` (
	`message_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`file_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`position` int NOT NULL,
	CONSTRAINT `message_files_message_id_file_id_pk` PRIMARY KEY(`message_id`,`file_id`)
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`conversation_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`parent_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`role` varchar(16) NOT NULL,
	`content` mediumtext NOT NULL,
	`reasoning` mediumtext,
	`reasoning_ms` int,
	`status` varchar(16) NOT NULL,
	`model` varchar(255),
	`error_code` varchar(64),
	`finish_reason` varchar(64),
	`html` longtext,
	`render_version` int,
	`client_id` varchar(128) character set utf8mb4 collate utf8mb4_bin,
	`owner` varchar(128),
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`completed_at` datetime(3),
	CONSTRAINT `messages_id` PRIMARY KEY(`id`),
	CONSTRAINT `messages_user_client` UNIQUE(`user_id`,`client_id`)
);
--> statement-breakpoint
CREATE TABLE `models` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`name` varchar(128) NOT NULL,
	`upstream_id` varchar(255) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`provider` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`context_tokens` int NOT NULL,
	`max_output_tokens` int,
	`abilities` longtext NOT NULL,
	`params` longtext NOT NULL,
	`prices` longtext NOT NULL,
	`enabled` boolean NOT NULL DEFAULT true,
	`is_default` boolean NOT NULL DEFAULT false,
	`audience` longtext,
	`alias` varchar(128),
	`position` int NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `models_id` PRIMARY KEY(`id`),
	CONSTRAINT `models_provider_upstream_id` UNIQUE(`provider`,`upstream_id`)
);
--> statement-breakpoint
CREATE TABLE `proxy_logs` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`request_id` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`token_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`key_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`key_label` varchar(128) NOT NULL,
	`model` varchar(255) NOT NULL,
	`status` varchar(32) NOT NULL,
	`http_status` int,
	`error_class` varchar(64),
	`ttft_ms` int,
	`duration_ms` int NOT NULL,
	`bytes_in` bigint NOT NULL DEFAULT 0,
	`bytes_out` bigint NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `proxy_logs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id_hash` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`data` text NOT NULL,
	`user_agent` varchar(512) NOT NULL,
	`ip` varchar(45) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`last_seen_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `sessions_id_hash` PRIMARY KEY(`id_hash`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`value` longtext NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`updated_by` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	CONSTRAINT `settings_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `token_usage` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`user_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`token_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`conversation_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`message_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`attempt` int NOT NULL DEFAULT 1,
	`model_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`model` varchar(255) NOT NULL,
	`key_id` varchar(36) character set utf8mb4 collate utf8mb4_bin,
	`key_label` varchar(128) NOT NULL,
	`source` varchar(16) NOT NULL,
	`status` varchar(16) NOT NULL,
	`estimated` boolean NOT NULL DEFAULT false,
	`prompt_tokens` bigint NOT NULL DEFAULT 0,
	`cached_tokens` bigint NOT NULL DEFAULT 0,
	`completion_tokens` bigint NOT NULL DEFAULT 0,
	`reasoning_tokens` bigint NOT NULL DEFAULT 0,
	`total_tokens` bigint NOT NULL DEFAULT 0,
	`reserved_tokens` bigint NOT NULL DEFAULT 0,
	`cost` bigint NOT NULL DEFAULT 0,
	`currency` varchar(8) NOT NULL,
	`ttft_ms` int,
	`duration_ms` int,
	`request_id` varchar(64) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`settled_at` datetime(3),
	CONSTRAINT `token_usage_id` PRIMARY KEY(`id`),
	CONSTRAINT `token_usage_message_attempt` UNIQUE(`message_id`,`attempt`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` varchar(36) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`username` varchar(128) NOT NULL,
	`username_key` varchar(255) character set utf8mb4 collate utf8mb4_bin NOT NULL,
	`password_hash` varchar(255),
	`role` varchar(16) NOT NULL DEFAULT 'user',
	`active` boolean NOT NULL DEFAULT true,
	`epoch` int NOT NULL DEFAULT 0,
	`locale` varchar(16),
	`theme` varchar(16),
	`time_zone` varchar(64),
	`quota` longtext,
	`notes` text,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`last_login_at` datetime(3),
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_username_key` UNIQUE(`username_key`)
);
--> statement-breakpoint
ALTER TABLE `api_tokens` ADD CONSTRAINT `api_tokens_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `conversations` ADD CONSTRAINT `conversations_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `files` ADD CONSTRAINT `files_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `invite_uses` ADD CONSTRAINT `invite_uses_invite_id_invites_id_fk` FOREIGN KEY (`invite_id`) REFERENCES `invites`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `invite_uses` ADD CONSTRAINT `invite_uses_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `message_files` ADD CONSTRAINT `message_files_message_id_messages_id_fk` FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `message_files` ADD CONSTRAINT `message_files_file_id_files_id_fk` FOREIGN KEY (`file_id`) REFERENCES `files`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_conversation_id_conversations_id_fk` FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `messages` ADD CONSTRAINT `messages_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `sessions` ADD CONSTRAINT `sessions_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `token_usage` ADD CONSTRAINT `token_usage_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `api_tokens_user_id` ON `api_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_user_updated` ON `conversations` (`user_id`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `files_user_created` ON `files` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `invite_uses_user_id` ON `invite_uses` (`user_id`);--> statement-breakpoint
CREATE INDEX `message_files_file_id` ON `message_files` (`file_id`);--> statement-breakpoint
CREATE INDEX `messages_conversation_created` ON `messages` (`conversation_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_parent_id` ON `messages` (`parent_id`);--> statement-breakpoint
CREATE INDEX `messages_status` ON `messages` (`status`);--> statement-breakpoint
CREATE INDEX `proxy_logs_request_id` ON `proxy_logs` (`request_id`);--> statement-breakpoint
CREATE INDEX `proxy_logs_created` ON `proxy_logs` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_user_id` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE INDEX `token_usage_user_created` ON `token_usage` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_created` ON `token_usage` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `token_usage_status` ON `token_usage` (`status`);