import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Nothing outside, nothing global: these share a process, which spares each of them the start of one. */
const pure = ["src/domain/**/*.test.ts", "src/cycle/**/*.test.ts"];
const exclude = ["**/node_modules/**", "test/fixtures/**", "demo/services/**"];

/** A worker that is handed the longest file last keeps the others waiting, and the whole product takes longest. */
class ScenariosFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isScenario = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/test/scenarios/");
    return [...sorted.filter(isScenario), ...sorted.filter((file) => !isScenario(file))];
  }
}

export default defineConfig({
  test: {
    // A loaded machine is slow, not wrong: these only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: "100%",
    sequence: { sequencer: ScenariosFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "outside",
          include: [
            "src/**/*.test.ts",
            "packages/**/*.test.ts",
            "demo/**/*.test.ts",
            "bench/**/*.test.ts",
            "test/**/*.test.ts",
          ],
          exclude: [...exclude, ...pure],
          globalSetup: ["test/database-template.ts"],
          // Half a second and half a gigabyte less for each PGlite: V8 leaves the WebAssembly of a short life unoptimised.
          execArgv: ["--liftoff-only"],
        },
      },
      { extends: true, test: { name: "pure", include: pure, exclude, isolate: false } },
    ],
  },
});
