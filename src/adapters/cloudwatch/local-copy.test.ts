import fc from "fast-check";
import { expect, test } from "vitest";
import { metricSchema, type Point } from "../../domain/shared/series.ts";
import { createLocalCopy, type Window } from "./local-copy.ts";

const metric = metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "Average" });
const other = metricSchema.parse({ namespace: "AWS/Lambda", name: "Errors", statistic: "Sum" });
const periodSeconds = 60;
const minuteMs = 60_000;

/** The truth: every period has a value but every seventh. */
function truth({ fromMs, toMs }: Window): Point[] {
  const points: Point[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    if ((atMs / minuteMs) % 7 !== 0) points.push({ atMs, value: atMs / minuteMs });
  }
  return points;
}

const readings = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 100 }),
    length: fc.integer({ min: 1, max: 40 }),
    isComplete: fc.boolean(),
    settled: fc.integer({ min: 0, max: 140 }),
  }),
  { maxLength: 12 },
);

test("what it calls settled is the whole truth, whatever was read in whatever order", () => {
  fc.assert(
    fc.property(readings, (reads) => {
      const copy = createLocalCopy();
      for (const { from, length, isComplete, settled } of reads) {
        const window = { fromMs: from * minuteMs, toMs: (from + length) * minuteMs };
        const points = isComplete ? truth(window) : truth(window).slice(0, 1);
        const settledBeforeMs = isComplete ? settled * minuteMs : window.fromMs;
        copy.keep(metric, periodSeconds, window, settledBeforeMs, points);
        const known = copy.settled(metric, periodSeconds);
        if (known) expect(copy.points(metric, periodSeconds, known)).toEqual(truth(known));
      }
    }),
    { numRuns: 500 },
  );
});

test("joins windows that touch into one settled stretch", () => {
  const copy = createLocalCopy();
  const day = { fromMs: 60 * minuteMs, toMs: 120 * minuteMs };
  const before = { fromMs: 0, toMs: 60 * minuteMs };
  copy.keep(metric, periodSeconds, day, 110 * minuteMs, truth(day));
  copy.keep(metric, periodSeconds, before, 110 * minuteMs, truth(before));
  expect(copy.settled(metric, periodSeconds)).toEqual({ fromMs: 0, toMs: 110 * minuteMs });
  expect(copy.points(metric, periodSeconds, { fromMs: 0, toMs: 120 * minuteMs })).toEqual(
    truth({ fromMs: 0, toMs: 120 * minuteMs }),
  );
});

test("forgets the least recently used metric when it is full", () => {
  const copy = createLocalCopy({ maxPeriods: 90 });
  const hour = { fromMs: 0, toMs: 60 * minuteMs };
  copy.keep(metric, periodSeconds, hour, hour.toMs, truth(hour));
  copy.keep(other, periodSeconds, hour, hour.toMs, truth(hour));
  expect(copy.settled(metric, periodSeconds)).toBeNull();
  expect(copy.settled(other, periodSeconds)).toEqual(hour);
});

test("keeps log lines by group and filter, in bounded number", () => {
  const copy = createLocalCopy({ maxLogLines: 3 });
  const window = { fromMs: 0, toMs: 10 };
  const lines = [
    { atMs: 1, message: "a" },
    { atMs: 5, message: "b" },
  ];
  copy.keepLogs({ logGroup: "g", ...window, lines, complete: true }, "ERROR");
  expect(copy.logs("g", "ERROR", { fromMs: 2, toMs: 10 })).toEqual([{ atMs: 5, message: "b" }]);
  expect(copy.logs("g", undefined, window)).toEqual([]);
  copy.keepLogs({ logGroup: "h", ...window, lines, complete: true }, "ERROR");
  expect(copy.logs("g", "ERROR", window)).toEqual([]);
  expect(copy.logs("h", "ERROR", window)).toHaveLength(2);
});

test("keeps a reading in parts as one, and the later reading of the same stretch", () => {
  const copy = createLocalCopy();
  const part = (fromMs: number, toMs: number, message: string) =>
    copy.keepLogs(
      { logGroup: "g", fromMs, toMs, lines: [{ atMs: fromMs, message }], complete: true },
      "ERROR",
    );
  part(10, 20, "second");
  part(0, 10, "first");
  part(10, 20, "second again");
  expect(copy.logs("g", "ERROR", { fromMs: 0, toMs: 20 }).map(({ message }) => message)).toEqual([
    "first",
    "second again",
  ]);
});
