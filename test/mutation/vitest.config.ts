import { defineConfig } from "vitest/config";

/** Set by main.ts: patterns of the tests of the target that is being mutated. */
const tests = (process.env.MUTATION_TESTS ?? "").split(" ");

// As in vitest.config.ts: a loaded machine is slow, not wrong. What hangs is ended by Stryker.
export default defineConfig({ test: { include: tests, testTimeout: 120_000, hookTimeout: 120_000 } });
