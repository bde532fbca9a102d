CREATE TABLE "digest_post" (
	"workspace" text NOT NULL,
	"digest" text NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"token" text NOT NULL,
	"lease" timestamp (3) with time zone NOT NULL,
	"begun" timestamp (3) with time zone NOT NULL,
	"tries" integer NOT NULL,
	"late" boolean DEFAULT false NOT NULL,
	"draft" jsonb,
	"posted" jsonb,
	"until" timestamp (3) with time zone,
	CONSTRAINT "digest_post_workspace_digest_period_pk" PRIMARY KEY("workspace","digest","period")
);
--> statement-breakpoint
CREATE TABLE "digest_source" (
	"workspace" text NOT NULL,
	"digest" text NOT NULL,
	"period" text NOT NULL,
	"message" text NOT NULL,
	"content_hash" text NOT NULL,
	CONSTRAINT "digest_source_workspace_digest_period_message_pk" PRIMARY KEY("workspace","digest","period","message")
);
--> statement-breakpoint
CREATE TABLE "digest" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"cron" text NOT NULL,
	"zone" text NOT NULL,
	"covers" text[],
	"note" boolean DEFAULT false NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "digest_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "digest_source" ADD CONSTRAINT "digest_source_workspace_digest_period_digest_post_workspace_digest_period_fk" FOREIGN KEY ("workspace","digest","period") REFERENCES "public"."digest_post"("workspace","digest","period") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "digest_source_by_message" ON "digest_source" USING btree ("workspace","message");