import { z } from "zod";

/** What Lambda says about one invocation when it ends. Times in milliseconds, memory in megabytes. */
export interface LambdaReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMegabytes: number;
  readonly maxMemoryMegabytes: number;
  /** Cold start; null for a warm invocation. */
  readonly initMs: number | null;
  readonly timedOut: boolean;
}

/** `Task timed out after 3.00 seconds`: written as an event of its own, before or without the report. */
export interface LambdaTimeout {
  readonly requestId: string | null;
  readonly afterSeconds: number;
}

const nonNegative = z.number().nonnegative();

const platformReport = z.object({
  type: z.literal("platform.report"),
  record: z.object({
    requestId: z.string(),
    status: z.string().optional(),
    metrics: z.object({
      durationMs: nonNegative,
      billedDurationMs: nonNegative,
      memorySizeMB: nonNegative,
      maxMemoryUsedMB: nonNegative,
      initDurationMs: nonNegative.optional(),
    }),
  }),
});

const MAX_TEXT = 8_192;

/**
 * Reads a Lambda REPORT line, in the text format (`REPORT RequestId: … Duration: 65.77 ms …`) or the JSON one
 * (`{"type": "platform.report", …}`). Null for anything else, also for a report that lacks a field.
 * Format: AWS Lambda developer guide, "Working with Lambda function logs" and "Lambda Telemetry API schema".
 */
export function parseLambdaReport(message: string): LambdaReport | null {
  const text = message.slice(0, MAX_TEXT).trim();
  if (text.startsWith("{")) return fromJson(text);
  const requestId = /^REPORT RequestId:\s*(\S+)/.exec(text)?.[1];
  if (!requestId) return null;
  const durationMs = field(text, /\tDuration: ([\d.]+) ms|^REPORT RequestId: \S+\s+Duration: ([\d.]+) ms/);
  const billedMs = field(text, /Billed Duration: ([\d.]+) ms/);
  const memoryMegabytes = field(text, /Memory Size: ([\d.]+) MB/);
  const maxMemoryMegabytes = field(text, /Max Memory Used: ([\d.]+) MB/);
  if (durationMs === null || billedMs === null || memoryMegabytes === null || maxMemoryMegabytes === null)
    return null;
  return {
    requestId,
    durationMs,
    billedMs,
    memoryMegabytes,
    maxMemoryMegabytes,
    initMs: field(text, /(?:Init|Restore) Duration: ([\d.]+) ms/),
    timedOut: /\bStatus: timeout\b/.test(text),
  };
}

/** Reads `<time> <request id> Task timed out after 3.00 seconds`; null for anything else. */
export function parseLambdaTimeout(message: string): LambdaTimeout | null {
  const match =
    /(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s+)?Task timed out after ([\d.]{1,12}) seconds/.exec(
      message.slice(0, MAX_TEXT),
    );
  const afterSeconds = Number(match?.[2]);
  if (!match || !Number.isFinite(afterSeconds)) return null;
  return { requestId: match[1] ?? null, afterSeconds };
}

/**
 * All reports in a list of messages, each marked as timed out when its own line or a separate timeout event of
 * the same request says so. In input order.
 */
export function readLambdaReports(messages: readonly string[]): LambdaReport[] {
  const timedOut = new Set<string>();
  for (const message of messages) {
    const requestId = parseLambdaTimeout(message)?.requestId;
    if (requestId) timedOut.add(requestId);
  }
  return messages.flatMap((message) => {
    const report = parseLambdaReport(message);
    return report ? [{ ...report, timedOut: report.timedOut || timedOut.has(report.requestId) }] : [];
  });
}

function fromJson(text: string): LambdaReport | null {
  if (!text.includes("platform.report")) return null;
  try {
    const parsed = platformReport.safeParse(JSON.parse(text));
    if (!parsed.success) return null;
    const { requestId, status, metrics } = parsed.data.record;
    return {
      requestId,
      durationMs: metrics.durationMs,
      billedMs: metrics.billedDurationMs,
      memoryMegabytes: metrics.memorySizeMB,
      maxMemoryMegabytes: metrics.maxMemoryUsedMB,
      initMs: metrics.initDurationMs ?? null,
      timedOut: status === "timeout",
    };
  } catch {
    return null;
  }
}

function field(text: string, pattern: RegExp): number | null {
  const match = pattern.exec(text);
  const value = Number(match?.[1] ?? match?.[2] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
