CREATE TABLE "token_use" (
	"purpose" text NOT NULL,
	"day" date NOT NULL,
	"tokens" integer NOT NULL,
	CONSTRAINT "token_use_purpose_day_pk" PRIMARY KEY("purpose","day")
);
