import { z } from "zod";
import { jsonObject } from "./json-documents.ts";

/**
 * What Lambda says about one invocation when it ends. Times in milliseconds, memory in megabytes; null what the
 * record does not say, as of functions on managed instances.
 */
export interface LambdaReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number | null;
  readonly memoryMegabytes: number | null;
  readonly maxMemoryMegabytes: number | null;
  /** Cold start, or the restoring of a snapshot; null for a warm invocation. */
  readonly initMs: number | null;
  readonly timedOut: boolean;
}

/** `Task timed out after 3.00 seconds`: written as an event of its own, before or without the report. */
export interface LambdaTimeout {
  readonly requestId: string | null;
  readonly afterSeconds: number;
}

const nonNegative = z.number().nonnegative();

/** Strict, since a function can log objects that only resemble it. */
const platformReport = z.strictObject({
  time: z.string(),
  type: z.literal("platform.report"),
  record: z.looseObject({
    requestId: z.string(),
    status: z.string().optional(),
    metrics: z.looseObject({
      durationMs: nonNegative,
      billedDurationMs: nonNegative.optional(),
      memorySizeMB: nonNegative.optional(),
      maxMemoryUsedMB: nonNegative.optional(),
      initDurationMs: nonNegative.optional(),
      restoreDurationMs: nonNegative.optional(),
    }),
  }),
});

const MAX_TEXT = 65_536;
const REQUEST = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const REPORT = new RegExp(`^REPORT RequestId: (${REQUEST})$`);
/** What stands between the tabs of a REPORT line, and nothing else. */
const FIELD = /^[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,3}: [\w.:-]+(?: (?:ms|MB))?$/;
const TIMEOUT = new RegExp(
  `^(?:\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (${REQUEST}) )?Task timed out after (\\d{1,6}\\.\\d\\d) seconds$`,
);

/**
 * Reads a Lambda REPORT line, in the text format (`REPORT RequestId: …\tDuration: 65.77 ms\t…`) or the JSON one
 * (`{"time": …, "type": "platform.report", …}`). Null for anything else: a line that has more in it than the platform
 * writes, and a text report that lacks a field.
 * Format: AWS Lambda developer guide, "Working with Lambda function logs" and "Lambda Telemetry API schema".
 */
export function parseLambdaReport(message: string): LambdaReport | null {
  const text = message.slice(0, MAX_TEXT).trim();
  if (text.startsWith("{")) return fromJson(text);
  if (!text.startsWith("REPORT ")) return null;
  const [head = "", ...parts] = text
    .split(/[\t\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const requestId = REPORT.exec(head)?.[1];
  if (!requestId || !parts.every((part) => FIELD.test(part))) return null;
  const fields = new Map(
    parts.map((part) => [part.slice(0, part.indexOf(": ")), part.slice(part.indexOf(": ") + 2)]),
  );
  const durationMs = number(fields, "Duration");
  const billedMs = number(fields, "Billed Duration");
  const memoryMegabytes = number(fields, "Memory Size");
  const maxMemoryMegabytes = number(fields, "Max Memory Used");
  if (durationMs === null || billedMs === null || memoryMegabytes === null || maxMemoryMegabytes === null)
    return null;
  return {
    requestId,
    durationMs,
    billedMs,
    memoryMegabytes,
    maxMemoryMegabytes,
    initMs: number(fields, "Init Duration") ?? number(fields, "Restore Duration"),
    timedOut: fields.get("Status") === "timeout",
  };
}

/**
 * Reads `<time> <request id> Task timed out after 3.00 seconds`, which is the whole line; null for anything else, also
 * for a line that only contains these words.
 */
export function parseLambdaTimeout(message: string): LambdaTimeout | null {
  const match = TIMEOUT.exec(message.slice(0, 400).trim());
  return match ? { requestId: match[1] ?? null, afterSeconds: Number(match[2]) } : null;
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
  const parsed = platformReport.safeParse(jsonObject(text));
  if (!parsed.success) return null;
  const { requestId, status, metrics } = parsed.data.record;
  return {
    requestId,
    durationMs: metrics.durationMs,
    billedMs: metrics.billedDurationMs ?? null,
    memoryMegabytes: metrics.memorySizeMB ?? null,
    maxMemoryMegabytes: metrics.maxMemoryUsedMB ?? null,
    initMs: metrics.initDurationMs ?? metrics.restoreDurationMs ?? null,
    timedOut: status === "timeout",
  };
}

function number(fields: ReadonlyMap<string, string>, name: string): number | null {
  const match = /^(\d{1,12}(?:\.\d{1,6})?) (?:ms|MB)$/.exec(fields.get(name) ?? "");
  return match ? Number(match[1]) : null;
}
