import { z } from "zod";
import type { Outcome } from "../learn/outcome.ts";

/** A row that version 0.1 ended as `kept`, `reverted` or `abandoned`, as far as it has to be known to be turned. */
const olderEndSchema = z.looseObject({
  stage: z.enum(["kept", "reverted", "abandoned"]),
  reasons: z.array(z.looseObject({ code: z.string() })).default([]),
  confidence: z.string().optional(),
  pull: z.looseObject({ number: z.number() }).optional(),
  pullNumber: z.number().nullish(),
});

/** What `abandoned` meant, by the code of its first reason; anything else was unusable. */
const abandonedAs: ReadonlyMap<string, Outcome> = new Map([
  ["declined", "declined"],
  ["was_closed_by_a_person", "declined"],
  ["taken_over", "taken_over"],
  ["revert_declined", "regressed_and_left"],
  ["already_undone", "undone_by_people"],
  ["was_reverted", "reverted"],
  ["was_kept", "kept"],
  ["was_kept_without_proof", "inconclusive"],
]);

/** Version 0.1 called the watch plan `judgePolicy`. */
const olderMergeSchema = z.looseObject({ merge: z.looseObject({ judgePolicy: z.unknown() }) });

/** Turns a row of version 0.1 into one of today; any other value comes back as it is. */
export function fromOlderVersion(value: unknown): unknown {
  return withOneEnd(withWatchPlan(value));
}

function withWatchPlan(value: unknown): unknown {
  const older = olderMergeSchema.safeParse(value);
  if (!older.success || older.data.merge.judgePolicy === undefined) return value;
  const { judgePolicy, ...merge } = older.data.merge;
  return { ...older.data, merge: { ...merge, watchPlan: judgePolicy } };
}

function withOneEnd(value: unknown): unknown {
  const older = olderEndSchema.safeParse(value);
  if (!older.success) return value;
  const { stage, change, pull, merge, comparisons, revertPull, confidence, ...rest } = older.data;
  return {
    ...rest,
    stage: "ended",
    how: howItEnded(older.data),
    pullNumber: pull?.number ?? rest.pullNumber ?? null,
    merged:
      stage === "abandoned" ? null : { change, pull, merge, comparisons, revertPull: revertPull ?? null },
  };
}

function howItEnded({ stage, confidence, reasons }: z.infer<typeof olderEndSchema>): Outcome {
  if (stage === "kept") return confidence === "inconclusive" ? "inconclusive" : "kept";
  if (stage === "reverted") return "reverted";
  return abandonedAs.get(reasons[0]?.code ?? "") ?? "unusable";
}
