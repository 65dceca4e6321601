import { mergeKinds } from "./merges.ts";
import { periodSeconds, type Watch } from "./production.ts";
import type { Outcome, Rule } from "./rules.ts";

/** What a rule made of one merge. */
export interface Decision {
  readonly watch: Watch;
  readonly outcome: Outcome;
}

export interface Score {
  readonly harmfulReverted: number;
  readonly harmlessReverted: number;
  readonly inconclusive: number;
  /** Share of reverts that were right; null without any. */
  readonly precision: number | null;
  /** Share of harmful merges that were reverted. */
  readonly recall: number;
  /** From the merge being in production to the decision, over the right reverts; null without any. */
  readonly medianMinutes: number | null;
}

/** Counts what a rule did with all merges. */
export function score(decisions: readonly Decision[]): Score {
  const reverted = decisions.filter(({ outcome }) => outcome.kind === "reverted");
  const right = reverted.filter(({ watch }) => watch.merge.kind.harmful);
  const harmful = decisions.filter(({ watch }) => watch.merge.kind.harmful).length;
  return {
    harmfulReverted: right.length,
    harmlessReverted: reverted.length - right.length,
    inconclusive: decisions.filter(({ outcome }) => outcome.kind === "inconclusive").length,
    precision: reverted.length > 0 ? right.length / reverted.length : null,
    recall: right.length / harmful,
    medianMinutes: median(right.map(minutesToRevert)),
  };
}

/** Rows for merges with and without an incident in the seven days before: precision and recall of each rule. */
export function byPast(results: readonly { decisions: readonly Decision[] }[]): string[][] {
  return [true, false].map((hasPastIncident) => {
    const scores = results.map(({ decisions }) =>
      score(decisions.filter(({ watch }) => watch.hasPastIncident === hasPastIncident)),
    );
    const cells = scores.map(({ precision, recall }) => `${percent(precision)} / ${percent(recall)}`);
    return [hasPastIncident ? "an incident" : "no incident", ...cells];
  });
}

/** A share as text. */
export function percent(share: number | null): string {
  return share === null ? "-" : `${(100 * share).toFixed(1)} %`;
}

/** Rows for each kind of merge: how many each rule reverted. */
export function byKind(results: readonly { rule: Rule; decisions: readonly Decision[] }[]): string[][] {
  return mergeKinds.map((kind) => [
    kind.name,
    kind.harmful ? "yes" : "no",
    String(kind.count),
    ...results.map(({ decisions }) => {
      const reverts = decisions.filter(
        ({ watch, outcome }) => watch.merge.kind === kind && outcome.kind === "reverted",
      );
      return String(reverts.length);
    }),
  ]);
}

function minutesToRevert({ watch, outcome }: Decision): number {
  if (outcome.kind !== "reverted") return Number.NaN;
  const fromMs = watch.post[0]?.fromMs ?? watch.effectiveAtMs;
  return (fromMs + outcome.atPoint * periodSeconds * 1000 - watch.effectiveAtMs) / 60_000;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
