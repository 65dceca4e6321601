import type { PullRecord } from "./improvement.ts";

/** What GitHub shows of a pull request, as far as the row keeps it. */
interface ShownPull {
  readonly number: number;
  readonly branch: string;
  readonly baseSha: string;
  readonly createdAtMs: number;
}

/**
 * What the row keeps of a pull request.
 * @param headSha the app's own commit, wherever the branch is now
 * @param refreshes how often it was rebuilt on a moved base
 */
export function pullRecord(
  { number, branch, baseSha, createdAtMs }: ShownPull,
  { headSha, refreshes }: Pick<PullRecord, "headSha" | "refreshes">,
): PullRecord {
  return { branch, baseSha, headSha, number, openedAtMs: createdAtMs, refreshes, lastDecision: null };
}
