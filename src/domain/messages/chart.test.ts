import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricSchema, type Series } from "../shared/series.ts";
import { chart } from "./chart.ts";

const metric = metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "Average" });

function series(values: readonly number[], overrides: Partial<Series> = {}): Series {
  const points = values.map((value, index) => ({ atMs: index * 60_000, value }));
  const toMs = Math.max(1, values.length) * 60_000;
  return { metric, periodSeconds: 60, fromMs: 0, toMs, points, complete: true, ...overrides };
}

function lineOf(drawn: string): number[] {
  return (/ {2}line \[(.*)\]/.exec(drawn)?.[1] ?? "").split(", ").map(Number);
}

describe("chart", () => {
  it("draws the means of 24 parts with their labels", () => {
    const drawn = chart(series(Array.from({ length: 48 }, (_, index) => index)), "checkout: Duration") ?? "";
    expect(lineOf(drawn)).toEqual(Array.from({ length: 24 }, (_, index) => 2 * index + 0.5));
    expect(drawn).toContain('y-axis "Duration" 0 --> 51.15');
  });

  it.each<[string, Series]>([
    ["no points", series([])],
    ["one point", series([1])],
    ["no window", series([1, 2], { toMs: 0 })],
    ["a window before its start", series([1, 2], { toMs: -1 })],
    ["times that are no dates", series([1, 2], { fromMs: 1e17, toMs: 1e18 })],
    ["a time that is no number", series([1, 2], { fromMs: Number.NaN })],
    ["only values that are no numbers", series([Number.NaN, Number.POSITIVE_INFINITY])],
    ["values that Mermaid cannot read", series([1e300, 1e300])],
  ])("draws nothing for %s", (_what, given) => expect(chart(given, "title")).toBeNull());

  it("cannot be closed or steered by a title", () => {
    const drawn = chart(series([1, 2]), '"\n```\n%%{init: {}}%% <b>') ?? "";
    expect(drawn.split("```")).toHaveLength(3);
    expect(drawn).not.toContain("%%");
  });

  it("shows only numbers that Mermaid reads, inside its axis, for every series", () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e-9, -5, 1e19, Number.NaN), fc.integer());
    const atMs = fc.oneof(fc.integer({ min: -10, max: 100_000 }), fc.constant(Number.NaN));
    const points = fc.array(fc.record({ atMs, value }), { maxLength: 60 });
    fc.assert(
      fc.property(points, fc.integer({ min: -1, max: 100_000 }), (given, toMs) => {
        const drawn = chart(series([], { points: given, toMs }), "t");
        if (drawn === null) return;
        const [, bottom, top] = / (-?[\d.]+) --> (-?[\d.]+)\n/.exec(drawn) ?? [];
        const shown = lineOf(drawn);
        expect(shown.length).toBeGreaterThan(1);
        expect(drawn).not.toMatch(/NaN|Infinity|\de[+-]?\d/);
        for (const one of shown) {
          expect(one).toBeGreaterThanOrEqual(Number(bottom));
          expect(one).toBeLessThanOrEqual(Number(top));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
