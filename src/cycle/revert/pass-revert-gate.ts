import type { Decision } from "../../domain/gate/decide.ts";
import { pollDelayMs } from "../../domain/improvement/backoff.ts";
import type { AtStage, PullRecord } from "../../domain/improvement/improvement.ts";
import { afterLook, type Looked } from "../../domain/improvement/pull-record.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { closingComment, revertClosedByBotBody, revertMessage } from "../../domain/messages/closing.ts";
import { labels } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { isDecided } from "../gate/gate-result.ts";
import { passGate } from "../gate/pass-gate.ts";
import { reopen } from "../gate/reopen.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { tell } from "../notify/tell.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { standingFiles } from "../reading/read-standing.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { also, end, mergedChange, type Step, waitUntil } from "../step/transition.ts";
import { leaveRevert } from "./leave-revert.ts";
import { makeRevert, proposeRevert } from "./propose-revert.ts";
import { filesOfRevert } from "./undo.ts";

type Regressed = AtStage<"regressed">;

/** Takes a regressed improvement one step on its way back; null when the way back is with people. */
export function revert(
  improvement: Regressed,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> | null {
  switch (improvement.revert.kind) {
    case "needed":
      return proposeRevert(improvement, ports, settings, nowMs);
    case "proposed":
      return passRevertGate(improvement, improvement.revert.pull, ports, settings, nowMs);
    case "conflict":
      return null;
  }
}

async function passRevertGate(
  improvement: Regressed,
  pull: PullRecord,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const request = {
    kind: "revert",
    influencedByUntrusted: false,
    changesTests: false,
    mergeMessage: revertMessage(improvement.merge),
    filesAt: filesOfRevert(improvement, ports),
  } as const;
  const look = await ports.forge.look(improvement.repository, pull, standingFiles);
  if (pull.closing && !isDecided(look.pull)) return makeRevert(improvement, pull, ports, settings, nowMs);
  // Before the gate may merge it on top of what people have taken back.
  const isMerged = look.pull?.state === "merged";
  const unneeded = isMerged ? null : await leaveRevert(improvement, pull, ports, nowMs, look.standing?.state);
  if (unneeded) return unneeded;
  const result = await passGate(improvement.repository, pull, request, ports, nowMs, look);
  if (result.kind === "merged") return closeReverted(improvement, pull, ports, nowMs);
  switch (result.kind) {
    case "closed": {
      const { comparisons, change } = improvement;
      await recordOutcomeOf(improvement, "regressed_and_left", comparisons, change, ports, nowMs);
      const kept = reason("revert_declined", `#${pull.number} was closed by ${result.by}: the change stays.`);
      return left(improvement, pull, kept, nowMs);
    }
    case "closed_by_bot":
      return closedByBot(improvement, pull, result, ports, settings, nowMs);
    case "missing": {
      const gone = reason("pull_request_gone", `#${pull.number} cannot be read any more.`);
      return left(improvement, pull, gone, nowMs);
    }
    case "behind":
      return makeRevert(shown(improvement, pull, result), afterLook(pull, result), ports, settings, nowMs);
    case "waiting": {
      const next = shown(improvement, pull, result);
      return keepWaiting(next, pull.openedAtMs, result.decision, settings, nowMs);
    }
  }
}

/** A bot's closing is undone once; after that people are asked. */
async function closedByBot(
  improvement: Regressed,
  pull: PullRecord,
  closing: { readonly by: string; readonly own: boolean },
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const { repository, comparisons, change, faults } = improvement;
  const text = `#${pull.number} was closed by ${closing.by}`;
  if (pull.reopened) {
    const told = await tellClosedByBot(improvement, pull, closing.by, ports);
    await recordOutcomeOf(improvement, "regressed_and_left", comparisons, change, ports, nowMs);
    const why = reason("closed_by_bot", `${text}, a bot, again; people were asked.`);
    return also(left(improvement, pull, why, nowMs), told);
  }
  const open = await reopen(repository, pull, closing, faults, ports);
  if (!open) return makeRevert(improvement, { ...pull, reopened: true }, ports, settings, nowMs);
  const next: Regressed = { ...improvement, revert: { kind: "proposed", pull: open }, faults: 0 };
  const again = reason("reopened", `${text}, a bot, and is opened again.`);
  return waitUntil(next, "revert_gate", nowMs + settings.pollSeconds * 1000, [again]);
}

async function tellClosedByBot(
  { repository, pull, merge, comparisons, opportunity, faults }: Regressed,
  revertPull: PullRecord,
  by: string,
  ports: GuardedPorts,
): Promise<readonly Reason[]> {
  const [pullNumber, revertNumber] = [pull.number, revertPull.number];
  const told = await tell(
    {
      kind: "handed_over",
      repository,
      number: pullNumber,
      commentKey: "outcome",
      issueKey: `revert-closed-${opportunity.fingerprint}`,
      title: `Revert #${pullNumber}: production got worse and a bot closes the revert`,
      body: revertClosedByBotBody({ pullNumber, revertNumber, merge, by, comparisons }),
      faults,
    },
    ports,
  );
  return told.reasons;
}

/** The change stays although production got worse; what follows is with people. */
function left(
  improvement: Regressed,
  revertPull: PullRecord,
  why: Reason,
  nowMs: number,
): Step<Next<"regressed">> {
  const pullNumber = improvement.pull.number;
  const merged = mergedChange(improvement, improvement.comparisons, revertPull);
  return end(
    improvement,
    "regressed_and_left",
    { action: "revert", reasons: [why], pullNumber, merged },
    nowMs,
  );
}

/** What GitHub shows is kept whatever becomes of the step, so that it is not shown again. */
function shown(improvement: Regressed, pull: PullRecord, result: Looked): Regressed {
  return { ...improvement, revert: { kind: "proposed", pull: afterLook(pull, result) } };
}

function keepWaiting(
  improvement: Regressed,
  openedAtMs: number,
  decision: Decision,
  settings: Settings,
  nowMs: number,
): Step<Next<"regressed">> {
  const next = { ...improvement, faults: 0 };
  const wakeAtMs = nowMs + pollDelayMs(nowMs - openedAtMs, settings.pollSeconds);
  const step = waitUntil(next, "revert_gate", wakeAtMs, decision.reasons);
  return { ...step, outcome: decision.kind };
}

async function closeReverted(
  improvement: Regressed,
  revertPull: PullRecord,
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const { comparisons, reasons, pull } = improvement;
  const comment = closingComment(
    { kind: "reverted", revertPullNumber: revertPull.number },
    comparisons,
    reasons,
  );
  const told = await tellOutcome(
    improvement,
    `#${pull.number} was reverted`,
    comment,
    labels.reverted,
    ports,
  );
  await recordOutcomeOf(improvement, "reverted", comparisons, improvement.change, ports, nowMs);
  ports.instruments.add("improvements_rolled_back", 1, "Count");
  const merged = mergedChange(improvement, comparisons, revertPull);
  const ended = { action: "revert", reasons, pullNumber: pull.number, merged };
  return also(end(improvement, "reverted", ended, nowMs), told);
}
