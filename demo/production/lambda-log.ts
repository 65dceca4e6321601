import type { InvocationHistory } from "./invocation-history.ts";
import type { Invocation } from "./invocations.ts";
import { randomStream } from "./random.ts";
import type { Workload } from "./workload.ts";

const minuteMs = 60_000;
/** No invocation can last longer than Lambda's longest timeout. */
const longestMs = 900_000;

/** A log event as CloudWatch Logs stores it. */
interface LogEvent {
  readonly atMs: number;
  readonly message: string;
  readonly stream: string;
}

/** What a function's log group holds in [fromMs, toMs), oldest first. */
export function* logEventsBetween(
  history: InvocationHistory,
  workload: Workload,
  fromMs: number,
  toMs: number,
): Generator<LogEvent> {
  let pending: LogEvent[] = [];
  const firstMinute = Math.floor((fromMs - longestMs) / minuteMs) * minuteMs;
  for (let minute = firstMinute; minute < toMs; minute += minuteMs) {
    history.inMinute(workload, minute).forEach((invocation, index) => {
      pending.push(...logEventsOf(invocation, workload.functionName, index));
    });
    pending.sort((a, b) => a.atMs - b.atMs);
    // What ends in a later minute waits, because others may still come before it.
    const ready = pending.filter(({ atMs }) => atMs < minute + minuteMs);
    pending = pending.filter(({ atMs }) => atMs >= minute + minuteMs);
    yield* ready.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  }
}

/** What Lambda and its Node runtime write about one invocation, oldest first. */
function logEventsOf(invocation: Invocation, functionName: string, index: number): LogEvent[] {
  const { atMs, durationMs, outcome } = invocation;
  if (outcome.kind === "throttled") return [];
  const requestId = requestIdOf(functionName, atMs, index);
  const stream = `${new Date(atMs).toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${requestId.slice(-12)}`;
  const endMs = atMs + Math.ceil(durationMs);
  const event = (eventMs: number, message: string): LogEvent => ({ atMs: eventMs, message, stream });
  return [
    event(atMs, `START RequestId: ${requestId} Version: $LATEST\n`),
    ...problemLines(invocation, requestId, endMs).map((message) => event(endMs, `${message}\n`)),
    event(endMs, `END RequestId: ${requestId}\n`),
    event(endMs, `${report(invocation, requestId)}\n`),
  ];
}

function problemLines({ outcome, durationMs }: Invocation, requestId: string, endMs: number): string[] {
  const time = new Date(endMs).toISOString();
  switch (outcome.kind) {
    case "failed": {
      const { errorType, errorMessage } = outcome.bug.bug;
      const stack = [`${errorType}: ${errorMessage}`, ...outcome.bug.stack];
      return [
        `${time}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ errorType, errorMessage, stack })}`,
      ];
    }
    case "unavailable":
      return [`${time}\t${requestId}\tERROR\tupstream database did not answer (503)`];
    case "timed_out":
      return [`${time} ${requestId} Task timed out after ${(durationMs / 1000).toFixed(2)} seconds`];
    case "out_of_memory":
      return [`RequestId: ${requestId} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`];
    default:
      return [];
  }
}

function report(
  { durationMs, configuration, usedMegabytes, initMs, outcome }: Invocation,
  requestId: string,
) {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${configuration.memoryMegabytes} MB`,
    `Max Memory Used: ${usedMegabytes} MB`,
    ...(initMs === null ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(outcome.kind === "timed_out" ? ["Status: timeout"] : []),
    ...(outcome.kind === "out_of_memory" ? ["Status: error", "Error Type: Runtime.ExitError"] : []),
  ];
  return `${fields.join("\t")}\t`;
}

function requestIdOf(functionName: string, atMs: number, index: number): string {
  const random = randomStream(functionName, "request", atMs, index);
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random.uniform() * 16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
