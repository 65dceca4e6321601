import { describe, expect, it } from "vitest";
import { firstAlarmFromZero } from "./counts.ts";

describe("events where there were none", () => {
  it.each([
    ["nothing comes", [0, 0, 0, 0], 0],
    ["fewer than five come", [2, 2, 0, 0], 0],
    ["all come in one point", [0, 50, 0, 0], 0],
    ["five come in two points", [0, 2, 3, 0], 3],
  ])("alarms as it should when %s", (_, values, expected) => {
    expect(firstAlarmFromZero(2016, Float64Array.from(values), 0.01)).toBe(expected);
  });

  it("asks for more events when the quiet past was short", () => {
    expect(firstAlarmFromZero(2, Float64Array.from([2, 3, 0, 0]), 0.01)).toBe(0);
  });
});
