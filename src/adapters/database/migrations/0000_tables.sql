CREATE TABLE "audit_log" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"at_ms" bigint NOT NULL,
	"tenant" text NOT NULL,
	"repository" text,
	"correlation_id" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"outcome" text NOT NULL,
	"reasons" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"key" text PRIMARY KEY NOT NULL,
	"at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cycles" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"repository" text NOT NULL,
	"started_at_ms" bigint NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "improvements" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"tenant" text NOT NULL,
	"repository" text NOT NULL,
	"stage" text NOT NULL,
	"wake_at_ms" bigint,
	"pull_number" integer,
	"revert_pull_number" integer,
	"created_at_ms" bigint NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outcomes" (
	"improvement_id" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"at_ms" bigint NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_log_tenant_subject" ON "audit_log" USING btree ("tenant","subject");--> statement-breakpoint
CREATE INDEX "audit_log_tenant_correlation" ON "audit_log" USING btree ("tenant","correlation_id");--> statement-breakpoint
CREATE INDEX "cycles_tenant_repository" ON "cycles" USING btree ("tenant","repository","started_at_ms");--> statement-breakpoint
CREATE INDEX "improvements_due" ON "improvements" USING btree ("wake_at_ms");--> statement-breakpoint
CREATE INDEX "improvements_repository_stage" ON "improvements" USING btree ("repository","stage");--> statement-breakpoint
CREATE INDEX "improvements_tenant_created" ON "improvements" USING btree ("tenant","created_at_ms");--> statement-breakpoint
CREATE INDEX "outcomes_tenant" ON "outcomes" USING btree ("tenant","at_ms");