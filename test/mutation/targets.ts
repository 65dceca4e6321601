/** Files whose mutants have to be noticed, and the tests that have to notice them. Patterns start at the root. */
export interface Target {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** Of what gate and revert have in common, and of what both tell. */
const shared = ["src/cycle/gate/closed-by-bot.test.ts", "src/cycle/notify/*.test.ts"];

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
    // Facts that are handed over wrongly have to be noticed where they are, or by what plays whole improvements.
    tests: [`src/cycle/${stage}/**/*.test.ts`, "src/cycle/*.test.ts", ...shared],
  })),
];

function deciding(name: string, folder: string): Target {
  return { name, mutate: [`${folder}/**/*.ts`], tests: [`${folder}/**/*.test.ts`] };
}
