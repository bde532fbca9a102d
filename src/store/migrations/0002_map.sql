CREATE TABLE "map_position" (
	"workspace" text NOT NULL,
	"embedder" text NOT NULL,
	"message" text NOT NULL,
	"x" real NOT NULL,
	"y" real NOT NULL,
	"laid_out" boolean NOT NULL,
	CONSTRAINT "map_position_workspace_embedder_message_pk" PRIMARY KEY("workspace","embedder","message")
);
--> statement-breakpoint
CREATE TABLE "topic_colour" (
	"workspace" text NOT NULL,
	"topic" text NOT NULL,
	"colour" integer NOT NULL,
	CONSTRAINT "topic_colour_workspace_topic_pk" PRIMARY KEY("workspace","topic")
);
--> statement-breakpoint
ALTER TABLE "map_position" ADD CONSTRAINT "map_position_workspace_message_message_workspace_id_fk" FOREIGN KEY ("workspace","message") REFERENCES "public"."message"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topic_colour" ADD CONSTRAINT "topic_colour_workspace_topic_topic_workspace_id_fk" FOREIGN KEY ("workspace","topic") REFERENCES "public"."topic"("workspace","id") ON DELETE cascade ON UPDATE no action;