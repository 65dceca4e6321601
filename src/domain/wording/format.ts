import type { Metric } from "../series.ts";

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

/** Untrusted text in one table cell or sentence: no markup, no mention, no link takes effect. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&")
    .replaceAll("@", "@\u200b")
    .replaceAll("://", ":\u200b//")
    .trim();
}

/** Untrusted text as a code block that it cannot close. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
