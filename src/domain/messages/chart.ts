import { maskSecrets } from "../analyse/logs/secrets.ts";
import type { Series } from "../shared/series.ts";
import { metricKey, usablePoints } from "../shared/series.ts";
import { oneLine, plain, withoutLinks } from "./format.ts";

const bars = 24;
const latestDateMs = 8.64e15;
/** Mermaid reads no exponents, and beyond this JavaScript writes them. */
const largestValue = 1e20;

/**
 * A Mermaid `xychart-beta` line of the series' means over 24 equal parts of its window; null when fewer than
 * two parts have data. Parts without data repeat nothing: they are left out with their labels.
 */
export function chart(series: Series, title: string): string | null {
  const points = usablePoints(series);
  const width = (series.toMs - series.fromMs) / bars;
  if (!(width > 0) || Math.max(Math.abs(series.fromMs), Math.abs(series.toMs)) > latestDateMs) return null;
  const buckets: { label: string; mean: number }[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const from = series.fromMs + bar * width;
    const inside = points.filter((point) => point.atMs >= from && point.atMs < from + width);
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, point) => sum + point.value / inside.length, 0);
    buckets.push({ label: new Date(from).toISOString().slice(5, 13).replace("T", " "), mean });
  }
  if (buckets.length < 2) return null;
  const top = Math.max(0, ...buckets.map((bucket) => bucket.mean));
  const bottom = Math.min(0, ...buckets.map((bucket) => bucket.mean));
  if (Math.max(top, -bottom) >= largestValue) return null;
  return [
    "```mermaid",
    "xychart-beta",
    `  title ${quoted(title)}`,
    `  x-axis [${buckets.map((bucket) => quoted(`${bucket.label}h`)).join(", ")}]`,
    `  y-axis ${quoted(series.metric.unit === "None" ? series.metric.name : series.metric.unit)} ${round(bottom)} --> ${round(top > bottom ? top * 1.1 : bottom + 1)}`,
    `  line [${buckets.map((bucket) => round(bucket.mean)).join(", ")}]`,
    "```",
    `<sub>${plain(metricKey(series.metric))}</sub>`,
  ].join("\n");
}

function quoted(text: string): string {
  return `"${withoutLinks(oneLine(maskSecrets(text)).replaceAll(/["`#;%<>{}\\]/g, "'"))}"`;
}

function round(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(4));
}
