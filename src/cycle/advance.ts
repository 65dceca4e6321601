import { afterGlance } from "../domain/improvement/at-rest.ts";
import { backoffMs } from "../domain/improvement/backoff.ts";
import type { Improvement, StageName } from "../domain/improvement/improvement.ts";
import { lastDecisionOf } from "../domain/improvement/moved-by.ts";
import { withCheckAsked } from "../domain/improvement/pull-record.ts";
import { isFinalRefusal } from "../domain/improvement/refusals.ts";
import { PassingFailure, PermanentFailure } from "../domain/shared/failure.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";
import { draft } from "./draft/draft.ts";
import { passImprovementGate } from "./gate/pass-improvement-gate.ts";
import { takeUp } from "./gate/take-up.ts";
import { tellWaits } from "./notify/tell-waits.ts";
import { propose } from "./propose/propose.ts";
import { revert } from "./revert/pass-revert-gate.ts";
import { auditOf } from "./step/audit-entry.ts";
import { deleteBranches } from "./step/delete-branches.ts";
import { type GuardedPorts, guardedPorts, Held } from "./step/guarded-forge.ts";
import { end, type Step, waitUntil } from "./step/transition.ts";
import { startWatch, watch } from "./watch/watch.ts";

/** GitHub's limits are of an hour; what asks for more has a clock that is wrong. */
const longestPauseMs = 2 * 3_600_000;

/** What made somebody look at an improvement. */
export interface WhyAdvance {
  /** `after_backoff` leaves a row alone that failed and whose time to try again has not come; default: at once. */
  readonly when?: "at_once" | "after_backoff";
  /** Digest of what GitHub showed right before; default: nobody has glanced. */
  readonly seen?: string | null | undefined;
  /** Somebody asked for the app's check again, which is shown anew even if it says the same. */
  readonly checkAsked?: boolean | undefined;
}

/**
 * Takes an improvement one step further: read the row, look at the world, decide, act once, save, say when to
 * wake next. Safe to call at any time, any number of times, from several workers at once; returns the saved row,
 * or null when there is none or another worker was faster.
 * @param why what made somebody look
 */
export async function advance(
  improvementId: string,
  ports: Ports,
  settings: Settings,
  nowMs: number,
  { when = "at_once", seen = null, checkAsked = false }: WhyAdvance = {},
): Promise<Improvement | null> {
  const found = await ports.store.improvement(improvementId);
  if (!found || found.tenant !== settings.tenant) return null;
  if (when === "after_backoff" && isBackingOff(found, nowMs)) return found;
  const improvement = checkAsked ? withCheckAsked(found) : found;
  const taken = (await stepOrFault(improvement, ports, settings, nowMs)) ?? restStep(improvement);
  if (!taken) return improvement;
  const guarded = guardedPorts(ports, purposeOf(improvement));
  const step = await tellWaits(improvement, taken, guarded, nowMs);
  const seenRow = afterGlance(step.next, seen, nowMs);
  const { next, reasons } = await deleteBranches(improvement, seenRow, guarded, settings, nowMs);
  const audit = [
    ...(isRepeated(improvement, step) ? [] : [auditOf(next, step.action, step.outcome, step.reasons, nowMs)]),
    ...(reasons.length > 0 ? [auditOf(next, "branch", "looked_after", reasons, nowMs)] : []),
  ];
  const saved = await ports.store.saveImprovement(next, audit);
  if (!saved) return null;
  if (saved.wakeAtMs !== null && saved.wakeAtMs <= nowMs) {
    await ports.queue.wake({ kind: "advance", improvementId });
  }
  return saved;
}

/** What only people can move on may have branches left to delete. */
function restStep(improvement: Improvement): Step | null {
  return improvement.leftBranches ? waitUntil(improvement, "end", null, []) : null;
}

async function stepOrFault(
  improvement: Improvement,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step | null> {
  try {
    return await takeStep(improvement, guardedPorts(ports, purposeOf(improvement)), settings, nowMs);
  } catch (error) {
    if (error instanceof Held) {
      const againAtMs = nowMs + settings.pollSeconds * 1000;
      return waitUntil(improvement, actions[improvement.stage], againAtMs, error.reasons);
    }
    return afterFault(improvement, error, nowMs);
  }
}

/** On whose behalf a step writes. */
function purposeOf({ stage }: Improvement): "revert" | "improvement" {
  return stage === "regressed" ? "revert" : "improvement";
}

/** An event says that something has changed, not that what failed would now succeed. */
function isBackingOff({ faults, wakeAtMs }: Improvement, nowMs: number): boolean {
  return faults > 0 && wakeAtMs !== null && wakeAtMs > nowMs;
}

/** What is being done at a stage, in the words of the audit log. */
const actions: Readonly<Record<StageName, string>> = {
  awaiting_approval: "approval",
  found: "draft",
  drafted: "propose",
  proposed: "gate",
  merged: "deploy",
  watching: "verdict",
  regressed: "revert",
  ended: "end",
};

function takeStep(
  improvement: Improvement,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step | null> | null {
  switch (improvement.stage) {
    case "found":
      return draft(improvement, ports, settings, nowMs);
    case "drafted":
      return propose(improvement, ports, settings, nowMs);
    case "proposed":
      return passImprovementGate(improvement, ports, settings, nowMs);
    case "merged":
      return startWatch(improvement, ports, settings, nowMs);
    case "watching":
      return watch(improvement, ports, settings, nowMs);
    case "regressed":
      return revert(improvement, ports, settings, nowMs);
    case "ended":
      return takeUp(improvement, ports, nowMs);
    case "awaiting_approval":
      return null;
  }
}

/**
 * A fault is tried again, later each time. What can never succeed, or did not for a day, ends the improvement, but only
 * before anything was merged: from then on somebody has to keep watching, so it is tried on.
 */
function afterFault(improvement: Improvement, error: unknown, nowMs: number): Step {
  const text = error instanceof Error ? error.message : String(error);
  const early = improvement.stage === "found" || improvement.stage === "drafted";
  if (error instanceof PermanentFailure && early && isFinalRefusal(error.reason, improvement.faults)) {
    return end(improvement, "unusable", { action: improvement.stage, reasons: [error.reason] }, nowMs);
  }
  const faults = improvement.faults + 1;
  const why = error instanceof PermanentFailure ? error.reason : reason("fault", text);
  return {
    next: { ...improvement, faults, wakeAtMs: nowMs + Math.max(backoffMs(faults), askedPauseMs(error)) },
    action: improvement.stage,
    outcome: "fault",
    reasons: [why],
  };
}

/** How long the other side asked to be left alone. */
function askedPauseMs(error: unknown): number {
  return error instanceof PassingFailure ? Math.min(error.retryAfterMs ?? 0, longestPauseMs) : 0;
}

/** A gate that still says the same is not a new decision. */
function isRepeated(before: Improvement, step: Step): boolean {
  if (step.action === "end" && step.reasons.length === 0) return true;
  if (step.action !== "gate" && step.action !== "revert_gate") return false;
  if (step.reasons.some(({ code }) => code === "told_waiting")) return false;
  const said = JSON.stringify(lastDecisionOf(before));
  return said !== "null" && said === JSON.stringify(lastDecisionOf(step.next));
}
