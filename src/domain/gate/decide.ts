import type { Reason } from "../shared/reason.ts";
import type { GateFacts } from "./facts.ts";
import type { GateRule, MergeRules, Ruling } from "./rule.ts";
import { gateRules } from "./rules.ts";

/** What to do with a pull request. `wait` resolves by itself or by a person; `block` needs a person. */
export type Decision =
  | { readonly kind: "merge"; readonly sha: string; readonly reasons: readonly Reason[] }
  | { readonly kind: "wait"; readonly reasons: readonly Reason[] }
  | { readonly kind: "block"; readonly reasons: readonly Reason[] };

/** One rule and what it said, whether it holds back or is satisfied. */
export interface Ruled {
  readonly rule: GateRule;
  readonly ruling: Ruling;
}

/** What every rule says that holds this kind of pull request, in the order of the list. */
export function applyRules(facts: GateFacts, rules: MergeRules, nowMs: number, list = gateRules): Ruled[] {
  return list
    .filter((rule) => rule.holds.includes(rules.kind))
    .map((rule) => ({ rule, ruling: rule.check(facts, rules, nowMs) }));
}

/**
 * Decides whether exactly `facts.headSha` may be merged. Everything that is not known counts against it, and
 * without a named required check that has succeeded there is no merge at all.
 */
export function decideGate(facts: GateFacts, rules: MergeRules, nowMs: number, list = gateRules): Decision {
  const ruled = applyRules(facts, rules, nowMs, list);
  for (const kind of ["block", "wait"] as const) {
    const reasons = ruled
      .filter(({ rule }) => rule.answer === kind)
      .flatMap(({ ruling }) => (ruling.kind === "held" ? ruling.reasons : []));
    if (reasons.length > 0) return { kind, reasons };
  }
  const proof = ruled.flatMap(({ ruling }) => (ruling.kind === "satisfied" ? ruling.proof : []));
  return { kind: "merge", sha: facts.headSha, reasons: proof };
}

/**
 * Whether the app should bring the pull request up to date: it mends one of what holds the pull request back, and
 * nothing that holds it back forbids it.
 */
export function needsRefresh(decision: Decision): boolean {
  if (decision.kind === "merge") return false;
  const refreshes = decision.reasons.map(({ code }) => ruleOf.get(code)?.refresh ?? "forbidden");
  return refreshes.includes("mends") && !refreshes.includes("forbidden");
}

/** Whether it was not a rule of the gate but GitHub that held back a merge which the gate had allowed. */
export function isGitHubsWord(decision: Decision): boolean {
  return decision.kind === "wait" && decision.reasons.every(({ code }) => !ruleOf.has(code));
}

/** Whether the gate's rules have said all of it, by facts that GitHub shows; its own refusals and faults are none. */
export function isRulesWord(decision: Decision): boolean {
  return decision.reasons.every(({ code }) => ruleOf.has(code));
}

const ruleOf: ReadonlyMap<string, GateRule> = new Map(
  gateRules.flatMap((rule) => rule.codes.map((code) => [code, rule] as const)),
);
