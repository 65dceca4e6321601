import type { Reason } from "../shared/reason.ts";

/**
 * What GitHub refuses today and may take tomorrow: a permission that is being accepted, a repository that is being
 * moved, a branch that is in the way, and much that it answers by mistake. A rule that it names is no such thing.
 */
const mayPass: ReadonlySet<Reason["code"]> = new Set([
  "branch_in_the_way",
  "github_archived",
  "github_forbidden",
  "github_gone",
  "github_invalid",
  "github_not_found",
  "github_not_installed",
  "github_unauthorized",
]);

/** With the pauses of `backoffMs`, which grow to an hour, about a day. */
const maxRefusals = 34;

/**
 * Whether a refusal ends what nobody has seen yet.
 * @param faults how often it was refused before, in a row
 */
export function isFinalRefusal({ code }: Reason, faults: number): boolean {
  return !mayPass.has(code) || faults + 1 >= maxRefusals;
}
