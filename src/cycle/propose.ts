import type { Change } from "../domain/change.ts";
import { type AppliedEdits, applyEdits } from "../domain/edits.ts";
import type { AtStage, Improvement, ProposedPull } from "../domain/improvement.ts";
import { backtest } from "../domain/judge/backtest.ts";
import {
  findSealedMarker,
  markerComment,
  parseMarker,
  printMarker,
  withoutSeries,
} from "../domain/marker.ts";
import { openingOff } from "../domain/permission.ts";
import { type Reason, reason } from "../domain/reason.ts";
import { fullName } from "../domain/repository.ts";
import type { Series } from "../domain/series.ts";
import type { Settings } from "../domain/settings.ts";
import type { JudgePolicy } from "../domain/verdict.ts";
import { judgePolicyFor } from "../domain/watch-plan.ts";
import { backtestSentence } from "../domain/wording/backtest.ts";
import { improvementBranch, labels } from "../domain/wording/names.ts";
import { commitMessage, pullBody, pullTitle } from "../domain/wording/pull-request.ts";
import type { OwnPull, Ports } from "../ports.ts";
import { publishedTexts, readBase } from "./draft.ts";
import { readHistory } from "./read-history.ts";
import { type Readiness, readReadiness } from "./read-policy.ts";
import { readKillSwitches } from "./read-switches.ts";
import { abandon, type Step, waitUntil } from "./step.ts";

type ProposePorts = Pick<Ports, "forge" | "workspace" | "inspector" | "switches" | "sealer" | "telemetry">;

/** Opens the pull request of a drafted improvement, or adopts the one that is there already. */
export async function propose(
  improvement: AtStage<"drafted">,
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const existing = await ports.forge.ownPullByBranch(improvement.repository, branch);
  if (existing && existing.state !== "open") return adopt(improvement, existing, nowMs);
  const off = openingOff(improvement, ports.switches.flags());
  if (off.length > 0 && !existing) {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, off);
  }
  const pushed = await push(improvement, improvement.change, 0, ports, settings, nowMs);
  if (pushed.kind === "not_now") {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind !== "pushed") return abandon(improvement, "propose", pushed.reasons, nowMs);
  return proposed(improvement, improvement.change, pushed.pull, "opened", nowMs);
}

/** A pull request that a person has closed is an answer; a merged one goes on to its watch. */
function adopt(improvement: AtStage<"drafted">, existing: OwnPull, nowMs: number): Step {
  if (existing.state === "closed") {
    const declined = reason(
      "declined",
      `#${existing.number} was closed by ${existing.closedBy ?? "a person"}.`,
    );
    return abandon(improvement, "propose", [declined], nowMs, existing.number);
  }
  return proposed(improvement, improvement.change, pullOf(existing, existing.headSha, 0), "adopted", nowMs);
}

function proposed(
  improvement: Improvement,
  change: Change,
  pull: ProposedPull,
  outcome: string,
  nowMs: number,
): Step {
  return {
    next: {
      ...improvement,
      opportunity: withoutSeries(improvement.opportunity),
      stage: "proposed",
      change,
      pull,
      wakeAtMs: nowMs,
      faults: 0,
    },
    action: "propose",
    outcome,
    reasons: [reason("pull_request", `#${pull.number} on ${pull.branch}.`)],
  };
}

/**
 * What became of writing branch and pull request. `occupied`: the branch has commits of somebody else's; `never`: the
 * change does not fit the repository any more.
 */
type Pushed =
  | { readonly kind: "pushed"; readonly pull: ProposedPull }
  | { readonly kind: "not_now"; readonly reasons: readonly Reason[] }
  | { readonly kind: "occupied"; readonly reasons: readonly Reason[] }
  | { readonly kind: "never"; readonly reasons: readonly Reason[] };

/**
 * Writes branch and pull request of a change on the present tip of the default branch. Doing it again with the
 * same tip changes nothing; with a moved tip it is how a pull request is brought up to date.
 */
export async function push(
  improvement: Improvement,
  change: Change,
  refreshes: number,
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Pushed> {
  const { repository } = improvement;
  const readiness = await readReadiness(repository, ports);
  if (readiness.kind === "not_ready") return { kind: "not_now", reasons: readiness.reasons };
  const { policy, state } = readiness;
  const checked = await checkedFiles(improvement, change, readiness, ports);
  if (checked.kind === "refused") return { kind: "never", reasons: checked.reasons };
  const watchPlan = judgePolicyFor(improvement.opportunity, policy, settings);
  const history = await readHistory(watchPlan, policy, nowMs, ports, settings);
  // Read last, so that nothing slow lies between the switches and the writes that they allow.
  const switches = await readKillSwitches(repository, policy, ports);
  if (switches.length > 0) return { kind: "not_now", reasons: switches };

  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const commit = await ports.forge.commit({
    repository,
    branch,
    baseSha: state.headSha,
    message: commitMessage(change),
    files: checked.files,
  });
  if (commit.kind === "occupied") return { kind: "occupied", reasons: [commit.reason] };
  const body = bodyOf(improvement, change, watchPlan, history, ports, {
    branch,
    baseSha: state.headSha,
    headSha: commit.sha,
    refreshes,
  });
  const pull = await ports.forge.openPull({
    repository,
    branch,
    base: state.defaultBranch,
    title: pullTitle(change),
    body,
    labels: [labels.own],
  });
  const opened = { ...pullOf(pull, commit.sha, refreshes), baseSha: state.headSha, openedAtMs: nowMs };
  return { kind: "pushed", pull: opened };
}

/** The change's files at the tip of the default branch, or every objection to publishing them. */
async function checkedFiles(
  improvement: Improvement,
  change: Change,
  { policy, state }: Extract<Readiness, { kind: "ready" }>,
  ports: Pick<Ports, "workspace" | "inspector">,
): Promise<AppliedEdits> {
  const applied = await ports.workspace.checkout(improvement.repository, state.headSha, async (tree) =>
    applyEdits(change.edits, await readBase(change.edits, tree), policy.limits),
  );
  if (applied.kind === "refused") return applied;
  const objections = await ports.inspector.inspect(applied.files, publishedTexts(improvement, change));
  return objections.length > 0 ? { kind: "refused", reasons: objections } : applied;
}

function bodyOf(
  improvement: Improvement,
  change: Change,
  watchPlan: JudgePolicy,
  history: readonly Series[],
  ports: Pick<Ports, "sealer">,
  commit: { branch: string; baseSha: string; headSha: string; refreshes: number },
): string {
  const { opportunity } = improvement;
  const marker = printMarker({
    fingerprint: opportunity.fingerprint,
    tenant: improvement.tenant,
    repository: fullName(improvement.repository),
    ...commit,
    trigger: improvement.trigger,
    correlationId: improvement.correlationId,
    createdAtMs: improvement.createdAtMs,
    opportunity,
    change,
  });
  return pullBody({
    opportunity,
    change,
    watch: watchPlan,
    series: history[0] ?? null,
    backtest: backtestSentence(backtest(watchPlan, history)),
    marker: markerComment(ports.sealer.seal(marker)),
  });
}

/** What the row keeps of a pull request. `headSha` is the app's own commit, wherever the branch is now. */
function pullOf(pull: OwnPull, headSha: string, refreshes: number): ProposedPull {
  return {
    branch: pull.branch,
    baseSha: pull.baseSha,
    headSha,
    number: pull.number,
    openedAtMs: pull.createdAtMs,
    refreshes,
    lastDecision: null,
  };
}

/** The marker of one of the app's own pull requests; null when it has none or somebody has edited it. */
export function readMarker(pull: OwnPull, ports: Pick<Ports, "sealer">) {
  const sealed = findSealedMarker(pull.body);
  const text = sealed === null ? null : ports.sealer.open(sealed);
  return text === null ? null : parseMarker(text);
}
