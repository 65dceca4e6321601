import { type Decision, decideGate, needsRefresh } from "../../domain/gate/decide.ts";
import type { GateFacts } from "../../domain/gate/facts.ts";
import { rollbackOff } from "../../domain/gate/kill-switches.ts";
import { isWorthAsking, mergeAttemptKey } from "../../domain/gate/merge-attempt.ts";
import { placeInQueue } from "../../domain/gate/merge-queue.ts";
import type { PullKind } from "../../domain/gate/rule.ts";
import { isCapped } from "../../domain/gate/rules/base.ts";
import type { PullRecord, RefusedMerge } from "../../domain/improvement/improvement.ts";
import { rebuildsToday, refreshesWithinADay } from "../../domain/improvement/pull-record.ts";
import { waitsForPeopleOnly } from "../../domain/messages/check-run.ts";
import { type Policy, requiredChecks } from "../../domain/policy/policy.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { OwnPull, PullLook } from "../../ports/forge.ts";
import { readinessOf } from "../reading/read-policy.ts";
import { standingFiles } from "../reading/read-standing.ts";
import { switchesIn } from "../reading/read-switches.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { type GateRequest, type GateResult, mergedAs, type ReadyLook } from "./gate-result.ts";
import { enteredQueue, stayInQueue, thrownOutOfQueue } from "./in-merge-queue.ts";
import { mergeJudged } from "./merge-judged.ts";
import { lookAtContent, type OwnLook } from "./own-content.ts";
import { show } from "./show-decision.ts";

/**
 * Looks at a pull request once, shows the decision as a check run and, when it is "merge", merges exactly the
 * judged commit. A merge is seen as merged only on the next look, so that GitHub stays the truth about it.
 * @param seen what the step has just seen of it; by default it is looked at
 */
export async function passGate(
  repository: RepositoryRef,
  pull: PullRecord,
  request: GateRequest,
  ports: Pick<GuardedPorts, "forge" | "switches">,
  nowMs: number,
  seen: PullLook | null = null,
): Promise<GateResult> {
  const look = seen ?? (await ports.forge.look(repository, pull, standingFiles));
  const { pull: found } = look;
  const readiness = readinessOf(look.standing);
  if (found?.merged) return mergedAs(found, found.merged, readiness, false);
  if (found?.state === "closed") return closed(found);

  if (readiness.kind === "not_ready") {
    const decision = { kind: "block", reasons: readiness.reasons } as const;
    if (look.facts) await leaveQueueUnlessOpen(repository, pull, decision, look.facts, ports);
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
    await leaveQueueUnlessOpen(repository, pull, decision, facts, ports);
    const shown = await show(repository, pull, decision, ports, look);
    const refreshesToday = rebuildsToday(pull, shown, nowMs);
    const mayRefresh = needsRefresh(shown) && !isCapped({ kind: request.kind, refreshesToday });
    return { kind: mayRefresh ? "behind" : "waiting", decision: shown };
  }
  if (facts.queue.kind === "queued")
    return stayInQueue(repository, pull, decision, facts.queue.groupSha, ports);
  const queueKey = mergeAttemptKey(facts, "merge queue", readiness.policy.merge, ready.title);
  const isOut = placeInQueue(decision, facts.queue, pull.lastDecision) === "thrown_out";
  const out = isOut ? thrownOutOfQueue(pull, queueKey, nowMs) : null;
  if (out) {
    return {
      kind: "waiting",
      decision: await show(repository, pull, out, ports, look),
      ...refusedBefore(pull),
    };
  }
  const key = mergeAttemptKey(facts, readiness.state.headSha, readiness.policy.merge, ready.title);
  if (pull.lastDecision && !isWorthAsking(pull.refusedMerge, key, nowMs)) {
    const { lastDecision } = pull;
    return {
      kind: "waiting",
      decision: await show(repository, pull, lastDecision, ports, look),
      ...refusedBefore(pull),
    };
  }
  const result = await mergeJudged(repository, pull, request, decision, ready, ports);
  if (result === "queued") return enteredQueue(queueKey, nowMs);
  // A check that could not be written blocks, and GitHub was not asked to merge.
  const isRefused =
    result.kind === "waiting" &&
    result.decision.kind === "wait" &&
    waitsForPeopleOnly(result.decision.reasons);
  return isRefused ? { ...result, refusedMerge: { key, atMs: nowMs } } : result;
}

async function leaveQueueUnlessOpen(
  repository: RepositoryRef,
  pull: PullRecord,
  decision: Decision,
  { queue }: GateFacts,
  ports: Pick<GuardedPorts, "forge">,
): Promise<void> {
  if (placeInQueue(decision, queue, pull.lastDecision) !== "leaves") return;
  await ports.forge.leaveQueue(repository, pull.number);
}

function refusedBefore({ refusedMerge }: PullRecord): { readonly refusedMerge?: RefusedMerge } {
  return refusedMerge ? { refusedMerge } : {};
}

function decide(
  facts: GateFacts,
  pull: PullRecord,
  { kind, influencedByUntrusted, changesTests }: GateRequest,
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
    changesTests,
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
