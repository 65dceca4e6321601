import { expect, it } from "vitest";
import { reason } from "../../src/domain/shared/reason.ts";
import type { Forge } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { MemoryForge } from "../stand-ins/memory-forge.ts";
import { MemoryWorld, policyText, templateText } from "../stand-ins/memory-world.ts";
import { admitted, step, until } from "../stand-ins/play.ts";

const policyPath = ".github/self-building.yml";

async function proposed(): Promise<MemoryWorld> {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  world.forge.reportCheck(1, "success");
  return world;
}

async function regressed(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = 1.8;
  world.forge.push("main", policyPath, `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`);
  await admitted(world);
  await until(world, "regressed");
  return world;
}

/** The world's forge with some methods replaced. */
function forgeWith(forge: MemoryForge, methods: Partial<Forge>): Pick<Ports, "forge"> {
  return {
    forge: new Proxy<Forge>(forge, {
      get: (target, name) => Reflect.get({ ...methods }, name) ?? Reflect.get(target, name).bind(target),
    }),
  };
}

it("a policy that changes after the gate has looked stops the merge", async () => {
  const world = await proposed();
  const look: Forge["look"] = async (...request) => {
    const seen = await world.forge.look(...request);
    world.forge.push("main", policyPath, policyText.replace("auto: true", "auto: false"));
    return seen;
  };
  await step(world, forgeWith(world.forge, { look }));
  expect(world.forge.merges).toEqual([]);
});

it("a merge's commit carries the app's own message, whatever the repository would take", async () => {
  const world = await proposed();
  const messages: string[] = [];
  const merge: Forge["merge"] = (ref, request) => {
    messages.push(request.message);
    return world.forge.merge(ref, request);
  };
  await step(world, forgeWith(world.forge, { merge }));
  expect(messages).toEqual([expect.stringMatching(/\n\nProposed by lambda-memory\.$/)]);
});

it("a merge that GitHub refuses is shown instead of an open gate", async () => {
  const world = await proposed();
  const merge: Forge["merge"] = async () => ({
    kind: "refused",
    reason: reason("not_mergeable", "A review by a code owner is required."),
  });
  await step(world, forgeWith(world.forge, { merge }));
  expect([...world.forge.published.values()]).toEqual(["Waiting for people: not mergeable"]);
});

it.each(["merge", "squash", "rebase"] as const)(
  "what a person adds to a pull request and merges (%s) stays, whatever becomes of the app's part",
  async (method) => {
    const world = await proposed();
    world.slowdown = 1.8;
    world.forge.push(world.forge.pulls[0]?.branch ?? "", "fix.txt", "mine");
    world.forge.mergeAsPerson(1, "person", method);
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
    const { files } = world.forge.commitAt(world.forge.tip("main"));
    expect(files).toMatchObject({ "fix.txt": "mine", "template.yaml": templateText });
  },
);

it("a repository out of sight for a while does not end what is on its way", async () => {
  const world = await proposed();
  const lost = { ownPull: async () => null, repository: async () => null };
  expect(await step(world, forgeWith(world.forge, lost))).toMatchObject({ stage: "proposed" });
  expect(await step(world)).toMatchObject({ stage: "merged" });
});

it("a process that dies after bringing the branch up to date does not lose the pull request", async () => {
  const world = await proposed();
  world.forge.push("main", "other.txt", "unrelated");
  const openPull: Forge["openPull"] = async () => {
    throw new Error("The process died.");
  };
  await step(world, forgeWith(world.forge, { openPull }));
  expect(await until(world, "merged")).toMatchObject({ stage: "merged" });
});

it("a revert that conflicts by now tells people before it is closed", async () => {
  const world = await regressed();
  await step(world);
  world.forge.reportCheck(2, "success");
  const template = world.forge.commitAt(world.forge.tip("main")).files["template.yaml"] ?? "";
  world.forge.push("main", "template.yaml", template.replace(/MemorySize: \d+/, "MemorySize: 640"));
  const closePull: Forge["closePull"] = async (_ref, number) => {
    world.forge.close(number, "app[bot]");
    throw new Error("The process died.");
  };
  await step(world);
  await step(world, forgeWith(world.forge, { closePull }));
  expect([world.forge.issues.size, world.forge.pulls[1]?.state]).toEqual([1, "closed"]);
});

it("what was reverted is not talked about while the repository is switched off", async () => {
  const world = await regressed();
  await step(world);
  world.forge.mergeAsPerson(2);
  world.forge.push("main", policyPath, policyText.replace("version: 1", "version: 1\nenabled: false"));
  expect(await step(world)).toMatchObject({ stage: "regressed" });
  expect(world.forge.comments.size).toBe(0);
  world.forge.push("main", policyPath, policyText);
  expect(await step(world)).toMatchObject({ how: "reverted" });
  // Its branch is all that is left of it.
  expect(await step(world)).toMatchObject({ how: "reverted", wakeAtMs: null });
});
