import { createCheckRun } from "@self-building-agent/local-github/actions/checks.ts";
import { entryOf } from "@self-building-agent/local-github/actions/queue-state.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import { startMs } from "../stand-ins/memory-world.ts";
import { cycleOf, type LifecyclePlace, walkPorts, walkSettings } from "./lifecycle.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

/** A repository with a merge queue that asks for the gate's own check, and the app's pull request in that queue. */
async function queued() {
  const place = await world.newPlace(1);
  const at = `${place.repository.owner}/${place.repository.name}`;
  const requiredChecks = [{ context: "ci" }, { context: "self-building/gate" }];
  world.github.people.protectBranch(at, "main", { mergeQueue: true, requiredChecks });
  const ports = walkPorts(place, world.store, immediateQueue());
  await runCycle({ ...cycleOf(place), cycleId: place.tenant }, ports, walkSettings(place), startMs);
  const [found] = await world.store.improvements({ tenant: place.tenant });
  const look = async () => advance(found?.id ?? "", ports, walkSettings(place), startMs);
  for (let count = 0; count < 5 && !inQueue(place); count++) await look();
  return { place, at, look };
}

function own(place: LifecyclePlace) {
  const [pull] = world.pulls(place);
  if (!pull) throw new Error("There is a pull request.");
  return pull;
}

function inQueue(place: LifecyclePlace) {
  const [pull] = world.pulls(place);
  return pull ? entryOf(world.repository(place), pull) : null;
}

test.concurrent("where merges go through a queue, it does, and the gate answers on the queue's commit", async () => {
  const { place, look } = await queued();
  const group = inQueue(place)?.group?.sha ?? "";
  expect(await look()).toMatchObject({
    stage: "proposed",
    pull: { lastDecision: { kind: "wait", reasons: [{ code: "in_merge_queue" }] } },
  });
  const { world: hub } = world.github;
  const repository = world.repository(place);
  createCheckRun(hub, repository, hub.otherApp("local-ci"), group, { name: "ci", conclusion: "success" });
  for (let tail = 0; tail < 3; tail++) await hub.exclusive(repository, () => {});
  expect(await repository.git.ref("refs/heads/main")).toBe(group);
  expect(await look()).toMatchObject({ stage: "merged", merge: { sha: group } });
});

test.concurrent("a hold label takes it out of the queue before it merges", async () => {
  const { place, at, look } = await queued();
  await world.github.people.label(at, own(place).number, "ada", "self-building:hold");
  expect(await look()).toMatchObject({
    stage: "proposed",
    pull: { lastDecision: { kind: "block", reasons: [{ code: "blocking_label" }] } },
  });
  expect(inQueue(place)).toBeNull();
});
