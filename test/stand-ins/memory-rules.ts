import type { GateFacts } from "../../src/domain/gate/facts.ts";
import type { MergeMethod } from "./memory-repository.ts";

/** What GitHub's own rules ask of a merge into the default branch, beside an up-to-date head and a queue. */
export interface Rules {
  readonly approvals: number;
  /** By name, whoever reports them. */
  readonly checks: readonly string[];
  readonly methods: readonly MergeMethod[];
}

/** A repository without protection. */
export const noRules: Rules = { approvals: 0, checks: [], methods: ["squash", "merge", "rebase"] };

type Shown = Pick<GateFacts, "approvals" | "changesRequestedBy" | "checks">;

/** Why GitHub answers a merge with 405, in its words; null when it does not. */
export function refusalBy({ approvals, checks }: Rules, shown: Shown): string | null {
  const missing = checks.find(
    (name) => !shown.checks.some((one) => one.name === name && one.conclusion === "success"),
  );
  if (missing !== undefined) return `Required status check "${missing}" is expected.`;
  if (approvals > 0 && shown.changesRequestedBy.length > 0) return "Changes were requested.";
  return shown.approvals < approvals ? `At least ${approvals} approving review is required.` : null;
}
