CREATE TABLE "spending" (
	"workspace" text NOT NULL,
	"day" date NOT NULL,
	"purpose" text NOT NULL,
	"model" text NOT NULL,
	"input" bigint NOT NULL,
	"output" bigint NOT NULL,
	"usd" double precision,
	"refused_at" timestamp (3) with time zone,
	CONSTRAINT "spending_workspace_day_purpose_model_pk" PRIMARY KEY("workspace","day","purpose","model")
);
--> statement-breakpoint
DROP TABLE "token_use" CASCADE;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "embedder" text;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "next_embedder" text;--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "switched_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "spending_by_day" ON "spending" USING btree ("day");