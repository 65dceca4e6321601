import fc from "fast-check";
import { expect, test } from "vitest";
import { metricKey, metricSchema, type Series, usablePoints } from "./series.ts";

const metric = metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "p99" });

test("the same dimensions in another order are the same metric", () => {
  const ab = metricKey({ ...metric, dimensions: { a: "1", b: "2" } });
  const ba = metricKey({ ...metric, dimensions: { b: "2", a: "1" } });
  expect(ab).toBe(ba);
});

test("an unknown statistic is refused", () => {
  expect(metricSchema.safeParse({ ...metric, statistic: "p" }).success).toBe(false);
  expect(metricSchema.safeParse({ ...metric, statistic: "Median" }).success).toBe(false);
});

test("usable points are finite, in the window, strictly ordered, and a restated point replaces the first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ atMs: fc.integer({ min: -5, max: 25 }), value: fc.double() })),
      (points) => {
        const series: Series = { metric, periodSeconds: 1, fromMs: 0, toMs: 20, points, complete: true };
        const usable = usablePoints(series);
        for (const [index, point] of usable.entries()) {
          expect(Number.isFinite(point.value)).toBe(true);
          expect(point.atMs >= 0 && point.atMs < 20).toBe(true);
          const previous = usable[index - 1];
          if (previous) expect(point.atMs).toBeGreaterThan(previous.atMs);
          const last = points.findLast((p) => p.atMs === point.atMs && Number.isFinite(p.value));
          expect(point.value).toBe(last?.value);
        }
      },
    ),
  );
});
