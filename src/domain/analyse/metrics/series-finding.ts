import type { Direction, Series } from "../../shared/series.ts";
import type { SeriesFinding } from "../finding.ts";
import { changeText, metricText, valueText } from "./finding-text.ts";

/** What a detector measured; {@link toFinding} adds what follows from it. */
export interface Measured {
  readonly kind: SeriesFinding["kind"];
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly baseline: number | null;
  readonly observed: number | null;
  readonly pValue: number;
  readonly persistence: number;
  readonly severity: number;
  readonly sentence: string;
  readonly limitReachedAtMs?: number;
}

/** Completes a measurement to a finding that carries its series as evidence. */
export function toFinding(measured: Measured, series: Series, service: string): SeriesFinding {
  const relativeEffect = relativeChange(measured.baseline, measured.observed);
  return {
    ...measured,
    service,
    metric: series.metric,
    relativeEffect,
    pValue: bounded(measured.pValue),
    persistence: bounded(measured.persistence),
    severity: bounded(measured.severity),
    evidence: [
      {
        provenance: "measured",
        label: metricText(series.metric),
        value: evidenceValue(measured, series, relativeEffect),
        window: measured.window,
        series,
      },
    ],
  };
}

/** (observed − baseline) / |baseline|; null without a baseline, with a baseline of zero, or beyond all numbers. */
export function relativeChange(baseline: number | null, observed: number | null): number | null {
  if (baseline === null || observed === null || baseline === 0) return null;
  const change = (observed - baseline) / Math.abs(baseline);
  return Number.isFinite(change) ? change : null;
}

/**
 * How bad a move from `baseline` to `observed` is: zero in the metric's good direction, otherwise 1 − e^−r where r is
 * the logarithm of their ratio, so that twice as much and half as much are 0.5. Half of that where neither
 * direction is better.
 */
export function severityOfMove(direction: Direction, baseline: number, observed: number): number {
  const rise = observed - baseline;
  if (rise === 0) return 0;
  const good = rise > 0 ? "higher_is_better" : "lower_is_better";
  if (direction === good) return 0;
  const comparable = baseline > 0 && observed > 0;
  const size = comparable ? Math.abs(Math.log(observed / baseline)) : relativeSize(baseline, observed);
  return (direction === "neutral" ? 0.5 : 1) * (1 - Math.exp(-size));
}

function relativeSize(baseline: number, observed: number): number {
  const change = relativeChange(baseline, observed);
  return change === null ? 1 : Math.abs(change);
}

function evidenceValue(measured: Measured, series: Series, relativeEffect: number | null): string {
  const { baseline, observed } = measured;
  if (observed === null) return measured.sentence;
  const now = valueText(observed, series.metric);
  return baseline === null
    ? now
    : `${valueText(baseline, series.metric)} → ${now}${changeText(relativeEffect)}`;
}

function bounded(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
