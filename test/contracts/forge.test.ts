import { describe, test } from "vitest";
import { memoryForgeWorld } from "./forge/memory-world.ts";
import { forgeContract } from "./forge.contract.ts";

// The adapter's run of the same cases is src/adapters/github/forge.test.ts.
describe("the forge in memory", () => {
  for (const { name, run } of forgeContract) test(name, () => run(memoryForgeWorld()));
});
