import { expect, test } from "vitest";
import { simulatedClock } from "./clock.ts";

test("runs faster than the real clock", () => {
  let realMs = 1_000;
  const clock = simulatedClock({ startMs: 50_000, speed: 60, realStartMs: 1_000 }, () => realMs);
  expect(clock.now()).toBe(50_000);
  realMs += 1_000;
  expect(clock.now()).toBe(110_000);
});

test("skips to a later time and goes on from there, and not to an earlier one", () => {
  let realMs = 0;
  const clock = simulatedClock({ startMs: 0, speed: 2, realStartMs: 0 }, () => realMs);
  clock.skipTo(5_000);
  expect(clock.now()).toBe(5_000);
  clock.skipTo(1_000);
  realMs = 100;
  expect(clock.now()).toBe(5_200);
});

test("never goes back", () => {
  let realMs = 2_000;
  const clock = simulatedClock({ startMs: 0, speed: 1, realStartMs: 1_000 }, () => realMs);
  const before = clock.now();
  realMs = 500;
  expect(clock.now()).toBe(before);
});

test("agrees with one of another process that is given its settings, also after a skip", () => {
  const clock = simulatedClock({ startMs: 9_000, speed: 10, realStartMs: 100 }, () => 400);
  expect(simulatedClock(clock.settings(), () => 400).now()).toBe(12_000);
  clock.skipTo(20_000);
  expect(simulatedClock(clock.settings(), () => 500).now()).toBe(21_000);
});

test("refuses a speed that stands still", () => {
  expect(() => simulatedClock({ startMs: 0, speed: 0 })).toThrow(RangeError);
});
