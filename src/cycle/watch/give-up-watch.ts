import type { AtStage } from "../../domain/improvement/improvement.ts";
import { closingComment } from "../../domain/messages/closing.ts";
import { labels } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { isOverdue } from "../../domain/watch/deployment.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { also, end, mergedChange, type Step } from "../step/transition.ts";

/** A merge whose watch could not begin. */
interface Unwatched {
  readonly mergedAtMs: number;
  readonly waitHours: number;
  /** What its watch waits for. */
  readonly why: readonly Reason[];
}

/**
 * Ends a merged improvement as inconclusive whose watch could not begin in time, and says why: no row waits for ever.
 * @returns null while there is time
 * @throws Held while a kill switch keeps people from being told at all
 */
export async function giveUpWatch(
  improvement: AtStage<"proposed" | "merged">,
  action: string,
  { mergedAtMs, waitHours, why }: Unwatched,
  ports: Pick<GuardedPorts, "forge" | "store" | "instruments">,
  nowMs: number,
): Promise<Step<AtStage<"ended">> | null> {
  if (!isOverdue(mergedAtMs, waitHours, nowMs)) return null;
  const { number } = improvement.pull;
  const text = `For ${waitHours} hours after the merge its watch could not begin, so nobody knows what it did to production.`;
  const reasons = [reason("watch_not_begun", text), ...why];
  const comment = closingComment({ kind: "inconclusive" }, [], reasons);
  const title = `#${number} was kept, but not verified`;
  const open = await attempt(tellOutcome(improvement, title, comment, labels.inconclusive, ports));
  // Without a policy the app may still say where things stand.
  const told =
    open instanceof Held ? await tellOutcome(improvement, title, comment, null, ports, "held_waiting") : open;
  await recordOutcomeOf(improvement, "inconclusive", [], improvement.change, ports, nowMs);
  const merged = improvement.stage === "merged" ? mergedChange(improvement, []) : null;
  return also(end(improvement, "inconclusive", { action, reasons, pullNumber: number, merged }, nowMs), told);
}
