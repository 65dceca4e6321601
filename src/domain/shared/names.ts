/** The check run that shows the gate's reasons. */
export const gateCheckName = "self-building/gate";

/** The check run on the default branch that tells what could be told nowhere else. */
export const noticeCheckName = "self-building/notice";

/** Labels that the app puts on its own pull requests. */
export const labels = {
  own: "self-building",
  /** People's: it holds a pull request back whatever the policy says. */
  hold: "self-building:hold",
  revert: "self-building:revert",
  kept: "self-building:kept",
  inconclusive: "self-building:inconclusive",
  reverted: "self-building:reverted",
  undone_by_people: "self-building:undone",
} as const;

/** The branch of an improvement; the same problem always has the same. */
export function improvementBranch(fingerprint: string): string {
  return `self-building/${fingerprint}`;
}

/** The branch of an improvement's revert. */
export function revertBranch(fingerprint: string): string {
  return `self-building/revert-${fingerprint}`;
}

/** The fingerprint in a branch name of {@link improvementBranch}; null for any other branch, reverts included. */
export function fingerprintOfBranch(branch: string): string | null {
  return /^self-building\/([0-9a-f]{16})$/.exec(branch)?.[1] ?? null;
}
