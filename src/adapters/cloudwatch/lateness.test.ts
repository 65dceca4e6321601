import { expect, it } from "vitest";
import { metricSchema } from "../../domain/shared/series.ts";
import { createLatenessLog } from "./lateness.ts";

const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
const minuteMs = 60_000;

/** Reads the last hour every `everyMinutes`; a period's value is whole so many minutes after its end. */
function learn(lateMinutes: number, hours: number, everyMinutes = 5): number | null {
  const log = createLatenessLog();
  const valueAt = (atMs: number, nowMs: number) =>
    Math.min(1, Math.max(0, (nowMs - atMs - minuteMs) / (lateMinutes * minuteMs)));
  const read = (nowMs: number) =>
    Array.from({ length: 60 }, (_, index) => ({ atMs: nowMs - (60 - index) * minuteMs })).map(({ atMs }) => ({
      atMs,
      value: valueAt(atMs, nowMs),
    }));
  for (let nowMs = 0; nowMs <= hours * 60 * minuteMs; nowMs += everyMinutes * minuteMs) {
    const beforeMs = nowMs - everyMinutes * minuteMs;
    const covered = nowMs === 0 ? null : { fromMs: beforeMs - 60 * minuteMs, toMs: beforeMs };
    log.note({ metric, periodSeconds: 60, covered, before: read(beforeMs), now: read(nowMs), nowMs });
  }
  return log.seconds(metric, 60);
}

it("learns how late values come, with twice that as a margin", () => {
  expect(learn(20, 4)).toBeGreaterThanOrEqual(2 * 20 * 60);
  expect(learn(20, 4)).toBeLessThanOrEqual(2 * 25 * 60);
});

it("takes five minutes for what comes at once", () => {
  expect(learn(0.01, 4, 1)).toBe(300);
});

it("does not know before three hours and twelve readings", () => {
  expect(learn(5, 2.9)).toBeNull();
  expect(learn(5, 4, 60)).toBeNull();
});

it("waits no longer than for what it knows nothing of", () => {
  expect(learn(55, 4)).toBeLessThanOrEqual(10_800);
  expect(createLatenessLog().seconds(metric, 60)).toBeNull();
});
