import { z } from "zod";
import { AwsError } from "./faults.ts";
import { filterPattern } from "./filter-pattern.ts";
import { parse } from "./request.ts";
import type { TelemetrySource } from "./telemetry-source.ts";

const filterLogEventsSchema = z.object({
  logGroupName: z.string(),
  startTime: z.int().optional(),
  endTime: z.int().optional(),
  logStreamNames: z.array(z.string()).min(1).max(100).optional(),
  filterPattern: z.string().optional(),
  limit: z.int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
});

const describeLogGroupsSchema = z.object({ logGroupNamePrefix: z.string().default("") });

/** One answer holds at most a megabyte. */
const maxPageBytes = 1_048_576;
const defaultWindowMs = 3_600_000;

/** FilterLogEvents and DescribeLogGroups over the simulated world. Nothing after `now` exists. */
export function logsApi(source: TelemetrySource, now: () => number) {
  return {
    FilterLogEvents(body: unknown) {
      const input = parse(filterLogEventsSchema, body);
      if (!source.logGroups().includes(input.logGroupName)) {
        throw new AwsError(400, "ResourceNotFoundException", "The specified log group does not exist.");
      }
      const matches = filterPattern(input.filterPattern);
      const toMs = Math.min((input.endTime ?? now()) + 1, now());
      const [fromMs, skip] = position(input.nextToken, input.startTime ?? now() - defaultWindowMs);
      const events = [];
      let bytes = 0;
      let sameTime = 0;
      let lastMs = Number.NaN;
      let nextToken: string | undefined;
      for (const { atMs, message, stream } of source.logEvents(input.logGroupName, fromMs, toMs)) {
        sameTime = atMs === lastMs ? sameTime + 1 : 0;
        lastMs = atMs;
        if (atMs === fromMs && sameTime < skip) continue;
        if (events.length >= input.limit || bytes > maxPageBytes) {
          nextToken = `${atMs}:${sameTime}`;
          break;
        }
        if (input.logStreamNames && !input.logStreamNames.includes(stream)) continue;
        if (!matches(message)) continue;
        bytes += message.length + 26;
        events.push({
          eventId: `${atMs}${String(sameTime).padStart(6, "0")}`,
          ingestionTime: atMs,
          logStreamName: stream,
          message,
          timestamp: atMs,
        });
      }
      return { events, searchedLogStreams: [], ...(nextToken === undefined ? {} : { nextToken }) };
    },

    DescribeLogGroups(body: unknown) {
      const { logGroupNamePrefix } = parse(describeLogGroupsSchema, body);
      const names = source.logGroups().filter((name) => name.startsWith(logGroupNamePrefix));
      return {
        logGroups: names.map((logGroupName) => ({
          logGroupName,
          arn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`,
        })),
      };
    },
  };
}

/** A token says at which time to go on, and how many events of that time were given already. */
function position(token: string | undefined, startMs: number): [fromMs: number, skip: number] {
  if (token === undefined) return [startMs, 0];
  const [atMs, skip] = token.split(":").map(Number);
  if (atMs === undefined || skip === undefined || !Number.isSafeInteger(atMs)) {
    throw new AwsError(400, "InvalidParameterException", "The specified nextToken is invalid.");
  }
  return [atMs, skip];
}
