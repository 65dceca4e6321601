import { expect } from "vitest";
import { PermanentFailure } from "../../../src/domain/shared/failure.ts";
import type { OwnPull } from "../../../src/ports/forge.ts";
import type { ContractCase } from "../case.ts";
import { branch, change, type ForgeWorld, mainTip, open, proposed, startMs, twice } from "./world.ts";

const other = "self-building/other";

/** What each way of reading says of one pull request. */
async function lookUp({ forge, repository }: ForgeWorld, { number, branch: name }: OwnPull) {
  return {
    byNumber: await forge.ownPull(repository, number),
    byBranch: await forge.ownPullByBranch(repository, name),
    listed: (await forge.listOwnPulls(repository)).find((one) => one.number === number),
  };
}

const opening: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a pull request is opened as it was asked for, and found by number, by branch and in the list",
    run: async (world) => {
      world.nowMs = startMs + 60_000;
      const { sha, pull } = await proposed(world);
      expect(pull).toEqual({
        number: pull.number,
        state: "open",
        branch,
        baseBranch: "main",
        baseSha: world.base,
        headSha: sha,
        title: "Lower the memory",
        body: expect.stringMatching(/^Because\./),
        labels: ["self-building"],
        createdAtMs: startMs + 60_000,
        merged: null,
        closedBy: null,
        closedByBot: false,
        closedByOwn: false,
      });
      expect(await lookUp(world, pull)).toEqual({ byNumber: pull, byBranch: pull, listed: pull });
    },
  },
  {
    name: "a pull request that is opened again is the same and changes nothing",
    run: async (world) => {
      await change(world);
      await twice(world, () => open(world));
      expect(await world.forge.listOwnPulls(world.repository)).toHaveLength(1);
    },
  },
  {
    name: "an open pull request gets new texts and the labels that it lacks, whatever their case, and loses none",
    run: async (world) => {
      const { pull } = await proposed(world);
      await world.label(pull.number, "mia", "Urgent");
      const labels = ["self-building", "urgent", "extra"];
      const edited = await twice(world, () => open(world, { title: "New", body: "Why.", labels }));
      expect(edited).toMatchObject({
        number: pull.number,
        title: "Lower the memory",
        body: expect.stringMatching(/^Why\./),
      });
      expect([...edited.labels].sort()).toEqual(["Urgent", "extra", "self-building"]);
      expect(await world.forge.ownPull(world.repository, pull.number)).toEqual(edited);
    },
  },
  {
    name: "pull requests of others are never the app's",
    run: async (world) => {
      await world.push("topic", { "a.txt": "a\n" }, "mia");
      await world.push("bump", { "b.txt": "b\n" }, "renovate[bot]");
      const [mias, bots] = [
        await world.openPull("topic", "mia"),
        await world.openPull("bump", "renovate[bot]"),
      ];
      const { forge, repository } = world;
      for (const number of [mias, bots]) expect(await forge.ownPull(repository, number)).toBeNull();
      expect(await forge.ownPullByBranch(repository, "topic")).toBeNull();
      expect(await forge.listOwnPulls(repository)).toEqual([]);
      const refusal = await forge.closePull(repository, mias).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(PermanentFailure);
      expect((await world.state()).branches).toHaveProperty("topic");
    },
  },
  {
    name: "an unknown number or branch is null",
    run: async ({ forge, repository }) => {
      expect(await forge.ownPull(repository, 999)).toBeNull();
      expect(await forge.ownPullByBranch(repository, branch)).toBeNull();
      expect(await forge.listOwnPulls(repository)).toEqual([]);
    },
  },
  {
    name: "the app's pull requests are listed newest first, in every state",
    run: async (world) => {
      const names = ["self-building/a", "self-building/b", "self-building/c"];
      for (const name of names) {
        await change(world, { branch: name, message: name });
        await open(world, { branch: name });
      }
      const [third, second, first] = await world.forge.listOwnPulls(world.repository);
      await world.close(first?.number ?? 0, "mia");
      await world.merge(second?.number ?? 0, "mia");
      const listed = await world.forge.listOwnPulls(world.repository);
      expect(listed.map(({ number, state }) => [number, state])).toEqual([
        [third?.number, "open"],
        [second?.number, "merged"],
        [first?.number, "closed"],
      ]);
      expect(listed.map((one) => one.branch)).toEqual(names.reverse());
    },
  },
];

const ending: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a pull request follows its branch while it is open",
    run: async (world) => {
      const { pull } = await proposed(world);
      const headSha = await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({ headSha });
    },
  },
  {
    name: "a pull request that a person closed says by whom, and keeps its branch",
    run: async (world) => {
      const { pull, sha } = await proposed(world);
      await world.close(pull.number, "mia");
      const closed = { ...pull, state: "closed", closedBy: "mia" };
      expect(await lookUp(world, pull)).toMatchObject({ byNumber: closed, byBranch: closed });
      expect((await world.state()).branches[branch]).toBe(sha);
    },
  },
  {
    name: "a closing says whether a bot closed it, and what is closed is opened again while its branch is there",
    run: async (world) => {
      const { pull } = await proposed(world);
      for (const [login, closedByBot] of [
        ["stale[bot]", true],
        ["mia", false],
      ] as const) {
        await world.close(pull.number, login);
        expect(await lookUp(world, pull)).toMatchObject({ byNumber: { closedBy: login, closedByBot } });
        const open = await twice(world, () => world.forge.reopenPull(world.repository, pull.number));
        expect([open, await world.forge.ownPull(world.repository, pull.number)]).toMatchObject([
          "open",
          { state: "open", headSha: pull.headSha },
        ]);
      }
      await world.forge.closePull(world.repository, pull.number);
      expect(await world.forge.reopenPull(world.repository, pull.number)).toBe("gone");
    },
  },
  {
    name: "a pull request that a person merged says by whom, when and as which commit",
    run: async (world) => {
      const { pull } = await proposed(world);
      world.nowMs = startMs + 60_000;
      await world.merge(pull.number, "mia");
      const merged = { sha: await mainTip(world), atMs: startMs + 60_000 };
      const expected = { state: "merged", merged, closedBy: "mia", headSha: pull.headSha };
      expect(await lookUp(world, pull)).toMatchObject({ byNumber: expected, byBranch: expected });
    },
  },
  {
    name: "the app closes its own with its branch, and again changes nothing",
    run: async (world) => {
      const { pull } = await proposed(world);
      await twice(world, () => world.forge.closePull(world.repository, pull.number));
      expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
        state: "closed",
        headSha: pull.headSha,
        closedBy: await world.forge.login(),
      });
      expect((await world.state()).branches).toEqual({ main: world.base });
    },
  },
  {
    name: "the app closes its own without its branch when a person has a commit there",
    run: async (world) => {
      const { pull } = await proposed(world);
      const mine = await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      await world.forge.closePull(world.repository, pull.number);
      expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({ state: "closed" });
      expect((await world.state()).branches[branch]).toBe(mine);
    },
  },
  {
    name: "closing what is merged deletes its branch, and it stays merged",
    run: async (world) => {
      const { pull } = await proposed(world);
      await world.merge(pull.number, "mia");
      await world.forge.closePull(world.repository, pull.number);
      expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
        state: "merged",
        closedBy: "mia",
      });
      expect(Object.keys((await world.state()).branches)).toEqual(["main"]);
    },
  },
  {
    name: "a branch is deleted at the head that is known, also after a merge that has deleted it",
    run: async (world) => {
      const { pull, sha } = await proposed(world);
      await world.merge(pull.number, "mia");
      const end = await twice(world, () =>
        world.forge.deleteBranch(world.repository, { branch, headSha: sha }),
      );
      expect(end).toEqual({ kind: "gone" });
      expect(Object.keys((await world.state()).branches)).toEqual(["main"]);
    },
  },
  {
    name: "a branch stays that is elsewhere, or that an open pull request is from or into",
    run: async (world) => {
      const { pull, sha } = await proposed(world);
      const kept = async (headSha: string, code: string) => {
        const before = await world.state();
        const end = await world.forge.deleteBranch(world.repository, { branch, headSha });
        expect(end).toMatchObject({ kind: "kept", reason: { code } });
        expect(await world.state()).toEqual(before);
      };
      await kept(sha, "branch_in_use");
      await world.push("topic", { "more.txt": "more\n" }, "mia");
      await world.close(pull.number, "mia");
      const onto = await world.openPull("topic", "mia", branch);
      await kept(sha, "branch_in_use");
      await world.close(onto, "mia");
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      await kept(sha, "branch_moved_on");
    },
  },
  {
    name: "of several pull requests of a branch the open one counts, or else the newest",
    run: async (world) => {
      const { pull: first } = await proposed(world);
      await world.forge.closePull(world.repository, first.number);
      await change(world);
      const second = await open(world);
      expect(second.number).toBeGreaterThan(first.number);
      const number = async () => (await world.forge.ownPullByBranch(world.repository, branch))?.number;
      expect(await number()).toBe(second.number);
      await world.close(second.number, "mia");
      expect(await number()).toBe(second.number);
      expect(await world.forge.ownPullByBranch(world.repository, other)).toBeNull();
    },
  },
];

/** What the forge promises about the app's own pull requests. */
export const pullCases: readonly ContractCase<ForgeWorld>[] = [...opening, ...ending];
