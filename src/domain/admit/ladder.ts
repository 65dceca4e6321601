import { type Opportunity, remedyName } from "../choose/opportunity.ts";
import { changeTheSame, targetOfOpportunity } from "../choose/target.ts";
import { type AtStage, type Improvement, isEnded } from "../improvement/improvement.ts";
import type { Outcome } from "../learn/outcome.ts";
import { readRemedy } from "../recipes/recipe-remedy.ts";
import { type Reason, reason } from "../shared/reason.ts";

/** Ends before which production had the change. */
const hadItsTry: readonly Outcome[] = [
  "kept",
  "inconclusive",
  "reverted",
  "regressed_and_left",
  "undone_by_people",
];

/**
 * Why the same is not given more once again: the last time that it got more, no watch found production better for it.
 * What hangs, or fills whatever it gets, would otherwise climb rung by rung to the highest limit that there is.
 */
export function raisedInVain(opportunity: Opportunity, known: readonly Improvement[]): Reason[] {
  if (!isRaise(opportunity)) return [];
  const target = targetOfOpportunity(opportunity);
  const last = known
    .filter(isEnded)
    .filter(
      (one) =>
        hadItsTry.includes(one.how) &&
        remedyName(one.opportunity.remedy) === remedyName(opportunity.remedy) &&
        isRaise(one.opportunity) &&
        changeTheSame(targetOfOpportunity(one.opportunity), target),
    )
    .toSorted((a, b) => b.closedAtMs - a.closedAtMs)[0];
  if (!last || helped(last)) return [];
  const number = last.pullNumber === null ? "" : ` (#${last.pullNumber})`;
  const text = `"${last.opportunity.title}"${number} was merged, and no watch found it better: more of the same is not proposed.`;
  return [reason("raise_did_not_help", text)];
}

function isRaise({ remedy }: Pick<Opportunity, "remedy">): boolean {
  if (remedy.kind !== "recipe") return false;
  const read = readRemedy(remedy);
  return read.kind === "usable" && (read.recipe.raises?.(read.values) ?? false);
}

/** What is known from GitHub alone has no comparisons, and so does not count as better. */
function helped({ how, merged }: AtStage<"ended">): boolean {
  return how === "kept" && (merged?.comparisons ?? []).some(({ outcome }) => outcome === "better");
}
