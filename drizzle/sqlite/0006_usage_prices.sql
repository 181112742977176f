ALTER TABLE `token_usage` ADD `input_price` integer;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `cached_input_price` integer;--> statement-breakpoint
ALTER TABLE `token_usage` ADD `output_price` integer;--> statement-breakpoint
CREATE INDEX `token_usage_request` ON `token_usage` (`request_id`);