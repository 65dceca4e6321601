import { maskSecrets } from "../analyse/logs/secrets.ts";
import type { Reason } from "../shared/reason.ts";
import type { Metric } from "../shared/series.ts";
import { withoutHidden } from "../shared/visible.ts";

/** `+12.3 %`, `−4 %`, or `unknown`. */
export function percent(fraction: number | null): string {
  if (fraction === null || !Number.isFinite(fraction)) return "unknown";
  const rounded = Math.round(fraction * 1000) / 10;
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return `${sign}${Math.abs(rounded)} %`;
}

/** A value in a metric's unit, short enough for a table. */
export function quantity(value: number | null, metric: Metric): string {
  if (value === null || !Number.isFinite(value)) return "no data";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  const number = value.toLocaleString("en-US", { maximumFractionDigits: digits });
  const unit = units[metric.unit] ?? (metric.unit === "None" ? "" : metric.unit);
  return unit === "" ? number : `${number} ${unit}`;
}

const units: Readonly<Record<string, string>> = {
  Milliseconds: "ms",
  Seconds: "s",
  Percent: "%",
  Count: "",
  Bytes: "B",
  Megabytes: "MB",
};

/** `2026-11-22 08:15 UTC`. */
export function instant(atMs: number): string {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return "unknown time";
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `90 s`, `15 min`, `6 h`, `7 days`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** Untrusted text on one line, without characters that do not show or that reorder what is shown. */
export function oneLine(text: string): string {
  return withoutHidden(text.toWellFormed().replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, " ")).trim();
}

/** Untrusted text in one table cell or sentence: no markup, mention, link or reference takes effect, and no secret shows. */
export function plain(text: string): string {
  const escaped = oneLine(maskSecrets(text))
    .replaceAll(/[\\`*_{}[\]()#+!|<>~&$=^]/g, "\\$&")
    .replace(/^[-/]/, "\\$&")
    .replace(/^(\d+)\./, "$1\\.");
  return withoutLinks(escaped);
}

/** Reasons as a Markdown list. */
export function reasonList(reasons: readonly Reason[]): string {
  return reasons.map((one) => `- ${plain(one.text)} (\`${one.code}\`)`).join("\n");
}

/**
 * Untrusted text in a title or a commit message: it mentions nobody, closes no issue, skips no check, adds no trailer and
 * calls for no release; and where release notes take it for Markdown, it is words.
 */
export function commitText(text: string): string {
  return withoutLinks(oneLine(text))
    .replaceAll(/\[(?=[ -]*[a-z^])/gi, "[\u200b")
    .replaceAll(/\](?=[([:])/g, "]\u200b")
    .replaceAll(/<(?=[a-z!/?])|&(?=#?\w+;)/gi, "$&\u200b")
    .replaceAll("***", "*\u200b**")
    .replace(/^\//, "\u200b/")
    .replace(/^([\w-]+)(?=!)/, "$1\u200b")
    .replace(/^([\w-]+(?:\([^)]*\))?!?(?: [\w-]+)?)(?=\s*:)/, "$1\u200b");
}

/**
 * GitHub makes links of these by itself, after Markdown has taken backslashes and entities away
 * (docs.github.com, autolinked references and URLs), so only a space that does not show keeps it from doing so.
 */
export function withoutLinks(text: string): string {
  return withoutOrders(text)
    .replaceAll("@", "@\u200b")
    .replaceAll(/#(?=\d)/g, "#\u200b")
    .replaceAll(commitSha, (sha) => sha.replaceAll(/.{6}(?=.)/g, "$&\u200b"))
    .replaceAll("://", ":\u200b//")
    .replaceAll(/\bwww\./gi, "www\u200b.")
    .replaceAll(/\bGH-(?=\d)/gi, "GH\u200b-");
}

/** CI takes what looks like this in its output for orders of the workflow's own, and workflows print titles and texts. */
function withoutOrders(text: string): string {
  return text.replaceAll(/^([^\S\r\n\u2028\u2029]*:)(?=:)|#(?=#(?:\[|vso\[|teamcity\[))/gim, "$&\u200b");
}

/** Seven to forty hexadecimal digits, as a commit is named; a number without a letter is left readable. */
const commitSha = /(?<![\da-z])(?=\d*[a-f])[\da-f]{7,40}(?![\da-z])/gi;

/**
 * Untrusted text as a code block that it cannot close. Bots read it without knowing Markdown, so no line of it begins
 * with a command and none mentions anybody; and nothing of it is hidden.
 */
export function codeBlock(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  const lines = text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n");
  const quoted = withoutOrders(withoutHidden(lines))
    .replaceAll("@", "@\u200b")
    .replaceAll(/^([^\S\r\n\u2028\u2029]*)\//gm, "$1\u200b/");
  return `${fence}text\n${quoted}\n${fence}`;
}
