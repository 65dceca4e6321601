import { isErrorPattern } from "../analyse/finding.ts";
import type { Change } from "../change/change.ts";
import type { Improvement } from "../improvement/improvement.ts";

/** Everything of a change that a pull request shows beside its files. */
export function publishedTexts(
  { opportunity }: Pick<Improvement, "opportunity">,
  change: Pick<Change, "summary" | "rationale">,
): string[] {
  const examples = opportunity.findings.filter(isErrorPattern).flatMap((one) => one.examples);
  return [change.summary, change.rationale, ...opportunity.evidence.map((one) => one.value), ...examples];
}
