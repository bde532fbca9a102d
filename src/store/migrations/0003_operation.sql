CREATE TABLE "duty" (
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"waiting" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "duty_workspace_name_pk" PRIMARY KEY("workspace","name")
);
--> statement-breakpoint
CREATE TABLE "set_aside" (
	"workspace" text NOT NULL,
	"message" text NOT NULL,
	"step" text NOT NULL,
	"content_hash" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "set_aside_workspace_message_step_pk" PRIMARY KEY("workspace","message","step")
);
