import { isErrorPattern } from "../analyse/finding.ts";
import type { Change } from "../change/change.ts";
import type { Improvement } from "../improvement/improvement.ts";

/** Everything of a change that a pull request shows beside its files. */
export function publishedTexts(
  { opportunity }: Pick<Improvement, "opportunity">,
  change: Pick<Change, "summary" | "rationale">,
): string[] {
  const { title, evidence, findings, impact } = opportunity;
  return [
    change.summary,
    change.rationale,
    title,
    ...evidence.flatMap(({ label, value }) => [label, value]),
    ...findings.map(({ sentence }) => sentence),
    ...impact.factors.map(({ because }) => because),
    ...findings.filter(isErrorPattern).flatMap(({ template, examples }) => [template, ...examples]),
  ];
}
