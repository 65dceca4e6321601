import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { LogLine, LogSample } from "../../domain/shared/log.ts";
import type { Window } from "./local-copy.ts";

/** CloudWatch Logs' own limit of events in one FilterLogEvents answer. */
const eventsPerCall = 10_000;

/**
 * Reads log events oldest first until `maxLines`; a sample that was cut there is not `complete`.
 * @throws the SDK's error when a call fails after its retries, ResourceNotFoundException without the log group
 */
export async function readLogEvents(
  client: CloudWatchLogsClient,
  request: { logGroup: string; filter?: string; stream?: string; maxLines: number } & Window,
): Promise<LogSample> {
  const { logGroup, filter, stream, fromMs, toMs } = request;
  const maxLines = Math.max(0, Math.floor(request.maxLines) || 0);
  const lines: LogLine[] = [];
  // One more than asked for tells a sample that just fits from one that was cut.
  const wanted = maxLines + 1;
  const pages = paginateFilterLogEvents(
    { client, stopOnSameToken: true, pageSize: Math.min(eventsPerCall, wanted) },
    {
      logGroupName: logGroup,
      startTime: fromMs,
      endTime: toMs - 1,
      ...(filter === undefined || filter === "" ? {} : { filterPattern: filter }),
      ...(stream === undefined ? {} : { logStreamNames: [stream] }),
    },
  );
  const seen = new Set<string>();
  for await (const page of pages) {
    for (const event of page.events ?? []) {
      if (event.timestamp === undefined || event.message === undefined) continue;
      if (event.eventId !== undefined && seen.has(event.eventId)) continue;
      if (event.eventId !== undefined) seen.add(event.eventId);
      const written = event.logStreamName === undefined ? {} : { stream: event.logStreamName };
      lines.push({ atMs: event.timestamp, message: event.message.replace(/\n$/, ""), ...written });
    }
    if (lines.length >= wanted) break;
  }
  lines.sort((a, b) => a.atMs - b.atMs);
  return {
    logGroup,
    fromMs,
    toMs,
    lines: lines.slice(0, maxLines),
    complete: lines.length <= maxLines,
  };
}
