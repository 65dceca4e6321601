import type { Improvement } from "../../domain/improvement/improvement.ts";
import { afterTelling, waitsAfter } from "../../domain/improvement/waits.ts";
import { waitingComment } from "../../domain/messages/waiting.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { also, type Step } from "../step/transition.ts";
import { tell } from "./tell.ts";

const waiting = new Set(["wait", "block", "fault"]);

/**
 * Counts how long an improvement has waited for what, whatever it is, and tells people on its pull request, or on its
 * revert's, what would end it once it takes long. Nothing that waits passes by here; telling keeps no step from being
 * saved, and what could not be told is told at the next look.
 */
export async function tellWaits(
  before: Improvement,
  step: Step,
  ports: Pick<GuardedPorts, "forge" | "instruments">,
  nowMs: number,
): Promise<Step> {
  const { next } = step;
  const number = pullOf(next);
  const isUnopened = next.stage === "found" || next.stage === "drafted";
  if ((number === null && !isUnopened) || next.stage !== before.stage)
    return { ...step, next: { ...next, waits: undefined } };
  if (!waiting.has(step.outcome)) return step;
  const kind = next.stage === "regressed" ? "revert" : "improvement";
  const { waits, toTell } = waitsAfter(before.waits ?? [], step.reasons, kind, nowMs);
  const counted = { ...step, next: { ...next, waits } };
  if (toTell.length === 0) return counted;
  const codes = toTell.map(({ code }) => code).join(", ");
  if (number === null) {
    // Where there is no pull request yet, only operators can be told.
    ports.instruments.add("improvements_stalled", 1, "Count");
    const stalled = { ...counted, next: { ...next, waits: afterTelling(waits, toTell, kind, nowMs) } };
    return also(stalled, [reason("stalled", `It waits for long without a pull request: ${codes}.`)]);
  }
  const told = await tellNow(next, number, toTell, Math.max(...waits.map((one) => one.told)), ports);
  if (!told) return counted;
  const kept = afterTelling(waits, toTell, kind, nowMs);
  return also({ ...counted, next: { ...next, waits: kept } }, [
    reason("told_waiting", `People were told that it waits: ${codes}.`),
    ...told,
  ]);
}

/** null when it is to be told at the next look. */
async function tellNow(
  { stage, repository, opportunity, faults }: Improvement,
  number: number,
  toTell: readonly Reason[],
  times: number,
  ports: Pick<GuardedPorts, "forge" | "instruments">,
): Promise<readonly Reason[] | null> {
  // A comment of its own each time: GitHub tells nobody of one that is edited.
  const key = `waits-${toTell.map(({ code }) => code).join("-")}-${times}`;
  const notice = {
    repository,
    number,
    commentKey: key,
    issueKey: `${key}-${opportunity.fingerprint}`,
    title: stage === "regressed" ? `The revert of a change waits: #${number}` : `#${number} waits`,
    body: waitingComment(stage === "regressed", toTell),
    faults,
  } as const;
  try {
    const told = await attempt(tell({ ...notice, kind: "waiting" }, ports));
    if (!(told instanceof Held)) return told.reasons;
    return (await tell({ ...notice, kind: "held_waiting" }, ports)).reasons;
  } catch {
    // A kill switch silences it, or GitHub fails in passing.
    return null;
  }
}

/** The pull request that waits; null where there is none, or people have been asked to make the revert. */
function pullOf(improvement: Improvement): number | null {
  switch (improvement.stage) {
    case "proposed":
    case "merged":
    case "watching":
      return improvement.pull.number;
    case "regressed":
      return improvement.revert.kind === "proposed"
        ? improvement.revert.pull.number
        : improvement.pull.number;
    case "awaiting_approval":
    case "found":
    case "drafted":
    case "ended":
      return null;
  }
}
