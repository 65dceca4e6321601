/** Why people said no to a pull request: the word after `/improve` with which they say so there. */
export const noReasons = ["not-now", "wrong", "never"] as const;
export type NoReason = (typeof noReasons)[number];

/** Somebody's no to a pull request, with its reason. */
export interface No {
  readonly why: NoReason;
  /** Login of who said so. */
  readonly by: string;
  readonly atMs: number;
}

/** What each of them comes to, for help, replies and the question. */
export const noMeanings: Readonly<Record<NoReason, string>> = {
  "not-now": "it may be proposed again after 30 days",
  wrong: "changes of this kind count for less in the repositories of this owner",
  never: "nothing of this kind is proposed in this repository any more",
};

const dayMs = 86_400_000;
const notNowDays = 30;

/** The label that keeps a no on its pull request, for whoever has lost the database. */
export function noLabel(why: NoReason): string {
  return `self-building:${why}`;
}

/** The no that a pull request's labels keep; null when they keep none. The strictest counts. */
export function noInLabels(labels: readonly string[]): NoReason | null {
  return noReasons.findLast((why) => labels.includes(noLabel(why))) ?? null;
}

/** Whether a no was one for a while that is over. */
export function isOver(no: No | undefined, nowMs: number): boolean {
  return no?.why === "not-now" && nowMs - no.atMs >= notNowDays * dayMs;
}
