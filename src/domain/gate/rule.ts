import type { MergePolicy, RequiredCheck } from "../policy/policy.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";
import type { GateFacts } from "./facts.ts";

/** What a pull request of the app's is for. */
export type PullKind = "improvement" | "revert";

/** By what the gate judges one pull request: what the policy, the row and the kill switches say of it. */
export interface MergeRules {
  readonly kind: PullKind;
  /** Whether the policy lets the app merge this kind. */
  readonly auto: boolean;
  readonly merge: MergePolicy;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly influencedByUntrusted: boolean;
  /** Whether a model has changed tests, which then no longer judge its work. */
  readonly changesTests: boolean;
  /** How often the app has brought it up to date within a day. */
  readonly refreshesToday: number;
  /** Reasons of the kill switches that are on; empty when none is. */
  readonly killSwitches: readonly Reason[];
}

/** What one rule says of a pull request. */
export type Ruling =
  /** At least one reason; where something can be done about it, its text says what would be enough. */
  | { readonly kind: "held"; readonly reasons: readonly Reason[] }
  /** `by` is one sentence; `proof` is what a merge names as its reasons. */
  | { readonly kind: "satisfied"; readonly by: string; readonly proof: readonly Reason[] };

/** One thing that holds pull requests back. It sees its facts at `nowMs` and reads no clock. */
export interface GateRule {
  /** Every code that it gives; no other rule gives one of them. */
  readonly codes: readonly ReasonCode[];
  /** Which kinds it holds back. A rule that may make a revert wait has to say so. */
  readonly holds: readonly PullKind[];
  /** `wait` passes by itself or by a person; `block` needs a person, and what only waits is not named beside it. */
  readonly answer: "wait" | "block";
  /**
   * Whether the branch may be rebuilt on its base while this rule holds: it `mends` what the rule holds back, it is
   * `allowed`, or `forbidden`, since people are looking at the branch as it is or nothing would come of it.
   */
  readonly refresh: "mends" | "allowed" | "forbidden";
  check(facts: GateFacts, rules: MergeRules, nowMs: number): Ruling;
}

/** For rules that hold every pull request of the app's. */
export const everyKind: readonly PullKind[] = ["improvement", "revert"];

/** Held by one reason. */
export function held(code: ReasonCode, text: string): Ruling {
  return { kind: "held", reasons: [reason(code, text)] };
}

/** Satisfied by what one sentence says. */
export function satisfied(by: string, proof: readonly Reason[] = []): Ruling {
  return { kind: "satisfied", by, proof };
}

/** Held by each of `reasons`; satisfied when there is none. */
export function heldByEach(reasons: readonly Reason[], otherwise: Ruling): Ruling {
  return reasons.length > 0 ? { kind: "held", reasons } : otherwise;
}
