ALTER TABLE "topic_member" ADD COLUMN "content_hash" text NOT NULL;--> statement-breakpoint
ALTER TABLE "topic_run" ADD COLUMN "since" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "topic" ADD COLUMN "size" integer NOT NULL;