import { expect, test } from "vitest";
import { simulatedClock } from "./clock.ts";

test("runs faster than the real clock and tells how long to wait", () => {
  let realMs = 1_000;
  const clock = simulatedClock({ startMs: 50_000, speed: 60, realNow: () => realMs });
  expect(clock.now()).toBe(50_000);
  realMs += 1_000;
  expect(clock.now()).toBe(110_000);
  expect(clock.realMsUntil(230_000)).toBe(2_000);
  expect(clock.realMsUntil(1)).toBe(0);
});

test("never goes back", () => {
  let realMs = 1_000;
  const clock = simulatedClock({ startMs: 0, speed: 1, realNow: () => realMs });
  realMs = 2_000;
  const before = clock.now();
  realMs = 500;
  expect(clock.now()).toBe(before);
});

test("agrees between processes that know when it started", () => {
  const options = { startMs: 9_000, speed: 10, realStartMs: 100, realNow: () => 400 };
  expect(simulatedClock(options).now()).toBe(12_000);
});

test("refuses a speed that stands still", () => {
  expect(() => simulatedClock({ startMs: 0, speed: 0 })).toThrow(RangeError);
});
