import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "src/**/*.test.ts",
      "packages/**/*.test.ts",
      "demo/**/*.test.ts",
      "bench/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "test/fixtures/**", "demo/services/**"],
    globalSetup: ["test/database-template.ts"],
    // A loaded machine is slow, not wrong: these only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
