import { z } from "zod";
import { componentRequestSchema } from "../../domain/choose/opportunity-schema.ts";
import { triggerSchema } from "../../domain/improvement/improvement-schema.ts";
import { fullName, type RepositoryRef, repositoryRefSchema } from "../../domain/shared/repository.ts";
import { commandPlaces, type WakeUp, type WhatChanged } from "../../ports/queue.ts";

const deed = { byPerson: z.boolean().optional(), checkAsked: z.boolean().optional() };

const whatChangedSchema: z.ZodType<WhatChanged> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pull_request"), number: z.int(), ...deed }),
  z.object({ kind: z.literal("reopened"), number: z.int() }),
  z.object({ kind: z.literal("commit"), sha: z.string(), ...deed }),
  z.object({ kind: z.literal("branch"), name: z.string() }),
  z.object({ kind: z.literal("base"), mayTouchPolicy: z.boolean() }),
  z.object({ kind: z.literal("deployment"), environment: z.string().optional() }),
  z.object({ kind: z.literal("anything") }),
]);

/** As it was queued before a wake-up said what has changed. */
const pullChangedSchema = z
  .object({
    kind: z.literal("pull_changed"),
    repository: repositoryRefSchema,
    pullNumber: z.int().nullable(),
  })
  .transform(({ repository, pullNumber }): WakeUp => {
    const what: WhatChanged =
      pullNumber === null ? { kind: "anything" } : { kind: "pull_request", number: pullNumber };
    return { kind: "changed", repository, what };
  });

/** A wake-up as it comes back from the queue's table. */
export const wakeUpSchema: z.ZodType<WakeUp> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("cycle"),
    cycleId: z.string(),
    repository: repositoryRefSchema,
    trigger: triggerSchema,
    analysisWindowHours: z.number().nullable(),
    maxImprovements: z.number().nullable(),
    hint: z.string().optional(),
  }),
  z.object({
    kind: z.literal("advance"),
    improvementId: z.string(),
    ...deed,
    seen: z.string().optional(),
  }),
  z.object({ kind: z.literal("changed"), repository: repositoryRefSchema, what: whatChangedSchema }),
  pullChangedSchema,
  z.object({ kind: z.literal("installation"), account: z.string() }),
  z.object({
    kind: z.literal("command"),
    repository: repositoryRefSchema,
    issueNumber: z.int(),
    commentId: z.int(),
    place: z.enum(commandPlaces).optional(),
    login: z.string(),
    body: z.string(),
    hint: z.string().optional(),
  }),
  z.object({
    kind: z.literal("component"),
    cycleId: z.string(),
    repository: repositoryRefSchema,
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
      return `advance ${wakeUp.improvementId}${wakeUp.byPerson ? " by person" : ""}${wakeUp.checkAsked ? " check asked" : ""}`;
    case "changed":
      return `changed ${nameOf(wakeUp)} ${Object.entries(wakeUp.what).flat().join(" ")}`;
    case "installation":
      return `installation ${wakeUp.account.toLowerCase()}`;
    case "command":
      return `command ${wakeUp.place ?? ""}${wakeUp.commentId}`;
    case "component":
      return `component ${wakeUp.cycleId}`;
    case "cycle": {
      const asked = wakeUp.trigger.kind !== "schedule" && wakeUp.trigger.kind !== "event";
      return `cycle ${nameOf(wakeUp)}${asked ? ` ${wakeUp.cycleId}` : ""}`;
    }
  }
}

/** Wake-ups with the same key never run at the same time: caps are counted per repository. */
export function exclusionKey(wakeUp: WakeUp): string {
  switch (wakeUp.kind) {
    case "advance":
      return `advance ${wakeUp.improvementId}`;
    case "changed":
    case "installation":
      return coalescingKey(wakeUp);
    case "command":
    case "component":
    case "cycle":
      return `repository ${nameOf(wakeUp)}`;
  }
}

/** In whatever case somebody wrote it, a repository is the same one. */
function nameOf({ repository }: { readonly repository: RepositoryRef }): string {
  return fullName(repository).toLowerCase();
}
