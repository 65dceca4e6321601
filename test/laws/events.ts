import fc from "fast-check";
import type { Flags } from "../../src/domain/shared/settings.ts";
import type { MergeMethod } from "../stand-ins/memory-repository.ts";
import { noRules, type Rules } from "../stand-ins/memory-rules.ts";
import { policies } from "./policies.ts";

/** What people and operators do to what a step has looked at; it may happen while one is in the middle of its work. */
export type Deed =
  | { readonly kind: "flag"; readonly flag: keyof Flags; readonly on: boolean }
  | { readonly kind: "organisation"; readonly says: string | null }
  | { readonly kind: "policy"; readonly text: string }
  | { readonly kind: "label"; readonly label: string; readonly on: boolean }
  | { readonly kind: "push to branch" | "push to main" };

/** What GitHub's own rules ask for. */
export interface Protection {
  readonly isStrict: boolean;
  readonly hasQueue: boolean;
  readonly rules: Rules;
}

/** Turns of people, bots and production that need no more words. */
const simpleTurns = [
  "person closes",
  "person reopens",
  "person undoes",
  "person reverts our merge",
  "person edits",
  "person edits our line",
  "person edits beside",
  "person moves the file",
  "person updates branch",
  "person retargets",
  "person rewords",
  "deploy",
  "stale bot closes",
  "workflow pushes",
  "dependency bot moves main",
] as const;

/** What else people, CI and production do. */
export type Turn =
  | { readonly kind: (typeof simpleTurns)[number] }
  | { readonly kind: "person merges" | "person adds and merges"; readonly method: MergeMethod }
  | { readonly kind: "bot pushes"; readonly login: string; readonly where: "template" | "beside" }
  | { readonly kind: "protection"; readonly protection: Protection }
  | { readonly kind: "queue settles"; readonly conclusion: "success" | "failure" }
  | { readonly kind: "channel"; readonly of: "issues" | "comments"; readonly open: boolean }
  | { readonly kind: "ci"; readonly conclusion: string | null }
  | { readonly kind: "review"; readonly approves: boolean }
  | { readonly kind: "mood"; readonly of: Mood; readonly on: boolean };

/** Moods of a world: of its inspector, its generator and its telemetry. */
export type Mood = "objecting" | "influenced" | "leaking" | "silent";

/** How the product gets to work. */
export type Work =
  | { readonly kind: "tick"; readonly minutes: number }
  | { readonly kind: "look" | "sweep" | "event" | "cycle" | "lose database" }
  | { readonly kind: "comment"; readonly login: string }
  | { readonly kind: "two workers"; readonly picks: readonly boolean[] }
  | { readonly kind: "kill"; readonly turns: number }
  | { readonly kind: "meddle"; readonly at: number; readonly deed: Deed };

/** One thing that happens, and to which of the improvements or open pull requests. */
export type Event = readonly [happening: Deed | Turn | Work, which: number];

const kind = <const K extends string>(...kinds: readonly K[]) =>
  fc.record({ kind: fc.constantFrom(...kinds) });
/** What holds back by a policy's label, in another case. */
export const holdingLabels = ["self-building:hold", "WAIT"] as const;

const label = (on: fc.Arbitrary<boolean>) =>
  fc.record({ kind: fc.constant("label" as const), label: fc.constantFrom(...holdingLabels), on });
const flag = (on: fc.Arbitrary<boolean>, ...flags: readonly (keyof Flags)[]) =>
  fc.record({ kind: fc.constant("flag" as const), flag: fc.constantFrom(...flags), on });
const policy = (text: fc.Arbitrary<string>) => fc.record({ kind: fc.constant("policy" as const), text });
const organisation = (...says: readonly (string | null)[]) =>
  fc.record({ kind: fc.constant("organisation" as const), says: fc.constantFrom(...says) });

/** What a step has to notice although it has looked already. */
const suddenDeed: fc.Arbitrary<Deed> = fc.oneof(
  flag(fc.constant(false), "selfBuilding", "improvementRollback"),
  organisation("enabled: false"),
  policy(policies),
  label(fc.constant(true)),
  kind("push to branch", "push to main"),
);

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  flag(fc.boolean(), "selfBuilding", "improvementRollback", "autonomousImprovements"),
  organisation(null, null, "enabled: true", "enabled: false", "["),
  policy(fc.oneof({ weight: 3, arbitrary: policies }, fc.constantFrom("version: 2", "["))),
  label(fc.boolean()),
  kind("push to branch", "push to main"),
);

const methods = fc.constantFrom<MergeMethod[]>("squash", "merge", "rebase");
const protections: fc.Arbitrary<Protection> = fc.record({
  isStrict: fc.boolean(),
  hasQueue: fc.constantFrom(false, false, true),
  rules: fc.record({
    approvals: fc.constantFrom(0, 0, 0, 1),
    checks: fc.constantFrom([], [], ["ci"], ["ci", "self-building/gate"], ["lint"]),
    methods: fc.constantFrom<Rules["methods"][]>(
      noRules.methods,
      noRules.methods,
      ["rebase"],
      ["merge", "squash"],
    ),
  }),
});
const conclusions = fc.constantFrom("success", "success", "success", "failure", null);
const turns: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("ci" as const), conclusion: conclusions }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("review" as const), approves: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("person merges" as const, "person adds and merges" as const),
      method: methods,
    }),
  },
  { weight: 6, arbitrary: kind(...simpleTurns) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("bot pushes" as const),
      login: fc.constantFrom("formatter[bot]", "formatter[bot]", "other[bot]"),
      where: fc.constantFrom("template", "beside"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("protection" as const), protection: protections }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("queue settles" as const),
      conclusion: fc.constantFrom("success" as const, "success" as const, "failure" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("channel" as const),
      of: fc.constantFrom("issues" as const, "comments" as const),
      open: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("mood" as const),
      of: fc.constantFrom<Mood>("objecting", "influenced", "leaking", "silent"),
      on: fc.boolean(),
    }),
  },
);

const picks = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
const works: fc.Arbitrary<Work> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("tick" as const), minutes: fc.constantFrom(1, 5, 30) }),
  },
  { weight: 10, arbitrary: kind("look") },
  { weight: 4, arbitrary: kind("sweep") },
  { weight: 3, arbitrary: kind("event") },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("two workers" as const), picks }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("kill" as const), turns: fc.integer({ min: 0, max: 40 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("meddle" as const),
      at: fc.integer({ min: 0, max: 8 }),
      deed: suddenDeed,
    }),
  },
  { weight: 1, arbitrary: kind("cycle", "lose database") },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("comment" as const),
      login: fc.constantFrom("ada", "stranger"),
    }),
  },
);

/** What may happen in a world, in whatever order. */
export const events: fc.Arbitrary<Event[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 3, arbitrary: works },
      { weight: 2, arbitrary: turns },
      { weight: 1, arbitrary: deeds },
    ),
    fc.nat({ max: 5 }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** What is done about a pull request that is open or in a queue, and looks at it in between. */
export const eventsOfOpenPull: fc.Arbitrary<Event[]> = fc.array(
  fc.tuple(
    fc.oneof<fc.Arbitrary<Deed | Turn | Work>[]>(
      kind("look"),
      kind("event"),
      kind("sweep"),
      label(fc.boolean()),
      flag(fc.boolean(), "selfBuilding"),
      organisation(null, "enabled: false"),
      policy(fc.oneof(policies, fc.constant("["))),
      kind("push to branch"),
      kind(
        "workflow pushes",
        "person updates branch",
        "person rewords",
        "person retargets",
        "person edits beside",
      ),
      fc.record({ kind: fc.constant("review" as const), approves: fc.boolean() }),
      fc.record({ kind: fc.constant("ci" as const), conclusion: conclusions }),
      fc.record({ kind: fc.constant("protection" as const), protection: protections }),
      fc.record({
        kind: fc.constant("queue settles" as const),
        conclusion: fc.constantFrom("success" as const, "failure" as const),
      }),
    ),
    fc.nat({ max: 5 }),
  ),
  { minLength: 3, maxLength: 14 },
);

/** How a world begins, and for how many steps nothing disturbs it. */
export interface Life {
  /** Text of the policy file. */
  readonly policy: string;
  readonly protection: Protection;
  readonly slowdown: number;
  /** Whether untrusted text takes part in the first change. */
  readonly influenced: boolean;
  readonly peaceful: number;
}
const beginning = {
  policy: policies,
  influenced: fc.constantFrom(false, false, true),
};
/** Lives that begin with a pull request that is open, or in a queue. */
export const livesOfOpenPull: fc.Arbitrary<Life> = fc.record({
  ...beginning,
  protection: fc.boolean().map((hasQueue) => ({ isStrict: false, hasQueue, rules: noRules })),
  slowdown: fc.constant(1),
  peaceful: fc.integer({ min: 2, max: 4 }),
});
export const lives: fc.Arbitrary<Life> = fc.record({
  ...beginning,
  protection: fc.oneof(
    fc.constantFrom(true, false).map((isStrict) => ({ isStrict, hasQueue: false, rules: noRules })),
    protections,
  ),
  slowdown: fc.constantFrom(1, 1.8, 1.8),
  // After about a dozen looks a regression is known, and its revert on its way.
  peaceful: fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 9, max: 13 })),
});
