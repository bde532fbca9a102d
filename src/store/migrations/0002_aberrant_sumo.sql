CREATE TABLE "removal" (
	"workspace" text NOT NULL,
	"message" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "removal_workspace_message_pk" PRIMARY KEY("workspace","message")
);
