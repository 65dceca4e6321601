import { changesTests } from "../../domain/change/scope.ts";
import type { Decision } from "../../domain/gate/decide.ts";
import { pollDelayMs } from "../../domain/improvement/backoff.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import { afterLook, afterRebuild, type Looked } from "../../domain/improvement/pull-record.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import type { Outcome } from "../../domain/learn/outcome.ts";
import { leftAloneComment, whyQuestion } from "../../domain/messages/closing.ts";
import { commitBody } from "../../domain/messages/pull-request.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { push } from "../propose/push.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { also, end, type Step, waitUntil } from "../step/transition.ts";
import { isDecided } from "./gate-result.ts";
import { merged } from "./merged.ts";
import { filesOfChange } from "./own-content.ts";
import { passGate } from "./pass-gate.ts";
import { reopen } from "./reopen.ts";

/** Takes a proposed improvement through the gate: merge it, bring it up to date, or say why not. */
export async function passImprovementGate(
  improvement: AtStage<"proposed">,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const closed = await finishClosing(improvement, ports, nowMs);
  if (closed) return closed;
  const request = {
    kind: "improvement",
    influencedByUntrusted: improvement.change.influencedByUntrusted,
    changesTests: changesTests(improvement.change),
    mergeMessage: commitBody(improvement.change),
    filesAt: filesOfChange(improvement.repository, improvement.change, ports),
  } as const;
  const result = await passGate(improvement.repository, improvement.pull, request, ports, nowMs);
  switch (result.kind) {
    case "merged":
      return merged(improvement, result, request.filesAt, ports, settings, nowMs);
    case "closed":
      return declined(improvement, result.by, ports, nowMs);
    case "closed_by_bot":
      return closedByBot(improvement, result, ports, settings, nowMs);
    case "missing": {
      const gone = reason("pull_request_gone", `#${improvement.pull.number} cannot be read any more.`);
      return over(improvement, "unusable", [gone], nowMs);
    }
    case "behind":
      return refresh(shown(improvement, result), result.decision, ports, settings, nowMs);
    case "waiting":
      return keepWaiting(shown(improvement, result), result.decision, settings, nowMs);
  }
}

/** A person's closing is a no, which teaches nothing until its reason is known: so that is asked, once. */
async function declined(
  improvement: AtStage<"proposed">,
  by: string,
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const { number } = improvement.pull;
  const why = reason("declined", `#${number} was closed by ${by}.`);
  const told = await tellOutcome(improvement, `#${number} was declined`, whyQuestion(by), null, ports);
  return also(over(improvement, "declined", [why], nowMs), told);
}

/** A bot's closing is undone once, and never counts as a no. */
async function closedByBot(
  improvement: AtStage<"proposed">,
  closing: { readonly by: string; readonly own: boolean },
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const { repository, pull, faults } = improvement;
  const text = `#${pull.number} was closed by ${closing.by}`;
  if (pull.reopened)
    return over(improvement, "unusable", [reason("closed_by_bot", `${text}, a bot.`)], nowMs);
  const again = reason("reopened", `${text}, a bot, and is opened again.`);
  const open = await reopen(repository, pull, closing, faults, ports);
  const decision = { kind: "wait", reasons: [again] } as const;
  if (!open)
    return refresh({ ...improvement, pull: { ...pull, reopened: true } }, decision, ports, settings, nowMs);
  return waitUntil({ ...improvement, pull: open, faults: 0 }, "gate", nowMs + settings.pollSeconds * 1000, [
    again,
  ]);
}

function over(
  improvement: AtStage<"proposed">,
  how: Outcome,
  reasons: readonly Reason[],
  nowMs: number,
): Step<Next<"proposed">> {
  return end(improvement, how, { action: "gate", reasons, pullNumber: improvement.pull.number }, nowMs);
}

/** What GitHub shows is kept whatever becomes of the step, so that it is not shown again. */
function shown(improvement: AtStage<"proposed">, result: Looked): AtStage<"proposed"> {
  return { ...improvement, pull: afterLook(improvement.pull, result) };
}

function keepWaiting(
  improvement: AtStage<"proposed">,
  decision: Decision,
  settings: Settings,
  nowMs: number,
): Step<Next<"proposed">> {
  const wakeAtMs = nowMs + pollDelayMs(nowMs - improvement.pull.openedAtMs, settings.pollSeconds);
  const step = waitUntil({ ...improvement, faults: 0 }, "gate", wakeAtMs, decision.reasons);
  return { ...step, outcome: decision.kind };
}

async function refresh(
  improvement: AtStage<"proposed">,
  decision: Decision,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const { pull } = improvement;
  const as = { refreshes: pull.refreshes + 1, isNew: false, replaces: pull.headSha };
  const pushed = await push(improvement, improvement.change, as, ports, settings, nowMs);
  // Commits of somebody else's make the branch theirs, and so the pull request: it is neither rebuilt nor closed.
  if (pushed.kind === "not_now" || pushed.kind === "occupied") {
    return waitUntil(improvement, "refresh", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind === "never") return giveUp(improvement, pushed.reasons, nowMs);
  return {
    next: {
      ...improvement,
      pull: {
        ...pushed.pull,
        openedAtMs: pull.openedAtMs,
        reopened: pull.reopened,
        ...afterRebuild(pull, decision, nowMs),
      },
      wakeAtMs: nowMs + settings.pollSeconds * 1000,
      faults: 0,
    },
    action: "refresh",
    outcome: "refreshed",
    reasons: decision.reasons,
  };
}

/**
 * Says in the row that the pull request is being closed, because it cannot be brought up to date any more: only then
 * is it closed, so that a process that dies over it knows its own closing again.
 */
function giveUp(
  improvement: AtStage<"proposed">,
  reasons: readonly Reason[],
  nowMs: number,
): Step<Next<"proposed">> {
  const pull = { ...improvement.pull, closing: reasons };
  return {
    next: { ...improvement, pull, wakeAtMs: nowMs, faults: 0 },
    action: "refresh",
    outcome: "closing",
    reasons,
  };
}

/** Closes a pull request of which the row says so, with the reason; null where people have decided meanwhile. */
async function finishClosing(
  improvement: AtStage<"proposed">,
  ports: Pick<GuardedPorts, "forge" | "instruments">,
  nowMs: number,
): Promise<Step<Next<"proposed">> | null> {
  const { repository, pull } = improvement;
  if (!pull.closing || isDecided(await ports.forge.ownPull(repository, pull.number))) return null;
  const title = `#${pull.number} is left alone`;
  const told = await tellOutcome(improvement, title, leftAloneComment(pull.closing), null, ports);
  await ports.forge.closePull(repository, pull.number);
  const ended = { action: "refresh", reasons: pull.closing, pullNumber: pull.number };
  return also(end(improvement, "unusable", ended, nowMs), told);
}
