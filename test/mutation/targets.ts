/** Files whose mutants have to be noticed, and the tests that have to notice them. Patterns start at the root. */
export interface Target {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** What plays improvements in memory has to notice facts that are handed over wrongly; the laws take too long for it. */
const inMemory = ["src/cycle/**/*.test.ts", "test/scenarios/people-win.test.ts"];

export const targets: readonly Target[] = [
  deciding("gate", "src/domain/gate"),
  deciding("admission", "src/domain/admit"),
  { name: "edits", mutate: ["src/domain/change/edits.ts"], tests: ["src/domain/change/edits.test.ts"] },
  deciding("ranking", "src/domain/choose"),
  deciding("judge", "src/domain/watch/judge"),
  {
    name: "watch-plan",
    mutate: ["src/domain/watch/watch-plan.ts"],
    tests: ["src/domain/watch/watch-plan.test.ts"],
  },
  ...["admit", "draft", "propose", "gate", "watch", "revert"].map((stage) => ({
    name: `cycle-${stage}`,
    mutate: [`src/cycle/${stage}/**/*.ts`],
    tests: inMemory,
  })),
];

function deciding(name: string, folder: string): Target {
  return { name, mutate: [`${folder}/**/*.ts`], tests: [`${folder}/**/*.test.ts`] };
}
