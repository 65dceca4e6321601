import type { Reason } from "../shared/reason.ts";
import { reason } from "../shared/reason.ts";

/** What people are told: that a revert is theirs, that the app may not revert, how an improvement ended, what it waits for (`held_`: while the app may only say where things stand), an answer. */
export type NoticeKind = "handed_over" | "rollback_off" | "outcome" | "waiting" | "held_waiting" | "answer";

/** Where people can be told. `comment`: on the pull request or issue that it is about; `check`: a check run on the default branch. */
export type Channel = "issue" | "comment" | "check";

/** The channels of a notice, the first one first; each next one is tried when GitHub does not take the one before. */
export const ladders: Readonly<Record<NoticeKind, readonly [Channel, ...Channel[]]>> = {
  handed_over: ["issue", "comment", "check"],
  rollback_off: ["comment", "issue", "check"],
  outcome: ["comment", "check"],
  waiting: ["comment", "issue", "check"],
  held_waiting: ["check"],
  answer: ["comment"],
};

/** A channel that did not take the notice, and why. */
export interface Refusal {
  readonly channel: Channel;
  readonly because: string;
}

/**
 * What the audit log says of a notice: nothing when its first channel took it.
 * @param where where people were told in the end; null when no channel took it
 */
export function toldReasons(where: string | null, refusals: readonly Refusal[]): Reason[] {
  if (refusals.length === 0) return [];
  const why = refusals.map(({ channel, because }) => `${nouns[channel]}: ${because}`).join(" ");
  return where === null
    ? [reason("not_told", `People could not be told on GitHub. ${why}`)]
    : [reason("told_elsewhere", `People were told by ${where}. ${why}`)];
}

const nouns: Readonly<Record<Channel, string>> = {
  issue: "No issue",
  comment: "No comment",
  check: "No check run",
};
