CREATE TABLE "author" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text,
	"bot" boolean DEFAULT false NOT NULL,
	CONSTRAINT "author_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "calibration" (
	"workspace" text NOT NULL,
	"embedder" text NOT NULL,
	"quantiles" real[] NOT NULL,
	"messages" integer NOT NULL,
	"sampled_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "calibration_workspace_embedder_pk" PRIMARY KEY("workspace","embedder")
);
--> statement-breakpoint
CREATE TABLE "channel" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text,
	CONSTRAINT "channel_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "embedding" (
	"workspace" text NOT NULL,
	"embedder" text NOT NULL,
	"message" text NOT NULL,
	"channel" text NOT NULL,
	"ts" timestamp (3) with time zone NOT NULL,
	"content_hash" text NOT NULL,
	"vector" vector NOT NULL,
	CONSTRAINT "embedding_workspace_embedder_message_pk" PRIMARY KEY("workspace","embedder","message")
);
--> statement-breakpoint
CREATE TABLE "import" (
	"workspace" text NOT NULL,
	"file" text NOT NULL,
	"fingerprint" text NOT NULL,
	"finished_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_workspace_file_pk" PRIMARY KEY("workspace","file")
);
--> statement-breakpoint
CREATE TABLE "message" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"channel" text NOT NULL,
	"author" text NOT NULL,
	"ts" timestamp (3) with time zone NOT NULL,
	"edited_ts" timestamp (3) with time zone,
	"text" text NOT NULL,
	"thread_id" text,
	"reply_to" text,
	"permalink" text,
	"content_hash" text NOT NULL,
	CONSTRAINT "message_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "reading" (
	"workspace" text NOT NULL,
	"source" text NOT NULL,
	"newest" timestamp (3) with time zone NOT NULL,
	"oldest" timestamp (3) with time zone NOT NULL,
	"complete" boolean DEFAULT false NOT NULL,
	CONSTRAINT "reading_workspace_source_pk" PRIMARY KEY("workspace","source")
);
--> statement-breakpoint
CREATE TABLE "removal" (
	"workspace" text NOT NULL,
	"message" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "removal_workspace_message_pk" PRIMARY KEY("workspace","message")
);
--> statement-breakpoint
CREATE TABLE "token_use" (
	"purpose" text NOT NULL,
	"day" date NOT NULL,
	"tokens" integer NOT NULL,
	CONSTRAINT "token_use_purpose_day_pk" PRIMARY KEY("purpose","day")
);
--> statement-breakpoint
CREATE TABLE "topic_event" (
	"workspace" text NOT NULL,
	"topic" text NOT NULL,
	"run" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "topic_member" (
	"workspace" text NOT NULL,
	"message" text NOT NULL,
	"content_hash" text NOT NULL,
	"topic" text,
	"leaning" text,
	"nearest" text,
	"similarity" real NOT NULL,
	"conversation" text NOT NULL,
	CONSTRAINT "topic_member_workspace_message_pk" PRIMARY KEY("workspace","message")
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
	"messages" integer NOT NULL,
	"since" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "topic" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"label" text NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"labelled_by" text NOT NULL,
	"labelled_members" text[] NOT NULL,
	"labelled_from" text[] NOT NULL,
	"labelled_channels" text[] NOT NULL,
	"keywords" text[] NOT NULL,
	"embedder" text NOT NULL,
	"centroid" vector NOT NULL,
	"radius" double precision NOT NULL,
	"size" integer NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"hidden" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'live' NOT NULL,
	"merged_into" text,
	"born_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "topic_workspace_id_pk" PRIMARY KEY("workspace","id")
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
CREATE TABLE "workspace" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "embedding" ADD CONSTRAINT "embedding_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topic_member" ADD CONSTRAINT "topic_member_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watch_example" ADD CONSTRAINT "watch_example_workspace_watch_watch_workspace_name_fk" FOREIGN KEY ("workspace","watch") REFERENCES "public"."watch"("workspace","name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watch_example" ADD CONSTRAINT "watch_example_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "embedding_by_channel" ON "embedding" USING btree ("workspace","embedder","channel");--> statement-breakpoint
CREATE INDEX "message_by_time" ON "message" USING btree ("workspace","ts");--> statement-breakpoint
CREATE INDEX "message_by_channel" ON "message" USING btree ("workspace","channel","ts");--> statement-breakpoint
CREATE INDEX "message_by_thread" ON "message" USING btree ("workspace","thread_id") WHERE "message"."thread_id" is not null;--> statement-breakpoint
CREATE INDEX "topic_event_by_topic" ON "topic_event" USING btree ("workspace","topic","at");--> statement-breakpoint
CREATE INDEX "topic_member_by_topic" ON "topic_member" USING btree ("workspace","topic");