import { type Decision, isGitHubsWord } from "../../domain/gate/decide.ts";
import type { PullRecord } from "../../domain/improvement/improvement.ts";
import { waitsForPeopleOnly } from "../../domain/messages/check-run.ts";
import { mergeTitle } from "../../domain/messages/pull-request.ts";
import { withTrailers } from "../../domain/messages/trailers.ts";
import { blockingLabels, type Policy } from "../../domain/policy/policy.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { MergeOutcome } from "../../ports/forge.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { type GateRequest, type GateResult, mergedAs, type ReadyLook } from "./gate-result.ts";
import { show } from "./show-decision.ts";

/** Shows that the gate is open, looks at everything that may have changed for the last time, and merges. */
export async function mergeJudged(
  repository: RepositoryRef,
  pull: PullRecord,
  request: GateRequest,
  decision: Extract<Decision, { kind: "merge" }>,
  { look, readiness, title }: ReadyLook,
  ports: Pick<GuardedPorts, "forge" | "switches">,
): Promise<GateResult | "queued"> {
  // GitHub has refused this merge before: that is still so until it answers otherwise.
  const isTriedAgain = pull.lastDecision !== null && isStandingRefusal(pull.lastDecision);
  const shown = isTriedAgain ? decision : await show(repository, pull, decision, ports, look);
  // What people cannot see is not merged; a revert is not held up by it.
  if (shown.kind !== "merge" && request.kind === "improvement") return { kind: "waiting", decision: shown };
  const judged = { title, sha: decision.sha, tip: readiness.state.headSha };
  const outcome = await mergeOrRefusal(repository, pull, request, judged, readiness.policy, ports);
  if (outcome === "queued") return "queued";
  if ("refusal" in outcome) return outcome.refusal;
  if (isTriedAgain) await show(repository, pull, decision, ports);
  const { sha, seen } = outcome;
  if (seen) return { kind: "merged", sha, ...seen, headSha: decision.sha, readiness, asJudged: true };
  const merged = await ports.forge.ownPull(repository, pull.number);
  if (merged?.merged) return mergedAs(merged, merged.merged, readiness, true);
  return waiting(reason("merge_not_visible", "GitHub accepted the merge but does not show it yet."));
}

/** What GitHub threw out of its queue is shown as open again: its rules may ask for this very check. */
function isStandingRefusal(decision: Decision): boolean {
  return isGitHubsWord(decision) && decision.reasons.every(({ code }) => code !== "left_merge_queue");
}

type Merged = Extract<MergeOutcome, { kind: "merged" }>;

/** Merges exactly `sha` while the default branch is at `tip`; a refusal is shown where people can do something. */
async function mergeOrRefusal(
  repository: RepositoryRef,
  pull: PullRecord,
  { mergeMessage }: GateRequest,
  { title, sha, tip }: { readonly title: string; readonly sha: string; readonly tip: string },
  { merge: rules, commits }: Policy,
  ports: Pick<GuardedPorts, "forge">,
): Promise<Merged | "queued" | { readonly refusal: GateResult }> {
  const outcome = await attempt(
    ports.forge.merge(repository, {
      pullNumber: pull.number,
      sha,
      method: rules.method ?? null,
      title: mergeTitle(title, pull.number),
      message: withTrailers(mergeMessage, commits.trailers),
      blockingLabels: blockingLabels(rules),
      judgedTip: tip,
    }),
  );
  if (outcome instanceof Held) {
    const blocked = { kind: "block", reasons: outcome.reasons } as const;
    return { refusal: { kind: "waiting", decision: await show(repository, pull, blocked, ports) } };
  }
  if (outcome.kind === "merged") return outcome;
  if (outcome.kind === "queued") return "queued";
  const { code, text } = outcome.reason;
  if (code === "behind_base")
    return { refusal: { kind: "behind", decision: { kind: "wait", reasons: [outcome.reason] } } };
  // Nobody refused: what was judged is no longer so.
  if (code === "base_moved") return { refusal: waiting(outcome.reason) };
  const refusal = waiting({ code, text: `GitHub refused the merge: ${text}` });
  // The check still says that the gate is open. What passes by itself is judged afresh soon and needs no word.
  if (!waitsForPeopleOnly(refusal.decision.reasons)) return { refusal };
  return { refusal: { kind: "waiting", decision: await show(repository, pull, refusal.decision, ports) } };
}

function waiting(why: Reason): Extract<GateResult, { kind: "waiting" }> {
  return { kind: "waiting", decision: { kind: "wait", reasons: [why] } };
}
