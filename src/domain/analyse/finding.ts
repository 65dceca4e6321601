import type { Evidence } from "../shared/evidence.ts";
import type { Metric } from "../shared/series.ts";

/** One measured fact about a service, with what a person needs to believe it or not. */
export interface Finding {
  /** The service as the policy names it. */
  readonly service: string;
  /** What kind of fact, e.g. `level_shift`; recipes have kinds of their own. */
  readonly kind: string;
  /** One plain sentence with the numbers. */
  readonly sentence: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** 0 (barely there) to 1 (as bad as it gets); bounded so that scores stay comparable. */
  readonly severity: number;
  /** 0 to 1: share of the window in which it held. */
  readonly persistence: number;
  readonly evidence: readonly Evidence[];
}

/** Kinds of {@link SeriesFinding}. */
export const seriesFindingKinds = [
  "anomaly",
  "level_shift",
  "variance_change",
  "seasonality",
  "trend",
  "flat_line",
  "missing_data",
] as const;

/** What the detectors on one metric's series can say. Effects are relative to the baseline unless named. */
export interface SeriesFinding extends Finding {
  readonly kind: (typeof seriesFindingKinds)[number];
  readonly metric: Metric;
  /** Typical value before (median of the baseline), in the metric's unit; null where there is none. */
  readonly baseline: number | null;
  /** Typical value in the window, in the metric's unit; null where there is none. */
  readonly observed: number | null;
  /** (observed − baseline) / |baseline|; null where the baseline is zero or missing. */
  readonly relativeEffect: number | null;
  /** How unusual, as a probability that normal data look like this; 1 is ordinary. */
  readonly pValue: number;
  /** `trend` only: when the limit is expected to be hit. */
  readonly limitReachedAtMs?: number;
}

/** One frame of a parsed stack trace. `line` is 1-based. */
export interface StackFrame {
  readonly file: string;
  readonly line: number;
  readonly functionName: string;
  /** false for the language's runtime and third-party packages, as far as names say. */
  readonly inApp: boolean;
  /** The place is in a bundle or minified file, which no file of a repository is. */
  readonly generated?: true | undefined;
}

/** An error that keeps coming back in the logs. Its texts are untrusted. */
export interface ErrorPatternFinding extends Finding {
  readonly kind: "error_pattern";
  /** Stable across runs and whatever the message says. */
  readonly patternId: string;
  readonly template: string;
  readonly count: number;
  readonly perHour: number;
  /** Masked example lines, newest last. */
  readonly examples: readonly string[];
  readonly frames: readonly StackFrame[];
  readonly isNew: boolean;
}

/** Whether a finding is about one metric. */
export function isSeriesFinding(finding: Finding): finding is SeriesFinding {
  return "metric" in finding;
}

/** Whether a finding is an error that keeps coming back. */
export function isErrorPattern(finding: Finding): finding is ErrorPatternFinding {
  return "patternId" in finding;
}
