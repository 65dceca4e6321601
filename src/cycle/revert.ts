import type { FileAfter } from "../domain/change.ts";
import type { AtStage, ProposedPull } from "../domain/improvement.ts";
import { type Reason, reason } from "../domain/reason.ts";
import type { Settings } from "../domain/settings.ts";
import { closingComment, revertBody, revertConflictBody } from "../domain/wording/closing.ts";
import { labels, revertBranch } from "../domain/wording/names.ts";
import type { OwnPull, Ports } from "../ports.ts";
import { recordOutcomeOf } from "./learn.ts";
import { passGate } from "./pass-gate.ts";
import { type Readiness, readReadiness } from "./read-policy.ts";
import { readKillSwitches } from "./read-switches.ts";
import { abandon, type Step, waitUntil } from "./step.ts";

type Regressed = AtStage<"regressed">;

/** Takes a regressed improvement one step on its way back. */
export async function revert(
  improvement: Regressed,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  switch (improvement.revert.kind) {
    case "needed":
      return proposeRevert(improvement, ports, settings, nowMs);
    case "proposed":
      return passRevertGate(improvement, improvement.revert.pull, ports, settings, nowMs);
    case "conflict":
      return waitUntil(improvement, "revert", null, [conflictReason(improvement.revert.issueNumber)]);
  }
}

async function proposeRevert(
  improvement: Regressed,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const { repository } = improvement;
  const retryAtMs = nowMs + settings.pollSeconds * 1000;
  const branch = revertBranch(improvement.opportunity.fingerprint);
  const existing = await ports.forge.ownPullByBranch(repository, branch);
  if (existing) return opened(improvement, existing, existing.headSha, nowMs);

  const readiness = await readReadiness(repository, ports);
  if (readiness.kind === "not_ready") return waitUntil(improvement, "revert", retryAtMs, readiness.reasons);
  const refusals = await refusalsToRevert(improvement, readiness, ports);
  if (refusals.length > 0) return waitUntil(improvement, "revert", retryAtMs, refusals);

  const undone = await ports.workspace.revert(repository, improvement.merge.sha, readiness.state.headSha);
  switch (undone.kind) {
    case "nothing_to_revert":
      await recordOutcomeOf(
        improvement,
        "regressed",
        improvement.comparisons,
        improvement.change,
        ports,
        nowMs,
      );
      return abandon(improvement, "revert", [alreadyUndone], nowMs, improvement.pull.number);
    case "conflict":
      return handOver(improvement, undone.paths, ports, nowMs);
    case "files":
      return openRevert(improvement, undone.files, readiness, ports, settings, nowMs);
  }
}

async function openRevert(
  improvement: Regressed,
  files: readonly FileAfter[],
  readiness: Extract<Readiness, { kind: "ready" }>,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const { repository, pull } = improvement;
  const branch = revertBranch(improvement.opportunity.fingerprint);
  const title = `Revert "${improvement.change.summary}"`;
  const commit = await ports.forge.commit({
    repository,
    branch,
    baseSha: readiness.state.headSha,
    message: `${title}\n\nThis reverts commit ${improvement.merge.sha}: production got worse after it.`,
    files,
  });
  if (commit.kind === "occupied") {
    return waitUntil(improvement, "revert", nowMs + settings.pollSeconds * 1000, [commit.reason]);
  }
  const body = revertBody({
    pullNumber: pull.number,
    title: improvement.change.summary,
    mergedSha: improvement.merge.sha,
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
  });
  return opened(improvement, revertPull, commit.sha, nowMs);
}

/** The row's record of an open (or formerly opened) revert; the next step looks at what became of it. */
function opened(improvement: Regressed, found: OwnPull, headSha: string, nowMs: number): Step {
  const pull: ProposedPull = {
    branch: found.branch,
    baseSha: found.baseSha,
    headSha,
    number: found.number,
    openedAtMs: found.createdAtMs,
    refreshes: 0,
    lastDecision: null,
  };
  return {
    next: { ...improvement, revert: { kind: "proposed", pull }, wakeAtMs: nowMs, faults: 0 },
    action: "revert",
    outcome: "opened",
    reasons: [reason("revert_opened", `#${pull.number} takes back #${improvement.pull.number}.`)],
  };
}

async function refusalsToRevert(
  improvement: Regressed,
  readiness: Extract<Readiness, { kind: "ready" }>,
  ports: Pick<Ports, "forge" | "switches">,
): Promise<Reason[]> {
  const switches = await readKillSwitches(improvement.repository, readiness.policy, ports);
  if (ports.switches.flags().improvementRollback) return switches;
  return [
    ...switches,
    reason(
      "rollback_off",
      "ENABLE_IMPROVEMENT_ROLLBACK is false: production got worse and a person has to revert.",
    ),
  ];
}

async function handOver(
  improvement: Regressed,
  paths: readonly string[],
  ports: Ports,
  nowMs: number,
): Promise<Step> {
  const { pull, merge, comparisons } = improvement;
  const body = revertConflictBody({ pullNumber: pull.number, mergedSha: merge.sha, paths, comparisons });
  const key = `revert-conflict-${improvement.opportunity.fingerprint}`;
  const title = `Revert #${pull.number} by hand: production got worse and reverting it conflicts`;
  const issueNumber = await ports.forge.openIssue(improvement.repository, key, title, body);
  await recordOutcomeOf(improvement, "regressed", comparisons, improvement.change, ports, nowMs);
  return {
    next: { ...improvement, revert: { kind: "conflict", issueNumber, paths }, wakeAtMs: null, faults: 0 },
    action: "revert",
    outcome: "conflict",
    reasons: [conflictReason(issueNumber)],
  };
}

async function passRevertGate(
  improvement: Regressed,
  pull: ProposedPull,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const retryAtMs = nowMs + settings.pollSeconds * 1000;
  const lane = {
    kind: "revert",
    influencedByUntrusted: false,
    mergeTitle: `Revert "${improvement.change.summary}"`,
  } as const;
  const result = await passGate(improvement.repository, pull, lane, ports);
  switch (result.kind) {
    case "merged":
      return closeReverted(improvement, pull, ports, nowMs);
    case "closed": {
      await recordOutcomeOf(
        improvement,
        "regressed",
        improvement.comparisons,
        improvement.change,
        ports,
        nowMs,
      );
      const kept = reason("revert_declined", `#${pull.number} was closed by ${result.by}: the change stays.`);
      return abandon(improvement, "revert", [kept], nowMs, improvement.pull.number);
    }
    case "missing": {
      const gone = reason("pull_request_gone", `#${pull.number} cannot be read any more.`);
      return abandon(improvement, "revert", [gone], nowMs, improvement.pull.number);
    }
    case "behind":
      return rebuildRevert(improvement, pull, ports, settings, nowMs);
    case "waiting": {
      const progress = { kind: "proposed", pull: { ...pull, lastDecision: result.decision } } as const;
      const step = waitUntil(
        { ...improvement, revert: progress, faults: 0 },
        "revert_gate",
        retryAtMs,
        result.decision.reasons,
      );
      return { ...step, outcome: result.decision.kind };
    }
  }
}

/** The base moved: the same three-way revert is made again on its new tip. */
async function rebuildRevert(
  improvement: Regressed,
  pull: ProposedPull,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const readiness = await readReadiness(improvement.repository, ports);
  const retryAtMs = nowMs + settings.pollSeconds * 1000;
  if (readiness.kind === "not_ready") return waitUntil(improvement, "revert", retryAtMs, readiness.reasons);
  const refusals = await refusalsToRevert(improvement, readiness, ports);
  if (refusals.length > 0) return waitUntil(improvement, "revert", retryAtMs, refusals);
  const undone = await ports.workspace.revert(
    improvement.repository,
    improvement.merge.sha,
    readiness.state.headSha,
  );
  switch (undone.kind) {
    case "files":
      return openRevert(improvement, undone.files, readiness, ports, settings, nowMs);
    case "conflict":
      await ports.forge.closePull(improvement.repository, pull.number);
      return handOver(improvement, undone.paths, ports, nowMs);
    case "nothing_to_revert":
      await ports.forge.closePull(improvement.repository, pull.number);
      await recordOutcomeOf(
        improvement,
        "regressed",
        improvement.comparisons,
        improvement.change,
        ports,
        nowMs,
      );
      return abandon(improvement, "revert", [alreadyUndone], nowMs, improvement.pull.number);
  }
}

async function closeReverted(
  improvement: Regressed,
  revertPull: ProposedPull,
  ports: Ports,
  nowMs: number,
): Promise<Step> {
  const { repository, comparisons, reasons, pull } = improvement;
  await recordOutcomeOf(improvement, "reverted", comparisons, improvement.change, ports, nowMs);
  const comment = closingComment(
    { kind: "reverted", revertPullNumber: revertPull.number },
    comparisons,
    reasons,
  );
  await ports.forge.comment(repository, pull.number, "outcome", comment);
  await ports.forge.addLabels(repository, pull.number, [labels.reverted]);
  ports.instruments.add("improvements_rolled_back", 1, "Count");
  const { effectiveAtMs: _effectiveAtMs, reasons: _reasons, revert: _revert, ...rest } = improvement;
  return {
    next: {
      ...rest,
      stage: "reverted",
      merge: { ...improvement.merge, baseline: [] },
      revertPull,
      closedAtMs: nowMs,
      wakeAtMs: null,
      faults: 0,
    },
    action: "revert",
    outcome: "reverted",
    reasons,
  };
}

const alreadyUndone = reason("already_undone", "Somebody has taken the change back already.");

function conflictReason(issueNumber: number): Reason {
  return reason(
    "revert_conflict",
    `Reverting conflicts with newer commits; issue #${issueNumber} asks people.`,
  );
}
