import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** These need no database. */
const pure = [
  "src/domain/**/*.test.ts",
  "src/cycle/**/*.test.ts",
  "src/entry/**/*.test.ts",
  "src/config.test.ts",
  "src/adapters/sealer.test.ts",
  "src/adapters/cloudwatch/{faults,instruments,local-copy}.test.ts",
  "src/adapters/database/batched.test.ts",
  "src/adapters/github/{own-work,remembered-files}.test.ts",
  "src/adapters/inspection/*.test.ts",
  "src/adapters/openai/*.test.ts",
  "src/adapters/queue/{immediate-queue,one-at-a-time,wake-up}.test.ts",
  "packages/local-cloudwatch/**/*.test.ts",
  "packages/local-github/src/openapi.test.ts",
  "bench/**/*.test.ts",
  "demo/clock.test.ts",
  "demo/production/*.test.ts",
  "test/*.test.ts",
  "test/contracts/forge.test.ts",
  "test/scenarios/people-win.test.ts",
];
const exclude = ["**/node_modules/**", "test/fixtures/**", "demo/services/**"];

/** What takes longest, the longest first. */
const longest = [
  "test/scenarios/loop",
  "test/scenarios/crash",
  "test/scenarios/command-line",
  "test/scenarios/laws",
  "test/scenarios/github-faults",
  "test/scenarios/bad-input",
  "src/server",
  "src/adapters/git/workspace",
  "src/adapters/database/database",
  "src/adapters/github/forge",
  "test/scenarios/tenants",
  "test/contracts/store",
];

/** A worker that is handed a long file last keeps the others waiting. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.includes(`/${name}.`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    // A loaded machine is slow, not wrong: these only end what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than there are processors: the scenarios spend a quarter of their time waiting for other processes.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A file closes what it opens and puts back what it replaces, so files share processes: a second less for each.
    isolate: false,
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
      { extends: true, test: { name: "pure", include: pure, exclude } },
    ],
  },
});
