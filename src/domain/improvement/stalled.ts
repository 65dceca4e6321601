import { helpFor, type Reason, reason, waitsFor } from "../shared/reason.ts";
import type { WaitsFor } from "../shared/reasons/entry.ts";
import type { ReasonCode } from "../shared/reasons.ts";
import type { Improvement, StageName } from "./improvement.ts";
import { tellAfter, type Wait } from "./waits.ts";

/** One thing for which an improvement has waited for longer than it should. */
export interface Stalled {
  readonly id: string;
  readonly stage: StageName;
  readonly code: string;
  readonly sinceMs: number;
  readonly waitsFor: WaitsFor;
  /** What would end it; null where nobody has written that down. */
  readonly endsWith: string | null;
}

/** What an improvement waits for at present and people should have been told of by now. */
export function stalledIn({ id, stage, waits = [] }: Improvement, nowMs: number): readonly Stalled[] {
  // What flickers is kept for a while; only what the last look saw is waited for now.
  const seenMs = Math.max(...waits.map((wait) => wait.seenMs));
  const kind = stage === "regressed" ? "revert" : "improvement";
  return waits.flatMap((wait) => {
    const why = reasonOf(wait);
    const isLong = tellAfter(why, kind, (nowMs - wait.sinceMs) / 1000) > 0;
    if (wait.seenMs < seenMs || !isLong) return [];
    const { code, sinceMs } = wait;
    return [{ id, stage, code, sinceMs, waitsFor: waitsFor(why), endsWith: helpFor(why) }];
  });
}

function reasonOf({ code }: Wait): Reason {
  return reason(code as ReasonCode, "");
}
