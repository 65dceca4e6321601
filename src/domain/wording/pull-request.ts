import type { Change } from "../change.ts";
import type { Evidence } from "../evidence.ts";
import type { ImpactScore } from "../impact.ts";
import type { Opportunity } from "../opportunity.ts";
import type { Series } from "../series.ts";
import type { Comparison, JudgePolicy } from "../verdict.ts";
import { chart } from "./chart.ts";
import { codeBlock, duration, instant, percent, plain, quantity } from "./format.ts";

/** The title of an improvement's pull request. */
export function pullTitle(change: Change): string {
  const line = change.summary.replaceAll(/\s+/g, " ").trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** The body of an improvement's pull request; `marker` is the hidden comment. */
export function pullBody(request: {
  readonly opportunity: Opportunity;
  readonly change: Change;
  readonly watch: JudgePolicy;
  /** The one series worth a chart, or null. */
  readonly series: Series | null;
  readonly backtest: string | null;
  readonly marker: string;
}): string {
  const { opportunity, change, watch, series, backtest, marker } = request;
  const drawn = series ? chart(series, `${opportunity.service}: ${series.metric.name}`) : null;
  return [
    "## What and why",
    plain(change.rationale),
    change.influencedByUntrusted
      ? "> Text from logs or requests took part in making this change. Please review it as you would a stranger's."
      : null,
    "## Evidence",
    evidenceTable(opportunity.evidence),
    ...opportunity.findings.flatMap((finding) =>
      finding.kind === "error_pattern" && finding.examples.length > 0
        ? ["Examples from the logs, masked:", codeBlock(finding.examples.slice(-2).join("\n").slice(0, 3000))]
        : [],
    ),
    drawn,
    impactSection(opportunity.impact),
    predictionSection(change),
    watchSection(watch, backtest),
    howToSayNo,
    marker,
  ]
    .filter((part) => part !== null)
    .join("\n\n");
}

function evidenceTable(evidence: readonly Evidence[]): string {
  const rows = evidence.map((fact) => {
    const window = fact.window ? `${instant(fact.window.fromMs)} to ${instant(fact.window.toMs)}` : "";
    return `| ${plain(fact.label)} | ${plain(fact.value)} | ${window} | ${fact.provenance} |`;
  });
  return ["| fact | value | window | source |", "|---|---|---|---|", ...rows].join("\n");
}

function impactSection(impact: ImpactScore): string {
  const rows = impact.factors.map(
    (factor) => `| ${factor.name} | ${factor.value.toFixed(2)} | ${plain(factor.because)} |`,
  );
  return [
    `## Impact score: ${impact.score} of 100`,
    ["| factor | 0 to 1 | because |", "|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

function predictionSection(change: Change): string {
  if (!change.prediction) return "## Prediction\n\nNothing measurable is promised; the watch still guards.";
  const { metric, expectedRelativeEffect, interval, costFactor } = change.prediction;
  const cost =
    costFactor === undefined ? "" : ` The price of each unit changes by ${percent(costFactor - 1)}.`;
  return `## Prediction\n\n${metric.name} (${metric.statistic}): ${percent(expectedRelativeEffect)}, between ${percent(interval[0])} and ${percent(interval[1])}.${cost}`;
}

function watchSection(watch: JudgePolicy, backtest: string | null): string {
  const metrics = watch.metrics.map(
    ({ metric, role }) =>
      `- ${metric.name} (${metric.statistic}), ${role}, ${metric.direction.replaceAll("_", " ")}`,
  );
  return [
    "## Watch plan",
    `For ${duration(watch.durationSeconds)} after it takes effect. A worsening beyond ${percent(watch.degradationThreshold)} that the metric's own past does not explain opens a revert pull request.`,
    metrics.join("\n"),
    backtest,
  ]
    .filter((part) => part !== null)
    .join("\n\n");
}

const howToSayNo = `## How to say no

Close this pull request: the same proposal will not come back. Push to the branch: it is yours, and the app leaves it alone. Label it \`self-building:hold\` to keep it from merging. \`enabled: false\` in \`.github/self-building.yml\` stops everything here.`;

/** Before and after, as a table. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return "No metric could be compared.";
  const rows = comparisons.map((one) => {
    const interval = one.interval ? ` (${percent(one.interval[0])} to ${percent(one.interval[1])})` : "";
    return `| ${one.metric.name} (${one.metric.statistic}) | ${one.role} | ${quantity(one.baseline, one.metric)} | ${quantity(one.observed, one.metric)} | ${percent(one.relativeEffect)}${interval} | ${one.outcome} |`;
  });
  return ["| metric | role | before | after | effect | outcome |", "|---|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}
