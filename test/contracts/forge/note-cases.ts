import { expect } from "vitest";
import type { ContractCase } from "../case.ts";
import { type ForgeWorld, issueOf, proposed, twice } from "./world.ts";

/** What the forge promises about comments, issues, labels and reactions. */
export const noteCases: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a comment is written once for its key, and edited when its text differs",
    run: async (world) => {
      const { number } = await proposed(world);
      const comment = (key: string, text: string) => world.forge.comment(world.repository, number, key, text);
      await twice(world, () => comment("gate--x>", "Waiting."));
      await comment("other", "Else.");
      await twice(world, () => comment("gate--x>", "Merged."));
      expect((await issueOf(world, number)).comments).toEqual(["Merged.", "Else."]);
    },
  },
  {
    name: "a comment of the same key on another issue is another one",
    run: async (world) => {
      const numbers = [await world.openIssue("mia", "One"), await world.openIssue("mia", "Two")];
      for (const number of numbers)
        await world.forge.comment(world.repository, number, "reply", `To ${number}.`);
      for (const number of numbers) {
        expect((await issueOf(world, number)).comments).toEqual([`To ${number}.`]);
      }
    },
  },
  {
    name: "an issue is opened once for its key, also after people have closed it, and stays as it was",
    run: async (world) => {
      const open = (key: string, title: string) =>
        world.forge.openIssue(world.repository, key, title, "Line 3.");
      const number = await twice(world, () => open("policy", "Broken"));
      await world.close(number, "mia");
      expect(await open("policy", "Broken again")).toBe(number);
      expect(await issueOf(world, number)).toMatchObject({ title: "Broken", body: "Line 3." });
      expect(await open("conflict", "Broken")).not.toBe(number);
    },
  },
  {
    name: "a person's issue of the same title is not the app's",
    run: async (world) => {
      const number = await world.openIssue("mia", "Broken");
      expect(await world.forge.openIssue(world.repository, "policy", "Broken", "Line 3.")).not.toBe(number);
    },
  },
  {
    name: "labels are added where they lack, whatever their case, to issues and pull requests",
    run: async (world) => {
      const numbers = [(await proposed(world)).number, await world.openIssue("mia", "Question")];
      for (const number of numbers) {
        await world.label(number, "mia", "Kept");
        await twice(world, () => world.forge.addLabels(world.repository, number, ["kept", "b", "a"]));
        await world.forge.addLabels(world.repository, number, []);
        expect((await issueOf(world, number)).labels).toEqual(expect.arrayContaining(["Kept", "a", "b"]));
        expect((await issueOf(world, number)).labels).not.toContain("kept");
      }
    },
  },
  {
    name: "a reaction of a kind is there once",
    run: async (world) => {
      const id = await world.comment(await world.openIssue("mia", "Question"), "mia");
      await twice(world, () => world.forge.react(world.repository, id, "eyes"));
      await world.forge.react(world.repository, id, "confused");
      expect((await world.state()).reactions).toEqual([`${id} eyes`, `${id} confused`]);
    },
  },
];
