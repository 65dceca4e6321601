import { type NoReason, noMeanings, noReasons } from "../learn/no.ts";
import type { Reason } from "../shared/reason.ts";
import type { Comparison } from "../watch/verdict.ts";
import { plain, reasonList } from "./format.ts";
import { comparisonTable } from "./pull-request.ts";

/** The comment that tells how a merged improvement ended, or that its end is with people. */
export function closingComment(
  outcome:
    | { readonly kind: "kept" | "inconclusive" }
    | { readonly kind: "reverted"; readonly revertPullNumber: number }
    | { readonly kind: "regressed" },
  comparisons: readonly Comparison[],
  reasons: readonly Reason[],
): string {
  return [verdictOf(outcome), comparisonTable(comparisons), reasonList(reasons)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function verdictOf(outcome: Parameters<typeof closingComment>[0]): string {
  switch (outcome.kind) {
    case "reverted":
      return `**Reverted** by #${outcome.revertPullNumber}: production got worse after the merge.`;
    case "regressed":
      return "**Production got worse** after the merge, and the app does not revert it. Please have a look now.";
    case "kept":
      return "**Kept**: production did not get worse.";
    case "inconclusive":
      return "**Kept, but not verified**: production said too little to judge it. Please have a look yourself.";
  }
}

/** What was merged, and who else has commits in it; see `MergeRecord`. */
interface MergedAs {
  readonly sha: string;
  readonly others?: readonly string[] | undefined;
}

/** The body of a revert's commit. */
export function revertMessage({ sha, others }: MergedAs): string {
  return others === undefined
    ? `This reverts commit ${sha}: production got worse after it.`
    : `This takes back the app's own lines in commit ${sha}: production got worse after it.`;
}

/** What has to be known of a merge in which others had a part; empty where the app's change is all there was. */
function othersPart({ others }: MergedAs): string {
  if (others === undefined) return "";
  const whose = others.length > 0 ? `What ${plain(others.join(", "))} committed` : "What else was committed";
  return `${whose} to it was merged along: the app never takes that back, and it may be what production shows.`;
}

/** `git revert` would take the others' work, too. */
function byHand({ sha, others }: MergedAs): string {
  return others === undefined ? `\`git revert ${sha}\`` : "undo the change's own lines";
}

/** The body of a revert pull request. */
export function revertBody(request: {
  readonly pullNumber: number;
  readonly title: string;
  readonly merge: MergedAs;
  readonly comparisons: readonly Comparison[];
  readonly reasons: readonly Reason[];
}): string {
  return [
    `Reverts #${request.pullNumber} (${plain(request.title)}), merged as ${request.merge.sha}: production got worse after it.`,
    othersPart(request.merge),
    "## Evidence",
    comparisonTable(request.comparisons),
    reasonList(request.reasons),
    "Close this pull request to keep the change: the app will not revert it again.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The issue that asks people to revert by hand. */
export function revertConflictBody(request: {
  readonly pullNumber: number;
  readonly merge: MergedAs;
  readonly paths: readonly string[];
  /** Why the reverted files cannot be proposed; empty when reverting conflicts. */
  readonly objections: readonly Reason[];
  readonly comparisons: readonly Comparison[];
}): string {
  const { sha } = request.merge;
  const hindrance =
    request.objections.length > 0
      ? "the files that a revert would leave cannot be proposed"
      : "reverting it conflicts with newer commits in";
  return [
    `Production got worse after #${request.pullNumber} was merged as ${sha}, but ${hindrance}:`,
    reasonList(request.objections),
    request.paths.map((path) => `- ${plain(path)}`).join("\n"),
    comparisonTable(request.comparisons),
    othersPart(request.merge),
    `To revert by hand: ${byHand(request.merge)}, resolve what is in the way, open a pull request. Nothing was forced.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The comment on a pull request that a bot has closed. */
export function reopenedComment(by: string, isOpenAgain: boolean): string {
  const then = isOpenAgain ? "was opened again, once" : "is made anew, once";
  return `This pull request was closed by ${plain(by)}, a bot. Only people decide about it, so it ${then}. To say no, close it yourself.`;
}

/** What asks people to revert by hand because a bot closes the revert again and again. */
export function revertClosedByBotBody(request: {
  readonly pullNumber: number;
  readonly revertNumber: number;
  readonly merge: MergedAs;
  readonly by: string;
  readonly comparisons: readonly Comparison[];
}): string {
  const { pullNumber, revertNumber, merge, by } = request;
  return [
    `Production got worse after #${pullNumber} was merged as ${merge.sha}. ${plain(by)}, a bot, has closed its revert #${revertNumber} twice, so the change is still there.`,
    comparisonTable(request.comparisons),
    othersPart(merge),
    `Open #${revertNumber} again and merge it, or revert by hand: ${byHand(merge)}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/**
 * What tells that a merged change is not the app's to judge any more.
 * @param comparisons what production said, where it got worse
 */
export function leftToPeopleComment(why: Reason, comparisons: readonly Comparison[]): string {
  const then =
    comparisons.length > 0
      ? "Production got worse after the merge. Please have a look now; the app does nothing more about it."
      : "So the app does not judge it and does nothing more about it. It does not come back by itself.";
  return [reasonList([why]), then, comparisonTable(comparisons)].filter((part) => part !== "").join("\n\n");
}

/** The comment on a revert that is not needed any more. */
export function revertNotNeededComment(why: Reason): string {
  return `This revert is not needed any more, so it is closed:\n\n${reasonList([why])}`;
}

/** The comment on a pull request that stopped being the app's concern. */
export function leftAloneComment(reasons: readonly Reason[]): string {
  return `The app leaves this pull request alone from now on:\n\n${reasonList(reasons)}`;
}

/** What asks a person why a pull request was closed; silence is an answer, too. */
export function whyQuestion(by: string): string {
  return [
    `Closed by ${plain(by)}, so it does not come back. Why is nobody's duty to say; if you like, comment one of:`,
    noReasons.map((why) => `- \`/improve ${why}\`: ${noMeanings[why]}`).join("\n"),
  ].join("\n\n");
}

/** The reply to such a reason. */
export function whyReply(why: NoReason): string {
  return `Noted (\`${why}\`): ${noMeanings[why]}. Another of these words on this pull request replaces it.`;
}

/** The comment on a pull request whose text people have edited. */
export const textStaysComment =
  "You have edited this pull request's text, so the app leaves it as it is. The branch was brought up to date; numbers in the text are of the time before that.";
