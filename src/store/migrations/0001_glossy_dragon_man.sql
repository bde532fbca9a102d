CREATE TABLE "reading" (
	"workspace" text NOT NULL,
	"source" text NOT NULL,
	"newest" timestamp (3) with time zone NOT NULL,
	"oldest" timestamp (3) with time zone NOT NULL,
	"complete" boolean DEFAULT false NOT NULL,
	CONSTRAINT "reading_workspace_source_pk" PRIMARY KEY("workspace","source")
);
--> statement-breakpoint
CREATE TABLE "topic_run" (
	"workspace" text PRIMARY KEY NOT NULL,
	"run" integer NOT NULL,
	"embedder" text NOT NULL,
	"labeller" text NOT NULL,
	"fingerprint" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"to" timestamp (3) with time zone NOT NULL,
	"messages" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "watch_example" (
	"workspace" text NOT NULL,
	"watch" text NOT NULL,
	"position" integer NOT NULL,
	"text" text,
	"message" text,
	CONSTRAINT "watch_example_workspace_watch_position_pk" PRIMARY KEY("workspace","watch","position")
);
--> statement-breakpoint
CREATE TABLE "watch" (
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "watch_workspace_name_pk" PRIMARY KEY("workspace","name")
);
--> statement-breakpoint
ALTER TABLE "topic_member" ALTER COLUMN "topic" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "topic_event" ADD COLUMN "run" integer;--> statement-breakpoint
ALTER TABLE "topic_member" ADD COLUMN "leaning" text;--> statement-breakpoint
ALTER TABLE "topic_member" ADD COLUMN "nearest" text;--> statement-breakpoint
ALTER TABLE "topic_member" ADD COLUMN "similarity" real NOT NULL;--> statement-breakpoint
ALTER TABLE "topic" ADD COLUMN "labelled_from" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "topic" ADD COLUMN "labelled_channels" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "watch_example" ADD CONSTRAINT "watch_example_workspace_watch_watch_workspace_name_fk" FOREIGN KEY ("workspace","watch") REFERENCES "public"."watch"("workspace","name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watch_example" ADD CONSTRAINT "watch_example_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;