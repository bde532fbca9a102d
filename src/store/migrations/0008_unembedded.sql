CREATE TABLE "unembedded" (
	"workspace" text NOT NULL,
	"message" text NOT NULL,
	"ts" timestamp (3) with time zone NOT NULL,
	"content_hash" text NOT NULL,
	CONSTRAINT "unembedded_workspace_message_pk" PRIMARY KEY("workspace","message")
);
--> statement-breakpoint
ALTER TABLE "unembedded" ADD CONSTRAINT "unembedded_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unembedded_by_time" ON "unembedded" USING btree ("workspace","ts","message");--> statement-breakpoint
-- Once, every message is looked at: those without a vector do not stand in line yet.
UPDATE "duty" SET "done_at" = NULL WHERE "name" = 'embed';
