import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import { MemoryStore } from "../../../test/stand-ins/memory-store.ts";
import type { Change } from "../../domain/change/change.ts";
import type { Remedy } from "../../domain/choose/opportunity.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import type { Comparison } from "../../domain/watch/verdict.ts";
import { recordOutcomeOf } from "./record-outcome.ts";

const { change, comparisons } = regressedImprovement();

/** What the ledger says afterwards. */
async function recorded(
  made: Change | null,
  measured: readonly Comparison[],
  improvement = foundImprovement(),
): Promise<OutcomeRecord[]> {
  const store = new MemoryStore();
  await recordOutcomeOf(improvement, "kept", measured, made, { store }, 77);
  return store.outcomes(improvement.tenant);
}

describe("the ledger", () => {
  it.each<[string, Remedy]>([
    ["lambda-memory", { kind: "recipe", recipe: "lambda-memory", values: {} }],
    ["report-only", { kind: "report-only" }],
  ])("keeps the outcome under %s, the name that priors and lessons go by", async (remedyKind, remedy) => {
    const improvement = foundImprovement({ tenant: "t2" });
    const opportunity = { ...improvement.opportunity, remedy };
    expect(await recorded(null, [], { ...improvement, opportunity })).toEqual([
      {
        ...{ improvementId: improvement.id, tenant: "t2", repository: "acme/shop", remedyKind },
        ...{ outcome: "kept", predictedProbability: null, atMs: 77 },
        ...{ predictedEffect: null, measuredEffect: null },
      },
    ]);
  });

  it("keeps the chance of success that it was ranked by", async () => {
    const { opportunity, ...row } = foundImprovement();
    const factor = (name: "severity" | "probabilityOfSuccess", value: number) => ({
      name,
      value,
      because: "",
    });
    const factors = [factor("severity", 0.5), factor("probabilityOfSuccess", 0.7)];
    const ranked = { ...row, opportunity: { ...opportunity, impact: { score: 1, factors } } };
    expect(await recorded(null, [], ranked)).toMatchObject([{ predictedProbability: 0.7 }]);
  });

  it("puts what was measured of the predicted metric beside the prediction", async () => {
    const [measured] = comparisons;
    if (!measured) throw new Error("Something was measured.");
    const other = { ...measured, metric: { ...measured.metric, name: "Errors" }, relativeEffect: 9 };
    const expected = { predictedEffect: expect.closeTo(0.1), measuredEffect: expect.closeTo(0.8) };
    expect(await recorded(change, [other, measured])).toMatchObject([expected]);
    expect(await recorded(change, [other])).toMatchObject([{ measuredEffect: null }]);
  });

  it("counts a change of the unit's price into both", async () => {
    const prediction = change.prediction && { ...change.prediction, costFactor: 0.5 };
    expect(await recorded({ ...change, prediction }, comparisons)).toMatchObject([
      { predictedEffect: expect.closeTo(1.1 * 0.5 - 1), measuredEffect: expect.closeTo(1.8 * 0.5 - 1) },
    ]);
  });
});
