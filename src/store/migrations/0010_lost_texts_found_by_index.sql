ALTER TABLE "embedding" DROP CONSTRAINT "embedding_workspace_embedder_message_pk";--> statement-breakpoint
ALTER TABLE "map_position" DROP CONSTRAINT "map_position_workspace_embedder_message_pk";--> statement-breakpoint
ALTER TABLE "embedding" ADD CONSTRAINT "embedding_workspace_message_embedder_pk" PRIMARY KEY("workspace","message","embedder");--> statement-breakpoint
ALTER TABLE "map_position" ADD CONSTRAINT "map_position_workspace_message_embedder_pk" PRIMARY KEY("workspace","message","embedder");--> statement-breakpoint
CREATE INDEX "topic_by_labelled" ON "topic" USING gin (("labelled_members" || "labelled_from"));