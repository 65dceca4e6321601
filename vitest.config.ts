import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "demo/**/*.test.ts", "bench/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/fixtures/**", "demo/services/**"],
    globalSetup: ["test/database-template.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
