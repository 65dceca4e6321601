import type { Metric } from "../../shared/series.ts";

const UNITS: Readonly<Record<string, string>> = {
  Seconds: " s",
  Milliseconds: " ms",
  Microseconds: " µs",
  Percent: " %",
  Bytes: " B",
  Kilobytes: " kB",
  Megabytes: " MB",
  Gigabytes: " GB",
};
const LAST_DATE_MS = 8.64e15;
const numbers = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** `Duration p99`. */
export function metricText(metric: Metric): string {
  return `${metric.name} ${metric.statistic}`;
}

/** `2,310 ms`: three significant digits and the unit of the metric. */
export function valueText(value: number, metric: Metric): string {
  return `${numbers.format(value)}${unitText(metric)}`;
}

/** ` ms`: the unit of the metric as it follows a number; nothing for a number of something. */
export function unitText(metric: Metric): string {
  return UNITS[metric.unit] ?? "";
}

/** `+120 %`, or nothing when there is no relative effect. */
export function changeText(relativeEffect: number | null): string {
  if (relativeEffect === null) return "";
  const percent = numbers.format(relativeEffect * 100);
  return ` (${relativeEffect > 0 ? "+" : ""}${percent} %)`;
}

/** `2026-11-22 08:30 UTC`. */
export function timeText(atMs: number): string {
  if (!(Math.abs(atMs) <= LAST_DATE_MS)) return `time ${atMs}`;
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `45 min`, `7.5 h` or `3.2 days`. */
export function durationText(durationMs: number): string {
  const hours = durationMs / 3_600_000;
  if (hours < 2) return `${numbers.format(Math.round(hours * 60))} min`;
  if (hours < 48) return `${numbers.format(hours)} h`;
  return `${numbers.format(hours / 24)} days`;
}
