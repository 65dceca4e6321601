import type { RequiredCheck } from "../../policy/policy.ts";
import { gateCheckName } from "../../shared/names.ts";
import { nearest } from "../../shared/nearest.ts";
import { type Reason, reason } from "../../shared/reason.ts";
import type { CheckState, GateFacts } from "../facts.ts";
import { everyKind, type GateRule, heldByEach, type MergeRules, satisfied } from "../rule.ts";

export const failedChecks: GateRule = {
  codes: ["check_failed"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: (facts, rules) =>
    heldByEach(standings("failed", facts, rules), satisfied("No required check has failed.")),
};

/** Without a named check that has succeeded nothing is merged. */
export const unprovenChecks: GateRule = {
  codes: ["no_required_check", "checks_incomplete", "own_check", "check_missing", "check_running"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: (facts, rules) => {
    const reasons: Reason[] = [];
    if (rules.requiredChecks.length === 0) {
      const text = "merge.requiredChecks names no check, so nothing proves the change; a person merges.";
      reasons.push(reason("no_required_check", text));
    }
    if (!facts.checksComplete) {
      reasons.push(reason("checks_incomplete", "The list of checks could not be read whole."));
    }
    reasons.push(...standings("unproven", facts, rules));
    const proof = standings("passed", facts, rules);
    return heldByEach(reasons, satisfied("Every required check succeeded.", proof));
  },
};

const maxShown = 10;

/** Where a required check stands. */
interface Standing {
  readonly kind: "failed" | "unproven" | "passed";
  readonly reason: Reason;
}

function standings(kind: Standing["kind"], { checks }: GateFacts, { requiredChecks }: MergeRules): Reason[] {
  const all = requiredChecks.map((required) => standingOf(required, checks));
  return all.filter((standing) => standing.kind === kind).map((standing) => standing.reason);
}

function standingOf(required: RequiredCheck, checks: readonly CheckState[]): Standing {
  const { name, app } = required;
  if (name === gateCheckName) {
    const text = `${name} is the gate's own answer and proves nothing; name a check of the repository's CI.`;
    return { kind: "unproven", reason: reason("own_check", text) };
  }
  const named = checks.filter((check) => check.name === name);
  const reported = named.filter((check) => app === null || check.app === app);
  if (reported.length === 0) {
    const text = named.length > 0 ? `${name} was not reported by ${app}.` : missing(name, checks);
    return { kind: "unproven", reason: reason("check_missing", text) };
  }
  const failed = reported.find((check) => check.status === "completed" && check.conclusion !== "success");
  if (failed) {
    const text = `${name} ended as ${failed.conclusion ?? "unknown"}, which is not success.`;
    return { kind: "failed", reason: reason("check_failed", text) };
  }
  if (reported.some((check) => check.status !== "completed")) {
    return { kind: "unproven", reason: reason("check_running", `${name} has not finished.`) };
  }
  return { kind: "passed", reason: reason("check_passed", `${name} succeeded.`) };
}

/** GitHub's page shows `CI / build (pull_request)` where the check is called `build`: what did report is shown. */
function missing(name: string, checks: readonly CheckState[]): string {
  const others = [...new Set(checks.map((check) => check.name))]
    .filter((one) => one !== gateCheckName)
    .sort();
  if (others.length === 0) return `${name} has not reported.`;
  const meant = others.find((other) => name.includes(other)) ?? nearest(name, others);
  const hint = meant ? ` Did the policy mean ${meant}?` : "";
  return `${name} has not reported. What did: ${others.slice(0, maxShown).join(", ")}${others.length > maxShown ? ", …" : ""}.${hint}`;
}
