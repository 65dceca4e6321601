import fc from "fast-check";
import { expect, test } from "vitest";
import { pseudoRandom } from "../../../../test/synthetic-series.ts";
import { ANOMALY_THRESHOLD, AnomalyDetector, type AnomalyScore } from "./detector.ts";

const FIVE_MINUTES_MS = 300_000;

function scoresOf(values: readonly number[]): AnomalyScore[] {
  const detector = new AnomalyDetector();
  return values.map((value, index) => detector.next(index * FIVE_MINUTES_MS, value));
}

function alarmsOf(values: readonly number[]): number[] {
  return scoresOf(values).flatMap(({ score }, index) => (score >= ANOMALY_THRESHOLD ? [index] : []));
}

function noise(length: number, seed = 1): number[] {
  const random = pseudoRandom(seed);
  return Array.from({ length }, () => 100 + random.normal());
}

test("a spike far outside everything seen is reported at once", () => {
  const values = noise(1000);
  values[800] = 150;
  expect(alarmsOf(values)).toContain(800);
});

test("a drop is as unusual as a spike", () => {
  const values = noise(1000);
  values[800] = 20;
  expect(alarmsOf(values)).toContain(800);
});

test("one event is reported once, and again only when it gets much worse", () => {
  const values = noise(1200);
  for (let i = 800; i < 820; i++) values[i] = 104;
  values[830] = 100_000;
  expect(alarmsOf(values).filter((index) => index >= 800 && index < 900)).toEqual([800, 830]);
});

test("a spike that comes back all the time becomes ordinary", () => {
  const values = noise(2000).map((value, index) => (index % 40 === 0 ? value + 50 : value));
  const alarms = alarmsOf(values).filter((index) => index > 200);
  expect(alarms.length).toBeLessThanOrEqual(2);
});

test("a missing daily peak is noticed though its value is ordinary", () => {
  const day = 288;
  const random = pseudoRandom(3);
  const values = Array.from(
    { length: 10 * day },
    (_, i) => 100 + (i % day > 100 && i % day < 180 ? 50 : 0) + random.normal(),
  );
  for (let i = 8 * day + 101; i < 8 * day + 180; i++) values[i] = 100 + random.normal();
  const alarms = alarmsOf(values).filter((index) => index > 8 * day + 100 && index < 8 * day + 180);
  expect(alarms).toHaveLength(1);
});

test("a constant series never alarms", () => {
  expect(alarmsOf(Array.from({ length: 3000 }, () => 7))).toEqual([]);
});

test("plain noise alarms one to two times in a thousand points after its first day", () => {
  let alarms = 0;
  for (let seed = 1; seed <= 5; seed++) {
    alarms += alarmsOf(noise(2288, seed)).filter((index) => index >= 288).length;
  }
  expect(alarms).toBeLessThanOrEqual(20);
});

test("the score at a point uses nothing after it", () => {
  const values = noise(400);
  const other = [...values.slice(0, 300), ...Array.from({ length: 100 }, () => -1e6)];
  expect(scoresOf(other).slice(0, 300)).toEqual(scoresOf(values).slice(0, 300));
});

test("scale and shift of the values change nothing", () => {
  const values = noise(1000);
  values[700] = 140;
  const scaled = values.map((value) => value * 1024);
  expect(alarmsOf(scaled)).toEqual(alarmsOf(values));
});

test("whatever comes in, a score between 0 and 1 comes out", () => {
  const anything = fc.record({
    atMs: fc.oneof(fc.double(), fc.integer()),
    value: fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, Number.NaN)),
  });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 300 }), (points) => {
      const detector = new AnomalyDetector();
      for (const { atMs, value } of points) {
        const { score, surprise } = detector.next(atMs, value);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(surprise >= 0).toBe(true);
      }
    }),
  );
});
