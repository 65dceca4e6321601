import { expect, it } from "vitest";
import { observedFunction } from "../../../test/observation.ts";
import { latencyEvidence, volumeOf } from "./observation.ts";

const hourMs = 3_600_000;

it("counts how often a service was used in the window only", () => {
  expect(volumeOf(observedFunction())).toEqual({ counts: "invocations", sum: 24_000 });
  const lastTwoHours = { fromMs: 22 * hourMs, toMs: 24 * hourMs };
  expect(volumeOf(observedFunction({ window: lastTwoHours })).sum).toBe(2000);
});

it("says of a service without a volume or a latency that there is none", () => {
  const blind = observedFunction({ series: new Map() });
  expect(volumeOf(blind)).toEqual({ counts: null, sum: 0 });
  expect(latencyEvidence(blind)).toEqual([]);
});

it("says that a latency has no data, and never a number", () => {
  const seen = observedFunction();
  const silent = new Map(
    [...seen.series].map(([key, one]) => [key, { ...one, series: { ...one.series, points: [] } }]),
  );
  expect(latencyEvidence({ ...seen, series: silent })).toMatchObject([{ value: "no data" }]);
});
