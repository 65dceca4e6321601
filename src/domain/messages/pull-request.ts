import { isErrorPattern } from "../analyse/finding.ts";
import { maskSecrets } from "../analyse/logs/secrets.ts";
import type { Change } from "../change/change.ts";
import { changesTests } from "../change/scope.ts";
import type { ImpactScore } from "../choose/impact.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import type { Evidence } from "../shared/evidence.ts";
import { isolationNames } from "../shared/isolation.ts";
import type { Metric, Series } from "../shared/series.ts";
import type { Comparison, WatchPlan } from "../watch/verdict.ts";
import { chart } from "./chart.ts";
import { codeBlock, commitText, duration, instant, oneLine, percent, plain, quantity } from "./format.ts";

/** The title of an improvement's pull request, also the first line of its commits. */
export function pullTitle(change: Change): string {
  const line = commitText(change.summary);
  const title = line.length > 100 ? `${line.slice(0, 99).toWellFormed()}…` : line;
  return title === "" ? `Change by ${change.generator.name}` : title;
}

/**
 * The title of a merge's commit: the pull request's, as people with write access have left it, who may mean what
 * {@link commitText} takes out.
 */
export function mergeTitle(title: string, pullNumber: number): string {
  return `${oneLine(title)} (#${pullNumber})`;
}

/** The message of an improvement's commit. */
export function commitMessage(change: Change): string {
  return `${pullTitle(change)}\n\n${commitBody(change)}`;
}

/** What follows the title in a commit; its last paragraph is the app's own, so that no text becomes a trailer. */
export function commitBody(change: Change): string {
  return `${commitText(change.rationale)}\n\nProposed by ${change.generator.name}.`;
}

/** GitHub's limit for the body of a pull request, in characters. */
const maxBodyCharacters = 65_536;

/** One part of a body, whole in itself. */
interface Section {
  /** Its heading, or "" for none. */
  readonly name: string;
  readonly text: string;
}

/**
 * The body of an improvement's pull request; `marker` is the hidden comment. Where it would be longer than GitHub
 * accepts, the longest sections are left out as a whole, and named; the marker stays unless it is too long itself.
 */
export function pullBody(request: {
  readonly opportunity: Opportunity;
  readonly change: Change;
  readonly watch: WatchPlan;
  /** When the watch may say its first word, and when its last, seconds after the change took effect. */
  readonly answers: { readonly firstSeconds: number; readonly lastSeconds: number };
  /** The one series worth a chart, or null. */
  readonly series: Series | null;
  readonly backtest: string | null;
  /** Whether the repository's readers may see lines of the logs, which customers' data may be in. */
  readonly showExamples: boolean;
  /** The labels by which people hold it back. */
  readonly holdLabels: readonly string[];
  readonly marker: string;
}): string {
  const { opportunity, change, watch, answers, series, backtest, holdLabels, marker } = request;
  const drawn = series ? chart(series, `${opportunity.service}: ${series.metric.name}`) : null;
  const sections: Section[] = [
    { name: "What and why", text: plain(change.rationale) },
    { name: "", text: change.influencedByUntrusted ? untrustedWarning : "" },
    { name: "", text: writtenBy(change) },
    { name: "", text: changesTests(change) ? testsWarning : "" },
    { name: "Evidence", text: evidenceTable(opportunity.evidence) },
    { name: "Examples", text: examples(opportunity, request.showExamples) },
    { name: "Chart", text: drawn ?? "" },
    { name: `Impact score: ${opportunity.impact.score} of 100`, text: factorTable(opportunity.impact) },
    { name: "Prediction", text: predictionText(change) },
    { name: "Watch plan", text: watchText(watch, answers, backtest) },
    { name: "How to say no", text: howToSayNo(holdLabels) },
  ];
  const end = marker.length <= maxMarkerCharacters ? marker : markerTooLong;
  return `${shorten(sections, maxBodyCharacters - end.length - 2)}\n\n${end}`;
}

/** Leaves out the longest section until the rest fits; every section is whole, so no fence or table stays open. */
function shorten(sections: readonly Section[], room: number): string {
  const body = sections
    .filter(({ text }) => text !== "")
    .map(({ name, text }) => (name === "" ? text : `## ${name}\n\n${text}`))
    .join("\n\n");
  if (body.length <= room) return body;
  const longest = sections.reduce((most, one) => (one.text.length > most.text.length ? one : most));
  return shorten(
    sections.map((one) => (one === longest ? { ...one, text: tooLong } : one)),
    room,
  );
}

const tooLong = "_Left out: too long for a pull request._";

/** Leaves room for what every body says, with all sections left out. */
const maxMarkerCharacters = 60_000;
const markerTooLong = "_What the app keeps of this change is too long to be hidden here._";

const untrustedWarning =
  "> Text from logs or requests took part in making this change. Please review it as you would a stranger's.";

function writtenBy({ generator: { name, isolation } }: Change): string {
  return isolation ? `Written by ${plain(name)} in ${isolationNames[isolation]}.` : "";
}
const testsWarning =
  "> A model has changed tests here. They no longer say by themselves that the change is right: please look at them first.";

function examples(opportunity: Opportunity, areShown: boolean): string {
  const patterns = opportunity.findings.filter(isErrorPattern);
  if (!areShown) {
    const templates = patterns.map(({ template }) => codeBlock(maskSecrets(template).slice(0, 3000)));
    return templates.map((block) => `What the lines of the logs have in common:\n\n${block}`).join("\n\n");
  }
  return patterns
    .map((finding) => finding.examples.slice(-2))
    .filter((lines) => lines.length > 0)
    .map((lines) => `From the logs, masked:\n\n${codeBlock(maskSecrets(lines.join("\n")).slice(0, 3000))}`)
    .join("\n\n");
}

function evidenceTable(evidence: readonly Evidence[]): string {
  const rows = evidence.map((fact) => {
    const window = fact.window ? `${instant(fact.window.fromMs)} to ${instant(fact.window.toMs)}` : "";
    return `| ${plain(fact.label)} | ${plain(fact.value)} | ${window} | ${fact.provenance} |`;
  });
  return ["| fact | value | window | source |", "|---|---|---|---|", ...rows].join("\n");
}

function factorTable(impact: ImpactScore): string {
  const rows = impact.factors.map(
    (factor) => `| ${factor.name} | ${factor.value.toFixed(2)} | ${plain(factor.because)} |`,
  );
  return ["| factor | 0 to 1 | because |", "|---|---|---|", ...rows].join("\n");
}

function predictionText(change: Change): string {
  if (!change.prediction) return "Nothing measurable is promised; the watch still guards.";
  const { metric, expectedRelativeEffect, interval, costFactor } = change.prediction;
  const cost =
    costFactor === undefined ? "" : ` The price of each unit changes by ${percent(costFactor - 1)}.`;
  return `${nameOf(metric)}: ${percent(expectedRelativeEffect)}, between ${percent(interval[0])} and ${percent(interval[1])}.${cost}`;
}

function watchText(
  watch: WatchPlan,
  { firstSeconds, lastSeconds }: Parameters<typeof pullBody>[0]["answers"],
  backtest: string | null,
): string {
  const metrics = watch.metrics.map(
    ({ metric, role }) => `- ${nameOf(metric)}, ${role}, ${metric.direction.replaceAll("_", " ")}`,
  );
  const plan =
    metrics.length === 0
      ? "No metric belongs to it, so nothing is compared and a person has to look."
      : `For ${duration(watch.durationSeconds)} after it takes effect. A worsening beyond ${percent(watch.degradationThreshold)} that the metric's own past does not explain opens a revert pull request. Points count once they have settled: its first answer can come ${duration(firstSeconds)} after it takes effect, its last in ${duration(lastSeconds)}.`;
  return [plan, metrics.join("\n"), backtest ?? ""].filter((part) => part !== "").join("\n\n");
}

function nameOf(metric: Metric): string {
  return `${plain(metric.name)} (${metric.statistic})`;
}

function howToSayNo(holdLabels: readonly string[]): string {
  const names = holdLabels.map((label) => `\`${label.replaceAll("`", "")}\``).join(" or ");
  return `Close this pull request: the same proposal will not come back. Change something on the branch: it is yours, and the app leaves it alone. Label it ${names} to keep it from merging. \`enabled: false\` in \`.github/self-building.yml\` stops everything here.`;
}

/** The effect with its interval; of what was zero there is none, and that is said. */
function effectOf({ metric, baseline, observed, relativeEffect, interval }: Comparison): string {
  if (baseline === 0 && observed === 0) {
    return metric.unit === "Count" && metric.statistic === "Sum"
      ? `no ${plain(metric.name.toLowerCase())} before or after`
      : "zero before and after";
  }
  if (baseline === 0 && observed !== null && relativeEffect === null) return "from zero";
  const between = interval ? ` (${percent(interval[0])} to ${percent(interval[1])})` : "";
  return `${percent(relativeEffect)}${between}`;
}

/** Before and after, as a table. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return "No metric could be compared.";
  const rows = comparisons.map((one) => {
    const { metric, role, baseline, observed, outcome } = one;
    return `| ${nameOf(metric)} | ${role} | ${quantity(baseline, metric)} | ${quantity(observed, metric)} | ${effectOf(one)} | ${outcome} |`;
  });
  return ["| metric | role | before | after | effect | outcome |", "|---|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}
