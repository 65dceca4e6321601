import { afterAll, beforeAll, expect, test } from "vitest";
import { LifecycleWorld } from "./lifecycle-world.ts";
import { PlayedPlace } from "./played-place.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

const at = async (stage: "proposed" | "regressed", slowdown = 1) =>
  PlayedPlace.at(stage, world, await world.newPlace(slowdown));

const decision = (code: string) => ({
  stage: "proposed",
  pull: { lastDecision: { reasons: expect.arrayContaining([expect.objectContaining({ code })]) } },
});

async function declined(): Promise<PlayedPlace> {
  const shop = await at("proposed");
  const ended = await shop.told(() => shop.people.close(shop.fullName, 1, "mia"));
  expect(ended).toMatchObject({ stage: "ended", how: "declined" });
  return shop;
}

test.concurrent("what a person closed and a person opens again goes on, and its end is the one that counts", async () => {
  const shop = await declined();
  const again = await shop.told(() => shop.people.reopen(shop.fullName, 1, "ada"));
  expect(again).toMatchObject({ stage: "proposed", pull: { number: 1 } });
  expect(await shop.until("ended", 10)).toMatchObject({ how: "kept" });
  expect(await world.store.outcomes(shop.place.tenant)).toMatchObject([{ outcome: "kept" }]);
});

test.concurrent("a reopening that nobody told of is seen at the next cycle", async () => {
  const shop = await declined();
  await shop.people.reopen(shop.fullName, 1, "ada");
  await shop.cycle();
  expect(await shop.row()).toMatchObject({ stage: "proposed", pull: { number: 1 } });
});

test.concurrent("what stays closed stays over, whatever else people do there", async () => {
  const shop = await declined();
  await shop.told(() => shop.people.label(shop.fullName, 1, "mia", "wontfix"));
  await shop.told(async () => {
    await shop.people.reopen(shop.fullName, 1, "ada");
    await shop.people.close(shop.fullName, 1, "mia");
  });
  expect(await shop.row()).toMatchObject({ stage: "ended", how: "declined" });
});

test.concurrent("a revert that a person closed and a person opens again is merged", async () => {
  const shop = await at("regressed", 1.8);
  await shop.look();
  const revert = shop.pull("revert").number;
  const left = await shop.told(() => shop.people.close(shop.fullName, revert, "mia"));
  expect(left).toMatchObject({ how: "regressed_and_left" });
  const again = await shop.told(() => shop.people.reopen(shop.fullName, revert, "ada"));
  expect(again).toMatchObject({ stage: "regressed", revert: { kind: "proposed", pull: { number: revert } } });
  expect(await shop.until("ended")).toMatchObject({ how: "reverted" });
  expect(await world.store.outcomes(shop.place.tenant)).toMatchObject([{ outcome: "reverted" }]);
});

test.concurrent("sent into another branch it waits, people are told, and it goes on once it is put back", async () => {
  const shop = await at("proposed");
  await shop.people.pushCommit(shop.fullName, "release", {}, "mia");
  const sent = await shop.told(() => shop.people.retarget(shop.fullName, 1, "mia", "release"));
  expect(sent).toMatchObject(decision("not_default_branch"));
  await shop.look(25 * 60);
  expect(shop.comments(shop.pull())).toContainEqual(expect.stringContaining("Change its base"));
  await shop.told(() => shop.people.retarget(shop.fullName, 1, "mia", "main"));
  expect(await shop.until("ended", 10)).toMatchObject({ how: "kept", merged: { merge: { into: "main" } } });
});

test.concurrent("a draft waits, and goes on once it is ready for review", async () => {
  const shop = await at("proposed");
  const drafted = await shop.told(() => shop.people.setDraft(shop.fullName, 1, "mia", true));
  expect(drafted).toMatchObject(decision("draft"));
  expect(await shop.look(60)).toMatchObject({ stage: "proposed" });
  await shop.told(() => shop.people.setDraft(shop.fullName, 1, "mia", false));
  expect(await shop.until("ended", 10)).toMatchObject({ how: "kept" });
});
