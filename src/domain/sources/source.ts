import type { z } from "zod";
import type { Metric } from "../shared/series.ts";
import type { ServiceDeclaration } from "./service.ts";

/** What a metric says about its service. A volume is neither good nor bad: it says how much the service is used. */
export type Meaning = "latency" | "errors" | "volume" | "saturation";

/** A metric that every cycle reads, with what it means. Of several of one meaning the first is the usual one. */
export interface SourceMetric {
  readonly metric: Metric;
  readonly means: Meaning;
  /** What a volume counts, in the plural, e.g. `invocations`. */
  readonly counts?: string;
}

/** A metric that a watch looks at. A guardrail may only trigger a revert, a primary one also measures the gain. */
export interface WatchedMetric {
  readonly metric: Metric;
  readonly role: "primary" | "guardrail";
  /** How long after its end a period's value may still change; without it the judge assumes a few minutes. */
  readonly settlingSeconds?: number;
}

/** Log lines that every cycle reads. Reports are sampled evenly over the window, errors are read from its start. */
export interface LogQuery {
  readonly logGroup: string;
  /** A CloudWatch Logs filter pattern. */
  readonly filter: string;
  readonly lines: "report" | "error";
}

/**
 * Where the telemetry of one AWS service comes from. A service of the policy belongs to the source whose needed
 * settings it has, and only then is it handed to that source.
 */
export interface TelemetrySource {
  /** E.g. `aws-lambda`. */
  readonly name: string;
  /**
   * Its part of `services[]` in the policy: at least one needed setting, and no default values, which would appear
   * in the services of other sources.
   */
  readonly declaration: z.ZodObject;
  metrics(service: ServiceDeclaration): readonly SourceMetric[];
  /**
   * What says how far the service ever went, e.g. its longest duration: a limit is not cut below what they show over
   * the longest time that CloudWatch keeps, and what logs say is held against them.
   */
  extremes?(service: ServiceDeclaration): readonly Metric[];
  logs?(service: ServiceDeclaration): readonly LogQuery[];
  /** What a watch looks at when the policy does not say. */
  watched(service: ServiceDeclaration): readonly WatchedMetric[];
  /** The same for the fix of an error; {@link watched} where that makes no difference. */
  watchedAfterFix?(service: ServiceDeclaration): readonly WatchedMetric[];
}
