import type { Reason } from "../shared/reason.ts";
import type { Metric, Series } from "../shared/series.ts";
import type { WatchedMetric } from "../sources/source.ts";

/** How a watch judges. Durations in seconds; the threshold is a fraction (0.10 is 10 %). */
export interface WatchPlan {
  readonly metrics: readonly WatchedMetric[];
  /** MONITORING_DURATION_SECONDS: how long to look before keeping. */
  readonly durationSeconds: number;
  /** ROLLBACK_DEGRADATION_THRESHOLD: a smaller relative worsening is no reason to revert. */
  readonly degradationThreshold: number;
}

/** What else the judge may know. */
export interface JudgeContext {
  /** When the change took effect in production, milliseconds since the Unix epoch. */
  readonly effectiveAtMs: number;
  /** Series of services that the change did not touch, before and after: a regional incident shows there too. */
  readonly controls: readonly { readonly baseline: Series; readonly post: Series }[];
  /** The watched metrics from where the baseline was frozen up to the change. */
  readonly between?: readonly Series[];
}

/** One metric before and after. */
export interface Comparison {
  readonly metric: Metric;
  readonly role: "primary" | "guardrail";
  readonly baseline: number | null;
  readonly observed: number | null;
  /** (observed − baseline) / |baseline|, positive is an increase whatever the direction; null without a baseline. */
  readonly relativeEffect: number | null;
  /** Interval for {@link relativeEffect} at 95 %; null where it cannot be given. */
  readonly interval: readonly [number, number] | null;
  readonly outcome: "better" | "same" | "worse" | "unknown";
  readonly reasons: readonly Reason[];
}

/** What a watch says. "No data" is `inconclusive` or `wait`, never `keep`. */
export type Verdict =
  | {
      readonly kind: "wait";
      /** When asking again makes sense, milliseconds since the Unix epoch. */
      readonly againAtMs: number;
      readonly comparisons: readonly Comparison[];
      readonly reasons: readonly Reason[];
    }
  | {
      readonly kind: "keep" | "revert" | "inconclusive";
      readonly comparisons: readonly Comparison[];
      readonly reasons: readonly Reason[];
    };
