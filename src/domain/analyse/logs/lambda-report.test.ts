import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { parseLambdaReport, parseLambdaTimeout, readLambdaReports } from "./lambda-report.ts";

const ID = "3604209a-e9a3-11e6-939a-754dd98c7be3";
const TEXT = `REPORT RequestId: ${ID}\tDuration: 65.77 ms\tBilled Duration: 66 ms\tMemory Size: 128 MB\tMax Memory Used: 67 MB\tInit Duration: 123.40 ms\t\nXRAY TraceId: 1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: 0faa2b2e\tSampled: true\t\n`;

test("a REPORT line is read with its cold start", () => {
  expect(parseLambdaReport(TEXT)).toEqual({
    requestId: ID,
    durationMs: 65.77,
    billedMs: 66,
    memoryMegabytes: 128,
    maxMemoryMegabytes: 67,
    initMs: 123.4,
    timedOut: false,
  });
});

test("a warm REPORT line has no cold start, and says when it timed out", () => {
  const report = parseLambdaReport(
    `REPORT RequestId: ${ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout`,
  );
  expect(report).toMatchObject({ initMs: null, timedOut: true, durationMs: 3000 });
});

test("the JSON format is read alike", () => {
  const json = JSON.stringify({
    time: "2026-11-20T12:00:00.000Z",
    type: "platform.report",
    record: {
      requestId: ID,
      metrics: {
        durationMs: 65.77,
        billedDurationMs: 66,
        memorySizeMB: 128,
        maxMemoryUsedMB: 67,
        initDurationMs: 123.4,
      },
      status: "success",
    },
  });
  expect(parseLambdaReport(json)).toEqual(parseLambdaReport(TEXT));
});

test("a timeout that was logged as an event of its own marks the report of the same request", () => {
  const warm = TEXT.replaceAll(ID, "11111111-e9a3-11e6-939a-754dd98c7be3");
  const timeout = `2026-11-20T12:00:03.000Z ${ID} Task timed out after 3.00 seconds`;
  expect(parseLambdaTimeout(timeout)).toEqual({ requestId: ID, afterSeconds: 3 });
  expect(readLambdaReports([timeout, TEXT, warm]).map((report) => report.timedOut)).toEqual([true, false]);
});

test("a report of a managed instance has no memory, one of a restored snapshot has its restoring", () => {
  const of = (metrics: object, more = {}) =>
    parseLambdaReport(
      JSON.stringify({ time: "t", type: "platform.report", record: { requestId: ID, metrics, ...more } }),
    );
  expect(of({ durationMs: 30_000 }, { status: "timeout", spans: [] })).toMatchObject({
    durationMs: 30_000,
    timedOut: true,
    memoryMegabytes: null,
    maxMemoryMegabytes: null,
    billedMs: null,
  });
  expect(of({ durationMs: 5, restoreDurationMs: 614.78 })).toMatchObject({ initMs: 614.78 });
  expect(parseLambdaReport(TEXT.replace("Init Duration", "Restore Duration"))).toMatchObject({
    initMs: 123.4,
  });
});

test.each([
  `ERROR seen: ${TEXT}`,
  `${TEXT}and more`,
  TEXT.replace("\tMemory Size", " and says\tMemory Size"),
  TEXT.replace(ID, "my-own-id"),
  JSON.stringify({ level: "INFO", message: TEXT }),
  JSON.stringify({
    time: "t",
    level: "INFO",
    type: "platform.report",
    record: { requestId: ID, metrics: { durationMs: 1 } },
  }),
])("a line that only contains a report is none: %j", (line) => {
  expect(parseLambdaReport(line)).toBeNull();
});

test.each([
  "Task timed out after 3.00 seconds, says the upstream",
  `2026-11-20T12:00:03.000Z\t${ID}\tERROR\tTask timed out after 3.00 seconds`,
  "upstream: Task timed out after 3.00 seconds",
  "Task timed out after 3 seconds",
])("a line that only contains a timeout's words is none: %j", (line) => {
  expect(parseLambdaTimeout(line)).toBeNull();
});

test("a report that lacks a field is no report", () => {
  expect(parseLambdaReport(`REPORT RequestId: ${ID}\tDuration: 65.77 ms`)).toBeNull();
  expect(parseLambdaReport('{"type":"platform.report","record":{}}')).toBeNull();
  expect(parseLambdaReport('{"type":"platform.report"')).toBeNull();
  expect(parseLambdaReport("START RequestId: x")).toBeNull();
});

test("no text makes the readers throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), fc.boolean(), (text, prefixed) => {
      parseLambdaReport(prefixed ? `REPORT RequestId: ${text}` : text);
      parseLambdaTimeout(text);
    }),
  );
});
