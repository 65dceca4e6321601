import type { MergePolicy, RequiredCheck } from "../policy/policy.ts";
import { gateCheckName } from "../shared/names.ts";
import { type Reason, reason } from "../shared/reason.ts";

/** A check run or commit status as GitHub reports it. */
export interface CheckState {
  readonly name: string;
  /** Slug of the app that reported it; null for a commit status. */
  readonly app: string | null;
  readonly status: "queued" | "in_progress" | "completed" | "unknown";
  /** GitHub's conclusion (`success`, `failure`, `neutral`, …); null until completed. */
  readonly conclusion: string | null;
}

/** What GitHub says about a pull request at one moment; the gate judges nothing else. */
export interface GateFacts {
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  readonly headSha: string;
  /** The commit that the app itself put there. */
  readonly proposedSha: string;
  readonly baseBranch: string;
  readonly defaultBranch: string;
  /** How many commits the base has that the head does not; null when GitHub did not say. */
  readonly behindBy: number | null;
  readonly hasConflict: boolean | null;
  /** Logins of commit authors other than the app. */
  readonly foreignCommitters: readonly string[];
  readonly labels: readonly string[];
  readonly checks: readonly CheckState[];
  /** false when the list of checks could not be read whole. */
  readonly checksComplete: boolean;
  readonly approvals: number;
  readonly changesRequestedBy: readonly string[];
}

/** Which rules apply: an improvement's or the revert's own lane. */
export interface GateLane {
  readonly auto: boolean;
  readonly merge: MergePolicy;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly influencedByUntrusted: boolean;
  /** Reasons of the kill switches that are on; empty when none is. */
  readonly killSwitches: readonly Reason[];
}

/** What to do with a pull request. `wait` resolves by itself or by a person; `block` needs a person. */
export type Decision =
  | { readonly kind: "merge"; readonly sha: string; readonly reasons: readonly Reason[] }
  | { readonly kind: "wait"; readonly reasons: readonly Reason[] }
  | { readonly kind: "block"; readonly reasons: readonly Reason[] };

/**
 * Decides whether exactly `facts.headSha` may be merged. Everything that is not known counts against it, and
 * without a named required check that has succeeded there is no merge at all.
 */
export function decideGate(facts: GateFacts, lane: GateLane): Decision {
  const blocks = [...lane.killSwitches, ...ownershipBlocks(facts), ...policyBlocks(facts, lane)];
  const checks = judgeChecks(facts, lane.requiredChecks);
  blocks.push(...checks.blocks);
  if (blocks.length > 0) return { kind: "block", reasons: blocks };

  const waits = [...checks.waits, ...stateWaits(facts, lane)];
  if (waits.length > 0) return { kind: "wait", reasons: waits };
  const passed = checks.passed.map((name) => reason("check_passed", `${name} succeeded.`));
  return { kind: "merge", sha: facts.headSha, reasons: passed };
}

/**
 * Whether the app should bring the pull request up to date: the base moved, and nothing else is missing but an
 * approval, which people should give to what would really be merged. Likewise where only its own commits are on a
 * branch that ends otherwise than the row says: it died while it brought it up to date.
 */
export function needsRefresh(decision: Decision): boolean {
  if (decision.kind === "merge") return false;
  if (decision.kind === "block") return decision.reasons.every((one) => one.code === "head_moved");
  const others = decision.reasons.filter((one) => one.code !== "behind_base");
  return (
    others.length < decision.reasons.length &&
    others.every((one) => one.code === "approvals_missing" || one.code === "untrusted_influence")
  );
}

function ownershipBlocks(facts: GateFacts): Reason[] {
  const reasons: Reason[] = [];
  if (facts.state !== "open") reasons.push(reason("not_open", `The pull request is ${facts.state}.`));
  if (facts.foreignCommitters.length > 0) {
    reasons.push(
      reason(
        "human_commits",
        `${facts.foreignCommitters.join(", ")} pushed to the branch, so it is theirs now.`,
      ),
    );
  } else if (facts.headSha !== facts.proposedSha) {
    reasons.push(reason("head_moved", "The branch no longer ends in the commit that the app proposed."));
  }
  if (facts.baseBranch !== facts.defaultBranch) {
    reasons.push(
      reason(
        "not_default_branch",
        `The base is ${facts.baseBranch}; the app merges into ${facts.defaultBranch} only.`,
      ),
    );
  }
  return reasons;
}

function policyBlocks(facts: GateFacts, lane: GateLane): Reason[] {
  const reasons = holdsOn(facts.labels, lane.merge);
  if (facts.changesRequestedBy.length > 0) {
    reasons.push(reason("changes_requested", `${facts.changesRequestedBy.join(", ")} requested changes.`));
  }
  if (facts.hasConflict === true) {
    reasons.push(reason("merge_conflict", "It conflicts with the base branch."));
  }
  return reasons;
}

/** The labels by which people hold a pull request back. GitHub knows labels whatever their case. */
function holdsOn(labels: readonly string[], merge: Pick<MergePolicy, "blockingLabels">): Reason[] {
  const blocking = new Set(merge.blockingLabels.map((label) => label.toLowerCase()));
  return labels
    .filter((label) => blocking.has(label.toLowerCase()))
    .map((label) => reason("blocking_label", `The label ${label} holds it back; remove it to go on.`));
}

function stateWaits(facts: GateFacts, lane: GateLane): Reason[] {
  const reasons: Reason[] = [];
  if (facts.draft) reasons.push(reason("draft", "It is a draft."));
  if (facts.hasConflict === null) {
    reasons.push(reason("mergeability_unknown", "GitHub has not computed yet whether it merges cleanly."));
  }
  if (!(facts.approvals >= lane.merge.requiredApprovals)) {
    reasons.push(
      reason(
        "approvals_missing",
        `${facts.approvals} of ${lane.merge.requiredApprovals} required approvals.`,
      ),
    );
  }
  if (!lane.auto) {
    reasons.push(reason("auto_merge_off", "The policy leaves merging to people."));
  } else if (lane.influencedByUntrusted && !lane.merge.allowUntrusted && !(facts.approvals >= 1)) {
    reasons.push(
      reason(
        "untrusted_influence",
        "Log lines or issue texts took part in making it, so a person has to approve it.",
      ),
    );
  }
  if (facts.behindBy !== null && facts.behindBy > 0) {
    reasons.push(reason("behind_base", `The base branch is ${facts.behindBy} commits ahead.`));
  } else if (facts.behindBy !== 0) {
    reasons.push(reason("base_unknown", "GitHub did not say whether it is up to date with its base."));
  }
  return reasons;
}

interface CheckJudgement {
  readonly blocks: Reason[];
  readonly waits: Reason[];
  readonly passed: string[];
}

function judgeChecks(facts: GateFacts, required: readonly RequiredCheck[]): CheckJudgement {
  const judgement: CheckJudgement = { blocks: [], waits: [], passed: [] };
  if (required.length === 0) {
    judgement.waits.push(
      reason(
        "no_required_check",
        "merge.requiredChecks names no check, so nothing proves the change; a person merges.",
      ),
    );
  }
  if (!facts.checksComplete) {
    judgement.waits.push(reason("checks_incomplete", "The list of checks could not be read whole."));
  }
  for (const check of required) judgeCheck(check, facts.checks, judgement);
  return judgement;
}

function judgeCheck(required: RequiredCheck, checks: readonly CheckState[], judgement: CheckJudgement): void {
  if (required.name === gateCheckName) {
    const text = `${gateCheckName} is the gate's own answer and proves nothing; name a check of the repository's CI.`;
    judgement.waits.push(reason("own_check", text));
    return;
  }
  const named = checks.filter((check) => check.name === required.name);
  const reported = named.filter((check) => required.app === null || check.app === required.app);
  if (reported.length === 0) {
    const text =
      named.length > 0
        ? `${required.name} was not reported by ${required.app}.`
        : `${required.name} has not reported.`;
    judgement.waits.push(reason("check_missing", text));
    return;
  }
  const failed = reported.find((check) => check.status === "completed" && check.conclusion !== "success");
  if (failed) {
    judgement.blocks.push(
      reason(
        "check_failed",
        `${required.name} ended as ${failed.conclusion ?? "unknown"}, which is not success.`,
      ),
    );
  } else if (reported.some((check) => check.status !== "completed")) {
    judgement.waits.push(reason("check_running", `${required.name} has not finished.`));
  } else {
    judgement.passed.push(required.name);
  }
}
