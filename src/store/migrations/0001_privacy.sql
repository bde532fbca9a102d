CREATE TABLE "lost_text" (
	"workspace" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "lost_text_workspace_hash_pk" PRIMARY KEY("workspace","hash")
);
--> statement-breakpoint
CREATE TABLE "privacy_choice" (
	"workspace" text NOT NULL,
	"person" text NOT NULL,
	"opted_out" boolean DEFAULT false NOT NULL,
	"forgotten_up_to" timestamp (3) with time zone,
	CONSTRAINT "privacy_choice_workspace_person_pk" PRIMARY KEY("workspace","person")
);
--> statement-breakpoint
ALTER TABLE "reading" ADD COLUMN "checked" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reading" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "message_by_text" ON "message" USING hash ("content_hash");