import { expect, test } from "vitest";
import { calibrationTable } from "./calibration.ts";
import type { OutcomeRecord } from "./ledger.ts";

const kept: OutcomeRecord = {
  improvementId: "acme/shop#1",
  tenant: "default",
  repository: "acme/shop",
  remedyKind: "lambda-memory",
  outcome: "kept",
  predictedProbability: 0.8,
  predictedEffect: -0.5,
  measuredEffect: -0.4,
  atMs: 0,
};

test("beliefs stand beside what came true, with the Brier score", () => {
  const [row] = calibrationTable([kept, { ...kept, outcome: "reverted", measuredEffect: 0.2 }]);
  expect(row).toMatchObject({ remedyKind: "lambda-memory", outcomes: 2, believed: 0.8, cameTrue: 0.5 });
  expect(row?.brierScore).toBeCloseTo((0.2 ** 2 + 0.8 ** 2) / 2);
  expect(row?.predictedEffect).toBeCloseTo(-0.5);
  expect(row?.measuredEffect).toBeCloseTo(-0.1);
});

test("what a person declined or production left open says nothing about the beliefs", () => {
  const records: OutcomeRecord[] = [
    { ...kept, outcome: "declined" },
    { ...kept, outcome: "inconclusive" },
  ];
  expect(calibrationTable(records)).toMatchObject([
    { outcomes: 0, believed: null, cameTrue: null, brierScore: null },
  ]);
});
