import type { Observation } from "../../domain/analyse/observation.ts";
import { logGroupOf, type ServiceDeclaration } from "../../domain/policy/policy.ts";
import type { LogLine } from "../../domain/shared/log.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { type Metric, type Series, usablePoints } from "../../domain/shared/series.ts";
import { lambdaMetric } from "../../domain/watch/watch-plan.ts";
import type { Ports } from "../../ports/ports.ts";

/** Metrics are read further back than the window, so that there is a "before" to compare it with. */
const historyMs = 7 * 86_400_000;
/** REPORT lines are sampled evenly: so many slices of the window, so many lines from the start of each. */
const reportSlices = 8;
const reportLinesPerSlice = 250;
const maxErrorLines = 5000;

/** Reads a service's metrics and logs. Missing and partial data are said, never taken for health. */
export async function observe(
  service: ServiceDeclaration,
  window: { readonly fromMs: number; readonly toMs: number },
  periodSeconds: number,
  ports: Pick<Ports, "telemetry">,
): Promise<Observation> {
  const standard: Metric[] = [
    lambdaMetric(service, "Duration", "Average"),
    lambdaMetric(service, "Errors", "Sum"),
    lambdaMetric(service, "Invocations", "Sum"),
  ];
  const logGroup = logGroupOf(service);
  const history = { fromMs: Math.min(window.fromMs, window.toMs - historyMs), toMs: window.toMs };
  const [series, reports, errorLogs] = await Promise.all([
    ports.telemetry.readSeries({ metrics: [...standard, ...service.metrics], ...history, periodSeconds }),
    sampleReports(logGroup, window, ports),
    ports.telemetry.readLogs({
      logGroup,
      ...window,
      filter: '?ERROR ?Error ?Exception ?Traceback ?panic ?"Task timed out"',
      maxLines: maxErrorLines,
    }),
  ]);
  const [duration, errors, invocations, ...custom] = series;
  if (!duration || !errors || !invocations) {
    throw new Error("The telemetry port answered fewer series than it was asked for.");
  }
  const read = { duration, errors, invocations, custom, reports, errorLogs };
  const reasons = whatIsMissing(service, window.fromMs, read);
  return { service, window, ...read, complete: reasons.length === 0, reasons };
}

/** A busy function writes more REPORT lines than need be read; a sample over the whole window says enough. */
async function sampleReports(
  logGroup: string,
  window: { readonly fromMs: number; readonly toMs: number },
  ports: Pick<Ports, "telemetry">,
): Promise<LogLine[]> {
  const sliceMs = (window.toMs - window.fromMs) / reportSlices;
  const slices = await Promise.all(
    Array.from({ length: reportSlices }, (_, slice) =>
      ports.telemetry.readLogs({
        logGroup,
        fromMs: Math.floor(window.fromMs + slice * sliceMs),
        toMs: Math.floor(window.fromMs + (slice + 1) * sliceMs),
        filter: "REPORT",
        maxLines: reportLinesPerSlice,
      }),
    ),
  );
  return slices.flatMap((slice) => slice.lines);
}

function whatIsMissing(
  service: ServiceDeclaration,
  fromMs: number,
  read: Pick<Observation, "duration" | "errors" | "invocations" | "custom" | "errorLogs">,
): Reason[] {
  const reasons: Reason[] = [];
  const all = [read.duration, read.errors, read.invocations, ...read.custom];
  const hasPointInWindow = (one: Series) => usablePoints(one).some((point) => point.atMs >= fromMs);
  if (!all.some(hasPointInWindow)) {
    reasons.push(
      reason(
        "no_data",
        `No metric of ${service.name} has a point in the window; check functionName and the region.`,
      ),
    );
  }
  if (all.some((one) => !one.complete)) {
    reasons.push(reason("partial_metrics", `CloudWatch did not give all of ${service.name}'s metrics.`));
  }
  if (!read.errorLogs.complete) {
    reasons.push(reason("partial_logs", `The error lines of ${service.name} were read in part.`));
  }
  return reasons;
}
