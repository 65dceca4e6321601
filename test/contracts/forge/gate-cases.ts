import { expect } from "vitest";
import { standingFiles } from "../../../src/cycle/reading/read-standing.ts";
import type { Forge } from "../../../src/ports/forge.ts";
import type { ContractCase } from "../case.ts";
import {
  branch,
  change,
  type ForgeWorld,
  firstFiles,
  proposed,
  startMs,
  twice,
  withMemory,
} from "./world.ts";

type Facts = Awaited<ReturnType<Forge["gateFacts"]>>;
type Conclusion = Parameters<Forge["publishCheck"]>[1]["conclusion"];

/** The gate's facts, which a look at an open pull request shows in the same words. */
async function factsOf(world: ForgeWorld, number: number, proposedSha: string): Promise<Facts> {
  const facts = await world.forge.gateFacts(world.repository, number, proposedSha);
  const pull = await world.forge.ownPull(world.repository, number);
  if (pull?.state !== "open") return facts;
  const known = { number, branch: pull.branch, headSha: proposedSha };
  const look = await world.forge.look(world.repository, known, standingFiles);
  // Only a look can tell where it stands with the merge queue.
  expect(look.facts).toEqual({ ...facts, queue: look.facts?.queue });
  expect(look.pull).toEqual(pull);
  return facts;
}

const basics: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "the gate's facts of a pull request that was just opened",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      expect(await factsOf(world, number, sha)).toEqual({
        state: "open",
        draft: false,
        headSha: sha,
        proposedSha: sha,
        baseBranch: "main",
        defaultBranch: "main",
        behindBy: 0,
        mergeState: "clean",
        queue: expect.objectContaining({ kind: expect.stringMatching(/none|unknown/) }),
        hasConflict: false,
        foreignCommitters: [],
        labels: ["self-building"],
        checks: [],
        checksComplete: true,
        approvals: 0,
        changesRequestedBy: [],
      });
    },
  },
  {
    name: "the gate's facts count the commits that the base is ahead",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.push("main", { "a.txt": "a\n" }, "mia");
      const moved = await world.push("main", { "b.txt": "b\n" }, "mia");
      expect(await factsOf(world, number, sha)).toMatchObject({ behindBy: 2, hasConflict: false });
      const rebuilt = await change(world, { baseSha: moved });
      expect(await factsOf(world, number, rebuilt)).toMatchObject({ behindBy: 0, headSha: rebuilt });
    },
  },
  ...(
    [
      ["the same line on the base", { "template.yaml": withMemory(2048) }, true],
      ["a file on the base that it deletes", { "old.txt": "newer\n" }, true],
      [
        "another line of its file",
        { "template.yaml": firstFiles["template.yaml"].replace("30", "60") },
        false,
      ],
      ["the same line in the same way", { "template.yaml": withMemory(512) }, false],
    ] as const
  ).map(([what, files, hasConflict]) => ({
    name: `a change of ${what} is ${hasConflict ? "a" : "no"} conflict`,
    run: async (world: ForgeWorld) => {
      const { number, sha } = await proposed(world);
      await world.push("main", files, "mia");
      expect(await factsOf(world, number, sha)).toMatchObject({ behindBy: 1, hasConflict });
    },
  })),
  {
    name: "the gate's facts name everybody else who has commits there, once, and where the branch is now",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.push(branch, { "fix.txt": "1\n" }, "joe");
      await world.push(branch, { "fix.txt": "2\n" }, "mia");
      const headSha = await world.push(branch, { "fix.txt": "3\n" }, "joe");
      const { foreignCommitters, ...facts } = await factsOf(world, number, sha);
      expect([...foreignCommitters].sort()).toEqual(["joe", "mia"]);
      expect(facts).toMatchObject({ headSha, proposedSha: sha });
    },
  },
  {
    name: "a person's commit on the base is not one on the branch",
    run: async (world) => {
      const { number } = await proposed(world);
      const moved = await world.push("main", { "a.txt": "a\n" }, "mia");
      const rebuilt = await change(world, { baseSha: moved });
      expect(await factsOf(world, number, rebuilt)).toMatchObject({ foreignCommitters: [] });
    },
  },
  ...(["merge", "squash", "rebase"] as const).flatMap((method): ContractCase<ForgeWorld>[] => [
    {
      name: `who has commits in a pull request is known after a person's ${method}, too`,
      run: async (world) => {
        const { number, sha } = await proposed(world);
        await world.push(branch, { "fix.txt": "mine\n" }, "joe");
        await world.push("main", { "a.txt": "a\n" }, "zoe");
        await world.merge(number, "mia", method);
        expect(await world.forge.foreignCommitters(world.repository, number)).toEqual(["joe"]);
        expect(await factsOf(world, number, sha)).toMatchObject({ foreignCommitters: ["joe"] });
      },
    },
    {
      name: `a person's ${method} alone makes the app's commit nobody else's`,
      run: async (world) => {
        const { number } = await proposed(world);
        await world.push("main", { "a.txt": "a\n" }, "zoe");
        await world.merge(number, "mia", method);
        expect(await world.forge.foreignCommitters(world.repository, number)).toEqual([]);
      },
    },
  ]),
  {
    name: "the gate's facts have labels, drafts and how it ended",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.label(number, "mia", "Hold");
      world.makeDraft(number);
      const facts = await factsOf(world, number, sha);
      expect(facts.draft).toBe(true);
      expect([...facts.labels].sort()).toEqual(["Hold", "self-building"]);
      await world.close(number, "mia");
      expect(await factsOf(world, number, sha)).toMatchObject({ state: "closed" });
    },
  },
  {
    name: "the gate's facts of what a person merged say so",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.merge(number, "mia");
      expect(await factsOf(world, number, sha)).toMatchObject({ state: "merged", headSha: sha });
    },
  },
];

const checks: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a check of CI is what it reported last",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      for (const conclusion of [null, "failure", "success"]) {
        await world.reportCheck(number, conclusion);
        const status = conclusion === null ? "in_progress" : "completed";
        const check = { name: "ci", app: "ci", status, conclusion };
        expect((await factsOf(world, number, sha)).checks).toEqual([check]);
      }
    },
  },
  {
    name: "a check of an earlier head proves nothing about the present one",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.reportCheck(number, "success");
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      expect((await factsOf(world, number, sha)).checks).toEqual([]);
    },
  },
  {
    name: "a check of the same name by another app is another check",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      const check = { name: "ci", headSha: sha, conclusion: "success", title: "Fine", summary: "" } as const;
      await world.reportCheck(number, "failure");
      await world.forge.publishCheck(world.repository, check);
      const { checks } = await factsOf(world, number, sha);
      expect(checks.map(({ conclusion }) => conclusion).sort()).toEqual(["failure", "success"]);
    },
  },
  {
    name: "the app's own check is published once, brought up to date, and can go back to waiting",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.reportCheck(number, "success");
      const app = (await world.forge.login()).replace("[bot]", "");
      const check = { name: "self-building/gate", headSha: sha, summary: "Why." };
      const steps: readonly (readonly [Conclusion, string])[] = [
        [null, "Waiting"],
        [null, "Waiting for ada"],
        ["action_required", "Blocked"],
        ["success", "Open"],
        [null, "Waiting again"],
      ];
      for (const [conclusion, title] of steps) {
        await twice(world, () => world.forge.publishCheck(world.repository, { ...check, conclusion, title }));
        const own = (await factsOf(world, number, sha)).checks.filter((one) => one.name === check.name);
        const status = conclusion === null ? "in_progress" : "completed";
        expect(own).toEqual([{ name: check.name, app, status, conclusion }]);
        expect((await world.state()).checks.at(-1)).toBe(`${sha} ${check.name} ${conclusion} ${title}`);
      }
      expect((await factsOf(world, number, sha)).checks).toHaveLength(2);
    },
  },
];

const reviews: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "an approval counts of people who may write, and of each once",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      for (const login of ["mia", "joe", "approver[bot]"]) world.permit(login, "write");
      world.permit("reader", "read");
      for (const login of ["mia", "joe", "mia", "reader", "stranger", "approver[bot]"]) {
        await world.review(number, login, "APPROVED");
      }
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 2, changesRequestedBy: [] });
    },
  },
  {
    name: "an approval counts for the head that it was given to, a request for changes for every later one",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      for (const login of ["mia", "joe"]) world.permit(login, "write");
      await world.review(number, "mia", "APPROVED");
      await world.review(number, "joe", "CHANGES_REQUESTED");
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 1, changesRequestedBy: ["joe"] });
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 0, changesRequestedBy: ["joe"] });
    },
  },
  {
    name: "an approval given before the branch was brought up to date does not count, though the diff is the same",
    run: async (world) => {
      const { number } = await proposed(world);
      world.permit("mia", "write");
      await world.review(number, "mia", "APPROVED");
      world.nowMs = startMs + 60_000;
      const sha = await change(world, { baseSha: await world.push("main", { "a.txt": "a\n" }, "zoe") });
      expect(await factsOf(world, number, sha)).toMatchObject({ headSha: sha, approvals: 0 });
      await world.review(number, "mia", "APPROVED");
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 1 });
    },
  },
  {
    name: "of a reviewer the last word counts, and a mere comment is none",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      world.permit("mia", "write");
      await world.review(number, "mia", "CHANGES_REQUESTED");
      await world.review(number, "mia", "COMMENTED");
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 0, changesRequestedBy: ["mia"] });
      await world.review(number, "mia", "APPROVED");
      expect(await factsOf(world, number, sha)).toMatchObject({ approvals: 1, changesRequestedBy: [] });
    },
  },
  {
    name: "a request for changes by who may not write holds nothing back",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.review(number, "stranger", "CHANGES_REQUESTED");
      expect(await factsOf(world, number, sha)).toMatchObject({ changesRequestedBy: [] });
    },
  },
];

/** What the forge promises about the gate's facts and the app's check. */
export const gateCases: readonly ContractCase<ForgeWorld>[] = [...basics, ...checks, ...reviews];
