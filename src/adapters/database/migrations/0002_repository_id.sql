DROP INDEX "improvements_repository_stage";--> statement-breakpoint
ALTER TABLE "improvements" ADD COLUMN "repository_id" bigint;--> statement-breakpoint
CREATE INDEX "improvements_repository_name" ON "improvements" USING btree (lower("repository"),"stage");--> statement-breakpoint
CREATE INDEX "improvements_repository_id" ON "improvements" USING btree ("repository_id","stage");