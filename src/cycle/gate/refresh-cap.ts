import { reason } from "../../domain/shared/reason.ts";

/** A base that keeps moving must not burn the repository's CI: after this many rebuilds people take over. */
export const maxRefreshes = 5;

/** Why a pull request is not brought up to date once more. */
export const refreshCapReason = reason(
  "refresh_cap",
  `It was brought up to date ${maxRefreshes} times and the base has moved again; a person has to merge it.`,
);
