import fc from "fast-check";
import { expect, test } from "vitest";
import type { Prediction } from "../change/change.ts";
import { metricSchema } from "../shared/series.ts";
import type { OutcomeRecord } from "./ledger.ts";
import { correctPrediction, learnFrom } from "./lesson.ts";
import { outcomes as outcomeValues } from "./outcome.ts";

function record(fields: Partial<OutcomeRecord>): OutcomeRecord {
  return {
    improvementId: "x",
    tenant: "default",
    repository: "acme/shop",
    remedyKind: "lambda-memory",
    outcome: "kept",
    predictedProbability: null,
    predictedEffect: null,
    measuredEffect: null,
    atMs: 0,
    ...fields,
  };
}

const prediction: Prediction = {
  metric: metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "Average" }),
  expectedRelativeEffect: 0,
  interval: [-0.1, 0.1],
};

test("without outcomes the prior of the kind is the answer, and predictions stay as they are", () => {
  const lesson = learnFrom([], "lambda-memory", "acme/shop");
  expect(lesson.probabilityOfSuccess).toBeCloseTo(0.7);
  expect(correctPrediction(prediction, lesson)).toEqual(prediction);
});

test("what people close, or take back before production is worse, is no verdict on the kind", () => {
  const words = (["declined", "undone_by_people"] as const).map((outcome) => record({ outcome }));
  const lesson = learnFrom([...words, ...words, ...words], "lambda-memory", "acme/shop");
  expect(lesson).toMatchObject({ probabilityOfSuccess: expect.closeTo(0.7), trialsEverywhere: 0 });
  const worse = record({ outcome: "undone_by_people", measuredEffect: 0.8 });
  expect(learnFrom([worse], "lambda-memory", "acme/shop").probabilityOfSuccess).toBeLessThan(0.7);
});

test("a repository's own outcomes weigh more there than elsewhere", () => {
  const reverted = Array.from({ length: 5 }, () => record({ outcome: "reverted" }));
  const here = learnFrom(reverted, "lambda-memory", "acme/shop").probabilityOfSuccess;
  const elsewhere = learnFrom(reverted, "lambda-memory", "acme/other").probabilityOfSuccess;
  expect(here).toBeLessThan(elsewhere);
  expect(elsewhere).toBeLessThan(0.7);
});

test("the probability stays within 0 and 1; another kept raises it, another reverted lowers it", () => {
  const outcomes = fc.array(fc.constantFrom(...outcomeValues).map((outcome) => record({ outcome })));
  fc.assert(
    fc.property(outcomes, (records) => {
      const before = learnFrom(records, "lambda-memory", "acme/shop").probabilityOfSuccess;
      const kept = learnFrom([...records, record({})], "lambda-memory", "acme/shop").probabilityOfSuccess;
      const worse = [...records, record({ outcome: "reverted" })];
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(1);
      expect(kept).toBeGreaterThan(before);
      expect(learnFrom(worse, "lambda-memory", "acme/shop").probabilityOfSuccess).toBeLessThan(before);
    }),
  );
});

test("predictions that were too hopeful again and again are corrected, on the metric's own scale", () => {
  const records = Array.from({ length: 90 }, () => record({ predictedEffect: -0.5, measuredEffect: -0.4 }));
  const lesson = learnFrom(records, "lambda-memory", "acme/shop");
  expect(lesson.predictionBias).toBeGreaterThan(0.09);
  expect(lesson.predictionBias).toBeLessThanOrEqual(0.1);
  const corrected = correctPrediction({ ...prediction, costFactor: 0.5 }, lesson);
  expect(corrected.expectedRelativeEffect).toBeCloseTo(lesson.predictionBias / 0.5);
  expect(corrected.interval[1] - corrected.interval[0]).toBeCloseTo(0.2);
});
