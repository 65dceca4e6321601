import { expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryStore } from "../../../test/stand-ins/memory-store.ts";
import type { Remedy } from "../../domain/choose/opportunity.ts";
import type { Store } from "../../ports/store.ts";
import { recordOutcomeOf } from "./record-outcome.ts";

it.each<[string, Remedy]>([
  ["lambda-memory", { kind: "recipe", recipe: "lambda-memory", values: {} }],
  ["report-only", { kind: "report-only" }],
])("keeps the outcome under %s, the name that priors and lessons go by", async (name, remedy) => {
  const store: Store = new MemoryStore();
  const improvement = foundImprovement();
  const opportunity = { ...improvement.opportunity, remedy };
  await recordOutcomeOf({ ...improvement, opportunity }, "declined", [], null, { store }, 1);
  expect(await store.outcomes(improvement.tenant)).toMatchObject([{ remedyKind: name, outcome: "declined" }]);
});
