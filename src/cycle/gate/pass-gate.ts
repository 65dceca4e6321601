import { type Decision, decideGate, isGitHubsWord, needsRefresh } from "../../domain/gate/decide.ts";
import type { GateFacts } from "../../domain/gate/facts.ts";
import { rollbackOff } from "../../domain/gate/kill-switches.ts";
import { isWorthAsking, mergeAttemptKey } from "../../domain/gate/merge-attempt.ts";
import type { PullKind } from "../../domain/gate/rule.ts";
import { isCapped } from "../../domain/gate/rules/base.ts";
import type { PullRecord, RefusedMerge } from "../../domain/improvement/improvement.ts";
import { type OwnHead, refreshesWithinADay } from "../../domain/improvement/pull-record.ts";
import { gateCheck, waitsForPeopleOnly } from "../../domain/messages/check-run.ts";
import { withTrailers } from "../../domain/messages/trailers.ts";
import { blockingLabels, type Policy, requiredChecks } from "../../domain/policy/policy.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { gateCheckName } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { OwnPull, PullLook, ShownCheck } from "../../ports/forge.ts";
import { type Readiness, readinessOf } from "../reading/read-policy.ts";
import { standingFiles } from "../reading/read-standing.ts";
import { switchesIn } from "../reading/read-switches.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { type FilesAt, lookAtContent, type OwnLook } from "./own-content.ts";

/** What is asked of the gate: to merge a pull request of this kind, by a commit with its title that says this. */
export interface GateRequest {
  readonly kind: PullKind;
  readonly influencedByUntrusted: boolean;
  /** Body of the commit that a merge makes; never left to GitHub, which may take the pull request's body. */
  readonly mergeMessage: string;
  /** What it is to hold, to tell whose a branch is that others have commits on. */
  readonly filesAt: FilesAt;
}

/** Where a pull request stands after one look. */
export type GateResult =
  | {
      readonly kind: "merged";
      readonly sha: string;
      readonly atMs: number;
      /** The branch that it went into. */
      readonly into: string;
      /** Where the pull request's own branch ended. */
      readonly headSha: string;
      /** As just read: what is watched follows from the policy. */
      readonly readiness: Readiness;
      /** The app itself has just merged exactly the commit that it judged, and nothing of others. */
      readonly asJudged: boolean;
    }
  | { readonly kind: "closed"; readonly by: string }
  /** A bot's closing is no person's word; `own`: the app's. */
  | { readonly kind: "closed_by_bot"; readonly by: string; readonly own: boolean }
  | { readonly kind: "missing" }
  /** The base has moved: the app may bring it up to date. */
  | { readonly kind: "behind"; readonly decision: Decision; readonly head?: OwnHead }
  | {
      readonly kind: "waiting";
      readonly head?: OwnHead;
      readonly decision: Decision;
      /** Given where GitHub has refused a merge in words that only people can change. */
      readonly refusedMerge?: RefusedMerge;
    };

/**
 * Looks at a pull request once, shows the decision as a check run and, when it is "merge", merges exactly the
 * judged commit. A merge is seen as merged only on the next look, so that GitHub stays the truth about it.
 */
export async function passGate(
  repository: RepositoryRef,
  pull: PullRecord,
  request: GateRequest,
  ports: Pick<GuardedPorts, "forge" | "switches">,
  nowMs: number,
): Promise<GateResult> {
  const look = await ports.forge.look(repository, pull, standingFiles);
  const { pull: found } = look;
  const readiness = readinessOf(look.standing);
  if (found?.merged) return mergedAs(found, found.merged, readiness, false);
  if (found?.state === "closed") return closed(found);

  if (readiness.kind === "not_ready") {
    const decision = { kind: "block", reasons: readiness.reasons } as const;
    // A policy that cannot be used stops the pull request, and its people see why.
    const isPolicy = found !== null && readiness.headSha !== null;
    return {
      kind: "waiting",
      decision: isPolicy ? await show(repository, pull, decision, ports, look) : decision,
    };
  }
  // Only now: a repository that the app lost sight of hides its pull requests, too.
  if (!found || !look.facts) return { kind: "missing" };
  const { acceptedBots } = readiness.policy.merge;
  const own = await lookAtContent(repository, pull, look.facts, { ...request, acceptedBots }, ports);
  const result = await judge(repository, own, request, { look, readiness, title: found.title }, ports, nowMs);
  const { headSha, baseSha } = own.pull;
  const isKept = headSha === pull.headSha || (result.kind !== "waiting" && result.kind !== "behind");
  return isKept ? result : { ...result, head: { headSha, baseSha } };
}

function mergedAs(
  { baseBranch, headSha }: OwnPull,
  merged: NonNullable<OwnPull["merged"]>,
  readiness: Readiness,
  asJudged: boolean,
): GateResult {
  return { kind: "merged", ...merged, into: baseBranch, headSha, readiness, asJudged };
}

/** A look at a repository that can be worked on. */
interface ReadyLook {
  readonly look: PullLook;
  readonly readiness: Extract<Readiness, { kind: "ready" }>;
  /** Of the pull request, as people may have edited it. */
  readonly title: string;
}

async function judge(
  repository: RepositoryRef,
  { facts, pull }: OwnLook,
  request: GateRequest,
  ready: ReadyLook,
  ports: Pick<GuardedPorts, "forge" | "switches">,
  nowMs: number,
): Promise<GateResult> {
  const { look, readiness } = ready;
  const switches = switchesFor(request.kind, look, ports);
  const decision = decide(facts, pull, request, readiness.policy, switches, nowMs);
  if (decision.kind !== "merge") {
    const shown = await show(repository, pull, decision, ports, look);
    const refreshesToday = refreshesWithinADay(pull, nowMs).length;
    const mayRefresh = needsRefresh(shown) && !isCapped({ kind: request.kind, refreshesToday });
    return { kind: mayRefresh ? "behind" : "waiting", decision: shown };
  }
  const key = mergeAttemptKey(facts, readiness.state.headSha, readiness.policy.merge);
  if (pull.lastDecision && !isWorthAsking(pull.refusedMerge, key, nowMs)) {
    return { kind: "waiting", decision: pull.lastDecision, ...refusedBefore(pull) };
  }
  const result = await merge(repository, pull, request, decision, ready, ports);
  const isRefused = result.kind === "waiting" && waitsForPeopleOnly(result.decision.reasons);
  return isRefused ? { ...result, refusedMerge: { key, atMs: nowMs } } : result;
}

function refusedBefore({ refusedMerge }: PullRecord): { readonly refusedMerge?: RefusedMerge } {
  return refusedMerge ? { refusedMerge } : {};
}

function decide(
  facts: GateFacts,
  pull: PullRecord,
  { kind, influencedByUntrusted }: GateRequest,
  policy: Policy,
  killSwitches: readonly Reason[],
  nowMs: number,
): Decision {
  const rules = {
    kind,
    auto: kind === "revert" ? policy.revert.auto : policy.merge.auto,
    merge: policy.merge,
    requiredChecks: requiredChecks(policy.merge),
    influencedByUntrusted,
    refreshesToday: refreshesWithinADay(pull, nowMs).length,
    killSwitches,
  };
  return decideGate(facts, rules, nowMs);
}

function closed({ closedBy, closedByBot, closedByOwn }: OwnPull): GateResult {
  if (closedBy === null || !closedByBot) return { kind: "closed", by: closedBy ?? "a person" };
  return { kind: "closed_by_bot", by: closedBy, own: closedByOwn };
}

/** A revert has a kill switch of its own. Every write asks them all again. */
function switchesFor(
  kind: PullKind,
  { standing }: PullLook,
  ports: Pick<GuardedPorts, "switches">,
): readonly Reason[] {
  const switches = switchesIn(standing, ports);
  return kind === "revert" ? [...switches, ...rollbackOff(ports.switches.flags())] : switches;
}

/**
 * Shows a decision as a check run, unless the row says that it is the one that is shown.
 * @returns the decision as the row has to keep it: one that could not be shown says what held it, so that it is
 *   another one, and is shown, as soon as the app may speak again
 */
async function show(
  repository: RepositoryRef,
  pull: PullRecord,
  decision: Decision,
  ports: Pick<GuardedPorts, "forge">,
  look: PullLook | null = null,
): Promise<Decision> {
  if (JSON.stringify(decision) === JSON.stringify(pull.lastDecision)) return decision;
  const check = { name: gateCheckName, headSha: pull.headSha, ...gateCheck(decision) };
  const unshown = await whyUnshown(ports.forge.publishCheck(repository, check, checksOnHead(look, pull)));
  if (unshown.length === 0) return decision;
  const codes = new Set(unshown.map((one) => one.code));
  const others = decision.reasons.filter((one) => !codes.has(one.code));
  return { kind: "block", reasons: [...unshown, ...others] };
}

/** A check that may not be written, as without the permission, is a reason for people and no fault to be tried again. */
async function whyUnshown(publishing: Promise<void>): Promise<readonly Reason[]> {
  try {
    const held = await attempt(publishing);
    return held instanceof Held ? held.reasons : [];
  } catch (error) {
    if (error instanceof PermanentFailure) return [error.reason];
    throw error;
  }
}

/** What the look showed of the app's checks on its own commit; null: they have to be searched for. */
function checksOnHead(look: PullLook | null, { headSha }: PullRecord): readonly ShownCheck[] | null {
  return look?.facts?.headSha === headSha ? look.ownChecks : null;
}

/** Shows that the gate is open, looks at everything that may have changed for the last time, and merges. */
async function merge(
  repository: RepositoryRef,
  pull: PullRecord,
  request: GateRequest,
  decision: Extract<Decision, { kind: "merge" }>,
  { look, readiness, title }: ReadyLook,
  ports: Pick<GuardedPorts, "forge" | "switches">,
): Promise<GateResult> {
  // GitHub has refused this merge before: that is still so until it answers otherwise.
  const isTriedAgain = pull.lastDecision !== null && isGitHubsWord(pull.lastDecision);
  const shown = isTriedAgain ? decision : await show(repository, pull, decision, ports, look);
  // What people cannot see is not merged; a revert is not held up by it.
  if (shown.kind !== "merge" && request.kind === "improvement") return { kind: "waiting", decision: shown };
  const judged = { title, sha: decision.sha, tip: readiness.state.headSha };
  const refusal = await mergeOrRefusal(repository, pull, request, judged, readiness.policy, ports);
  if (refusal) return refusal;
  if (isTriedAgain) await show(repository, pull, decision, ports);
  const merged = await ports.forge.ownPull(repository, pull.number);
  if (merged?.merged) return mergedAs(merged, merged.merged, readiness, true);
  return waiting(reason("merge_not_visible", "GitHub accepted the merge but does not show it yet."));
}

/** Merges exactly `sha` while the default branch is at `tip`; null when GitHub did, else its refusal, which is shown where people can do something. */
async function mergeOrRefusal(
  repository: RepositoryRef,
  pull: PullRecord,
  { mergeMessage }: GateRequest,
  { title, sha, tip }: { readonly title: string; readonly sha: string; readonly tip: string },
  { merge: rules, commits }: Policy,
  ports: Pick<GuardedPorts, "forge">,
): Promise<GateResult | null> {
  const outcome = await attempt(
    ports.forge.merge(repository, {
      pullNumber: pull.number,
      sha,
      method: rules.method ?? null,
      title: `${title} (#${pull.number})`,
      message: withTrailers(mergeMessage, commits.trailers),
      blockingLabels: blockingLabels(rules),
      judgedTip: tip,
    }),
  );
  if (outcome instanceof Held) {
    const blocked = { kind: "block", reasons: outcome.reasons } as const;
    return { kind: "waiting", decision: await show(repository, pull, blocked, ports) };
  }
  if (outcome.kind === "merged") return null;
  const { code, text } = outcome.reason;
  if (code === "behind_base")
    return { kind: "behind", decision: { kind: "wait", reasons: [outcome.reason] } };
  // Nobody refused: what was judged is no longer so.
  if (code === "base_moved") return waiting(outcome.reason);
  const refusal = waiting({ code, text: `GitHub refused the merge: ${text}` });
  // The check still says that the gate is open. What passes by itself is judged afresh soon and needs no word.
  if (!waitsForPeopleOnly(refusal.decision.reasons)) return refusal;
  return { kind: "waiting", decision: await show(repository, pull, refusal.decision, ports) };
}

function waiting(why: Reason): Extract<GateResult, { kind: "waiting" }> {
  return { kind: "waiting", decision: { kind: "wait", reasons: [why] } };
}
