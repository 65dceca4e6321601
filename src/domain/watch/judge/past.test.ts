import { describe, expect, it } from "vitest";
import { errors, latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import { joinPast, unreadBetween } from "./past.ts";

const frozen = series(latency, -200, 0, () => 100);
const later = series(latency, -2, 40, () => 140);

describe("the past of a change", () => {
  it("is the frozen baseline and what came up to the change; of what both have the later reading counts", () => {
    const [joined] = joinPast([frozen], [later]);
    expect(joined?.points).toHaveLength(240);
    expect(joined?.points.slice(197, 200).map(({ value }) => value)).toEqual([100, 140, 140]);
    expect(joined).toMatchObject({ fromMs: frozen.fromMs, toMs: later.toMs, complete: true });
    expect(joinPast([frozen], [{ ...later, complete: false }])[0]?.complete).toBe(false);
  });

  it("is the baseline alone where what came later is of another metric, unit or period", () => {
    const otherUnit = { ...later, metric: { ...latency, unit: "Seconds" } };
    for (const between of [{ ...later, metric: errors }, otherUnit, { ...later, periodSeconds: 60 }])
      expect(joinPast([frozen], [between])).toEqual([frozen]);
  });
});

describe("the time before a change took effect", () => {
  it("is unread when more than the change's own period and one more are missing", () => {
    const past = { toMs: MERGED_AT_MS, periodSeconds: 300 };
    expect(unreadBetween("key", past, MERGED_AT_MS + 2 * PERIOD_MS)).toBeNull();
    expect(unreadBetween("key", past, MERGED_AT_MS - PERIOD_MS)).toBeNull();
    expect(unreadBetween("key", past, MERGED_AT_MS + 72 * 3_600_000)).toEqual({
      code: "unread_before",
      text: "key was not read for 72.0 h before the change took effect, so a rise may have begun before it.",
    });
  });
});
