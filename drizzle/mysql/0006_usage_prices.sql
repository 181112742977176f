ALTER TABLE `token_usage` ADD `input_price` bigint;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `cached_input_price` bigint;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `output_price` bigint;--> statement-breakpoint
CREATE INDEX `token_usage_request` ON `token_usage` (`request_id`);