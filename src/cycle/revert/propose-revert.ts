import { rollbackOff } from "../../domain/gate/kill-switches.ts";
import type { AtStage, PullRecord } from "../../domain/improvement/improvement.ts";
import { pullRecord } from "../../domain/improvement/pull-record.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import {
  closingComment,
  revertBody,
  revertConflictBody,
  revertMessage,
} from "../../domain/messages/closing.ts";
import { pullTitle } from "../../domain/messages/pull-request.ts";
import { withTrailers } from "../../domain/messages/trailers.ts";
import { blockingLabels } from "../../domain/policy/policy.ts";
import { labels, revertBranch } from "../../domain/shared/names.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { OwnPull } from "../../ports/forge.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { type Notice, tell, unlessRefused } from "../notify/tell.ts";
import { sayTextStays } from "../propose/say-text-stays.ts";
import { type Readiness, readReadiness } from "../reading/read-policy.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import type { Publishable } from "../step/publishable.ts";
import { type Step, waitUntil } from "../step/transition.ts";
import { leaveRevert, leaveUndone } from "./leave-revert.ts";
import { type Undone, undo } from "./undo.ts";

type Regressed = AtStage<"regressed">;
type Ready = Extract<Readiness, { kind: "ready" }>;

/** Opens the revert of a regressed improvement, or adopts the one that is there already. */
export async function proposeRevert(
  improvement: Regressed,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const branch = revertBranch(improvement.opportunity.fingerprint);
  const existing = await ports.forge.ownPullByBranch(improvement.repository, branch);
  // An open one may lack its labels or texts, if the process died while it was being opened.
  if (existing && existing.state !== "open") {
    return opened(improvement, existing, { headSha: existing.headSha, refreshes: 0 }, nowMs);
  }
  return makeRevert(improvement, null, ports, settings, nowMs);
}

/**
 * Makes the three-way revert on the present tip of the default branch and puts it into a pull request.
 * @param open the revert's pull request when it is to be brought up to date, null for the first time
 */
export async function makeRevert(
  improvement: Regressed,
  open: PullRecord | null,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const { repository } = improvement;
  const retryAtMs = nowMs + settings.pollSeconds * 1000;
  const readiness = await readReadiness(repository, ports);
  if (readiness.kind === "not_ready") return waitUntil(improvement, "revert", retryAtMs, readiness.reasons);
  const unneeded = await leaveRevert(improvement, open, ports, nowMs, readiness.state);
  if (unneeded) return unneeded;
  const outcome = await undo(improvement, readiness.state, readiness.policy.limits, ports);
  const off = rollbackOff(ports.switches.flags());
  if (off.length > 0) {
    const comment = closingComment({ kind: "regressed" }, improvement.comparisons, [
      ...improvement.reasons,
      ...off,
    ]);
    const told = await tell(noticeOf("rollback_off", improvement, comment), ports);
    return waitUntil(improvement, "revert", retryAtMs, [...off, ...told.reasons]);
  }
  if (outcome.kind === "files") {
    return openRevert(improvement, outcome.files, open, readiness, ports, settings, nowMs);
  }
  if (open && !open.closing) return closing(improvement, open, outcome.kind, nowMs);
  if (outcome.kind === "nothing_to_revert") return leaveUndone(improvement, open, ports, nowMs);
  // People are told first: a revert that is closed when the process dies would pass for a person's answer.
  const handedOver = await handOver(improvement, outcome, ports);
  const { comparisons, change } = improvement;
  await recordOutcomeOf(improvement, "regressed_and_left", comparisons, change, ports, nowMs);
  if (open) await unlessRefused(ports.forge.closePull(repository, open.number), improvement.faults);
  return handedOver;
}

async function openRevert(
  improvement: Regressed,
  files: Publishable,
  open: PullRecord | null,
  readiness: Ready,
  ports: Pick<GuardedPorts, "forge">,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"regressed">>> {
  const { repository, pull, merge } = improvement;
  const branch = revertBranch(improvement.opportunity.fingerprint);
  const title = `Revert "${pullTitle(improvement.change)}"`;
  const commit = await ports.forge.commit({
    repository,
    branch,
    baseSha: readiness.state.headSha,
    message: withTrailers(`${title}\n\n${revertMessage(merge)}`, readiness.policy.commits.trailers),
    files,
    ...(open ? { replaces: open.headSha } : {}),
  });
  if (commit.kind === "occupied") {
    return waitUntil(improvement, "revert", nowMs + settings.pollSeconds * 1000, [commit.reason]);
  }
  const body = revertBody({
    pullNumber: pull.number,
    title: improvement.change.summary,
    merge,
    comparisons: improvement.comparisons,
    reasons: improvement.reasons,
  });
  const revertPull = await ports.forge.openPull({
    repository,
    branch,
    base: readiness.state.defaultBranch,
    title,
    body,
    labels: [labels.own, labels.revert],
    namedLabels: blockingLabels(readiness.policy.merge),
  });
  if (revertPull.hasPeoplesText) await sayTextStays(improvement, revertPull.number, ports);
  const known = { headSha: commit.sha, refreshes: open ? open.refreshes + 1 : 0, reopened: open?.reopened };
  return opened(improvement, revertPull, known, nowMs);
}

/** The row's record of a revert that is open, or was: the next step looks at what became of it. */
function opened(
  improvement: Regressed,
  found: OwnPull,
  known: Pick<PullRecord, "headSha" | "refreshes" | "reopened">,
  nowMs: number,
): Step<Next<"regressed">> {
  const pull = { ...pullRecord(found, known), reopened: known.reopened };
  return {
    next: { ...improvement, revert: { kind: "proposed", pull }, wakeAtMs: nowMs, faults: 0 },
    action: "revert",
    outcome: "opened",
    reasons: [reason("revert_opened", `#${pull.number} takes back #${improvement.pull.number}.`)],
  };
}

/** Says in the row that the revert is being closed before it is: it would be opened again as one that a bot closed. */
function closing(
  improvement: Regressed,
  open: PullRecord,
  because: "conflict" | "nothing_to_revert",
  nowMs: number,
): Step<Next<"regressed">> {
  const why =
    because === "conflict"
      ? reason("revert_conflict", `#${open.number} conflicts with newer commits, so it is closed.`)
      : reason("already_undone", `#${open.number} would change nothing any more, so it is closed.`);
  return {
    next: {
      ...improvement,
      revert: { kind: "proposed", pull: { ...open, closing: [why] } },
      wakeAtMs: nowMs,
      faults: 0,
    },
    action: "revert",
    outcome: "closing",
    reasons: [why],
  };
}

async function handOver(
  improvement: Regressed,
  { paths, objections }: Extract<Undone, { kind: "conflict" }>,
  ports: Pick<GuardedPorts, "forge" | "instruments">,
): Promise<Step<Next<"regressed">>> {
  const { pull, merge, comparisons } = improvement;
  const body = revertConflictBody({ pullNumber: pull.number, merge, paths, objections, comparisons });
  const { issueNumber, where, reasons } = await tell(noticeOf("handed_over", improvement, body), ports);
  const why =
    objections.length > 0
      ? "The reverted files cannot be proposed"
      : "Reverting conflicts with newer commits";
  const text = `${why}; ${where ?? "nothing on GitHub"} asks people.`;
  return {
    next: { ...improvement, revert: { kind: "conflict", issueNumber, paths }, wakeAtMs: null, faults: 0 },
    action: "revert",
    outcome: "conflict",
    reasons: [reason("revert_conflict", text), ...reasons],
  };
}

function noticeOf(
  kind: "handed_over" | "rollback_off",
  { repository, pull, opportunity, faults }: Regressed,
  body: string,
): Notice {
  return {
    kind,
    repository,
    number: pull.number,
    commentKey: "outcome",
    issueKey: `revert-${kind === "handed_over" ? "conflict" : "off"}-${opportunity.fingerprint}`,
    title: `Revert #${pull.number} by hand: production got worse and the app cannot revert it`,
    body,
    faults,
  };
}
