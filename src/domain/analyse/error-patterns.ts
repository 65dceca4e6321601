import type { Evidence } from "../shared/evidence.ts";
import type { LogSample } from "../shared/log.ts";
import type { ErrorPatternFinding } from "./finding.ts";
import { type LogPattern, mineLogPatterns } from "./logs/patterns.ts";

/** A pattern seen less often than this in a window may be a passing fault. */
const minimumCount = 3;
const maxFindings = 20;

/**
 * Errors that keep coming back in a sample of log lines, most frequent first.
 * @param invocations of the function in the same window; how many of them an error hits decides its severity
 */
export function findErrorPatterns(
  service: string,
  sample: LogSample,
  invocations: number,
): ErrorPatternFinding[] {
  return mineLogPatterns(sample)
    .filter((pattern) => pattern.level === "error" && pattern.count >= minimumCount)
    .slice(0, maxFindings)
    .map((pattern) => toFinding(service, sample, invocations, pattern));
}

function toFinding(
  service: string,
  sample: LogSample,
  invocations: number,
  pattern: LogPattern,
): ErrorPatternFinding {
  const hours = (sample.toMs - sample.fromMs) / 3_600_000;
  const perHour = hours > 0 ? pattern.count / hours : 0;
  // Where the number of invocations is not known, every one counts as hit: an error is not made smaller by a guess.
  const share = invocations > pattern.count ? pattern.count / invocations : 1;
  const window = { fromMs: sample.fromMs, toMs: sample.toMs };
  const hit = pattern.countsPerWindow.filter((count) => count > 0).length;
  const measured: Evidence = {
    provenance: "measured",
    label: "Occurrences",
    value: `${pattern.count} (${perHour.toFixed(1)} an hour, ${(share * 100).toFixed(1)} % of invocations)`,
    window,
  };
  return {
    kind: "error_pattern",
    service,
    sentence: `The same error occurred ${pattern.count} times in ${service} (${perHour.toFixed(1)} an hour).`,
    window,
    // The square root keeps an error that hits one call in a hundred visible: it is still somebody's failed call.
    severity: Math.min(1, 0.3 + 0.7 * Math.sqrt(share)),
    persistence: hit / Math.max(1, pattern.countsPerWindow.length),
    evidence: [measured, { provenance: "untrusted", label: "Error", value: pattern.template, window }],
    patternId: pattern.patternId,
    template: pattern.template,
    count: pattern.count,
    perHour,
    examples: pattern.examples,
    frames: pattern.trace?.frames ?? [],
    isNew: pattern.firstSeenMs > sample.fromMs + (sample.toMs - sample.fromMs) / 2,
  };
}
