import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StageName } from "../../src/domain/improvement/improvement.ts";
import { templateText } from "../stand-ins/memory-world.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";
import { PlayedPlace } from "./played-place.ts";

const slowMachineMs = 600_000;
const before = { "template.yaml": templateText };

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

const at = async (stage: StageName, slowdown = 1) =>
  PlayedPlace.at(stage, world, await world.newPlace(slowdown));

/** A place whose revert is open as #2 and shown to CI, which has passed it unless it is silent. */
async function reverting({ ciReports }: { readonly ciReports: boolean }): Promise<PlayedPlace> {
  const shop = await at("regressed", 1.8);
  if (!ciReports) world.silent.add(shop.fullName);
  await shop.look();
  await shop.look();
  expect(await shop.row()).toMatchObject({ stage: "regressed", revert: { kind: "proposed" } });
  return shop;
}

/** What GitHub's "Revert" button makes of a merged change, merged by the same person. */
async function pressRevert({ people, fullName }: PlayedPlace): Promise<void> {
  const title = 'Revert "Set the memory of checkout"';
  await people.pushCommit(fullName, "revert-1-self-building/x", before, "mia", title);
  const { number } = await people.openPull(fullName, "mia", { title, head: "revert-1-self-building/x" });
  await people.mergePull(fullName, number, "mia");
}

const filesOnMain = async (shop: PlayedPlace) => filesAt(shop.repository.git, (await mainOf(shop)) ?? "");

const mainOf = ({ repository }: PlayedPlace) => repository.git.ref("refs/heads/main");

describe("while it is watched", () => {
  const takeBack = {
    "by a commit": ({ people, fullName }: PlayedPlace) =>
      people.pushCommit(fullName, "main", before, "mia", "Back to 1024 MB"),
    "by the Revert button": pressRevert,
  };

  test.concurrent.each(Object.entries(takeBack))(
    "what people take back %s is not called kept",
    async (_, undo) => {
      const shop = await at("watching");
      await undo(shop);
      const ended = await shop.until("ended", 10);
      expect(ended).toMatchObject({ how: "undone_by_people", reasons: [{ code: "already_undone" }] });
      const { labels } = shop.pull();
      expect([...labels.keys()].sort()).toEqual(["self-building", "self-building:undone"]);
      expect(await world.store.outcomes(shop.place.tenant)).toMatchObject([{ outcome: "undone_by_people" }]);
      await shop.cycle();
      expect(world.pulls(shop.place)).toHaveLength(1);
    },
  );

  test.concurrent.each([
    ["nothing else", (text: string) => text],
    ["another edit", (text: string) => `# ours now\n${text.replace("Timeout: 30", "Timeout: 60")}`],
  ] as const)("what got worse is taken back under its file's new name, with %s", async (_with, edit) => {
    const shop = await at("watching", 1.8);
    const text = (await filesOnMain(shop)).get("template.yaml") ?? "";
    const renamed = { "template.yaml": null, "infra/template.yaml": edit(text) };
    await shop.people.pushCommit(shop.fullName, "main", renamed, "mia", "Tidy up");
    expect(await shop.until("ended", 10)).toMatchObject({ how: "reverted" });
    const files = await filesOnMain(shop);
    expect([files.has("template.yaml"), files.get("infra/template.yaml")]).toEqual([
      false,
      edit(templateText),
    ]);
  });

  test.concurrent("what was never on the branch that is the default now is nobody's to judge", async () => {
    const shop = await at("watching");
    await shop.people.pushCommit(shop.fullName, "trunk", before, "mia", "A new beginning");
    shop.repository.defaultBranch = "trunk";
    const ended = await shop.until("ended", 10);
    expect(ended).toMatchObject({ how: "taken_over", reasons: [{ code: "not_on_default_branch" }] });
    expect(shop.comments(shop.pull())).toEqual([expect.stringContaining("trunk")]);
    expect(await world.store.outcomes(shop.place.tenant)).toEqual([]);
  });

  test.concurrent("what got worse there is left to people, who are told", async () => {
    const shop = await at("watching", 1.8);
    await shop.people.pushCommit(shop.fullName, "trunk", before, "mia", "A new beginning");
    shop.repository.defaultBranch = "trunk";
    const ended = await shop.until("ended", 10);
    expect(ended).toMatchObject({ how: "regressed_and_left", reasons: [{ code: "not_on_default_branch" }] });
    const asked = [...shop.repository.issues.values()].filter(({ pull }) => pull === null);
    expect(asked).toMatchObject([{ state: "open", body: expect.stringContaining("Duration") }]);
  });
});

test.concurrent("sent into another branch and merged there by a person, it is not watched", async () => {
  const shop = await at("proposed");
  await shop.people.pushCommit(shop.fullName, "release", {}, "mia");
  await shop.people.retarget(shop.fullName, 1, "mia", "release");
  await shop.people.mergePull(shop.fullName, 1, "mia");
  const ended = await shop.until("ended", 10);
  expect(ended).toMatchObject({ how: "taken_over", reasons: [{ code: "not_on_default_branch" }] });
  expect((await filesOnMain(shop)).get("template.yaml")).toBe(templateText);
});

describe("while its revert is open", () => {
  test.concurrent.each([true, false])(
    "what people take back first stays as they left it (CI reports on the revert: %s)",
    async (ciReports) => {
      const shop = await reverting({ ciReports });
      const revert = shop.pull("revert");
      await shop.people.pushCommit(shop.fullName, "main", before, "mia", "Back to 1024 MB");
      const byHand = await mainOf(shop);
      expect(await shop.look()).toMatchObject({ how: "undone_by_people" });
      expect(await mainOf(shop)).toBe(byHand);
      expect([revert.state, revert.pull.merged]).toEqual(["closed", null]);
      expect(shop.comments(revert)).toContainEqual(expect.stringContaining("not on main any more"));
    },
  );

  test.concurrent("a check that never reports on it is named to people within the hour", async () => {
    const shop = await reverting({ ciReports: false });
    for (let count = 0; count < 12; count++) await shop.look(5);
    const [told] = shop.comments(shop.pull("revert"));
    expect(told).toContain("This revert waits");
    expect(told).toContain("ci has not reported");
    world.silent.delete(shop.fullName);
  });
});
