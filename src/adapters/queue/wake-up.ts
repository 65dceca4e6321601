import { z } from "zod";
import { componentRequestSchema } from "../../domain/choose/opportunity-schema.ts";
import { triggerSchema } from "../../domain/improvement/improvement-schema.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { WakeUp } from "../../ports/queue.ts";

const repositorySchema = z.object({ owner: z.string(), name: z.string() });

/** A wake-up as it comes back from the queue's table. */
export const wakeUpSchema: z.ZodType<WakeUp> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("cycle"),
    cycleId: z.string(),
    repository: repositorySchema,
    trigger: triggerSchema,
    analysisWindowHours: z.number().nullable(),
    maxImprovements: z.number().nullable(),
    hint: z.string().optional(),
  }),
  z.object({ kind: z.literal("advance"), improvementId: z.string() }),
  z.object({
    kind: z.literal("pull_changed"),
    repository: repositorySchema,
    pullNumber: z.int().nullable(),
  }),
  z.object({
    kind: z.literal("command"),
    repository: repositorySchema,
    issueNumber: z.int(),
    commentId: z.int(),
    login: z.string(),
    body: z.string(),
    hint: z.string().optional(),
  }),
  z.object({
    kind: z.literal("component"),
    cycleId: z.string(),
    repository: repositorySchema,
    request: componentRequestSchema,
  }),
]);

/**
 * Wake-ups with the same key are one while they wait. A cycle that somebody asked for keeps a key of its own: it
 * carries who asked and how far to look, and its id was promised to the asker.
 */
export function coalescingKey(wakeUp: WakeUp): string {
  switch (wakeUp.kind) {
    case "advance":
      return `advance ${wakeUp.improvementId}`;
    case "pull_changed":
      return `pull ${fullName(wakeUp.repository)}#${wakeUp.pullNumber ?? "any"}`;
    case "command":
      return `command ${wakeUp.commentId}`;
    case "component":
      return `component ${wakeUp.cycleId}`;
    case "cycle": {
      const asked = wakeUp.trigger.kind !== "schedule" && wakeUp.trigger.kind !== "event";
      return `cycle ${fullName(wakeUp.repository)}${asked ? ` ${wakeUp.cycleId}` : ""}`;
    }
  }
}

/** Wake-ups with the same key never run at the same time: caps are counted per repository. */
export function exclusionKey(wakeUp: WakeUp): string {
  switch (wakeUp.kind) {
    case "advance":
    case "pull_changed":
      return coalescingKey(wakeUp);
    case "command":
    case "component":
    case "cycle":
      return `repository ${fullName(wakeUp.repository)}`;
  }
}
