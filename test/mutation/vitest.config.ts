import { defineConfig } from "vitest/config";

/** Set by main.ts: patterns of the tests of the target that is being mutated. */
const tests = (process.env.MUTATION_TESTS ?? "").split(" ");

export default defineConfig({ test: { include: tests } });
