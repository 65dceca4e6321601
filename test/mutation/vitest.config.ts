import { defineConfig } from "vitest/config";

/** Set by main.ts: patterns of the tests of the target that is being mutated. */
const tests = (process.env.MUTATION_TESTS ?? "").split(" ");

// These two read files that are not copied for the mutants.
const exclude = ["test/import-law.test.ts", "test/policy-reference.test.ts"];

export default defineConfig({ test: { include: tests, exclude } });
