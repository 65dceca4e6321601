import { afterAll, beforeAll, expect, test } from "vitest";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import { wakeChanged } from "../../src/cycle/wake-changed.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import { MemoryStore } from "../stand-ins/memory-store.ts";
import { startMs } from "../stand-ins/memory-world.ts";
import { cycleOf, type LifecyclePlace, playLifecycle, walkPorts, walkSettings } from "./lifecycle.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

const portsOf = (place: LifecyclePlace, store = world.store) => walkPorts(place, store, immediateQueue());
const nameOf = ({ repository }: LifecyclePlace): string => `${repository.owner}/${repository.name}`;

function cycle(place: LifecyclePlace, cycleId: string, store = world.store): Promise<CycleReport> {
  return runCycle({ ...cycleOf(place), cycleId }, portsOf(place, store), walkSettings(place), startMs);
}

async function onlyRow({ tenant }: LifecyclePlace): Promise<Improvement> {
  const [row, ...more] = await world.store.improvements({ tenant });
  if (!row || more.length > 0)
    throw new Error(`There are ${more.length + (row ? 1 : 0)} rows instead of one.`);
  return row;
}

/** A repository with the app's pull request open. */
async function opened(slowdown: number): Promise<LifecyclePlace> {
  const place = await world.newPlace(slowdown);
  await cycle(place, `${place.tenant}-1`);
  const { id } = await onlyRow(place);
  await advance(id, portsOf(place), walkSettings(place), startMs);
  await advance(id, portsOf(place), walkSettings(place), startMs);
  expect(await onlyRow(place)).toMatchObject({ stage: "proposed" });
  return place;
}

function renamed(place: LifecyclePlace): LifecyclePlace {
  const name = `${place.repository.name}-renamed`;
  world.github.people.rename(nameOf(place), "ada", name);
  return { ...place, repository: { owner: place.repository.owner, name } };
}

test.concurrent("an improvement of a repository that is renamed goes on to its end", async () => {
  const before = await opened(1.8);
  const place = renamed(before);
  const queue = immediateQueue();
  await playLifecycle(place, walkPorts(place, world.store, queue), queue);
  expect(await world.endOf(place)).toMatchObject({ rows: ["reverted"], commitsOnMain: 3 });
  expect((await onlyRow(place)).repository).toMatchObject(place.repository);
});

test.concurrent("what people declined stays declined under the new name, with rows and with an empty database", async () => {
  const before = await opened(1);
  const [pull] = world.pulls(before);
  await world.github.people.close(nameOf(before), pull?.number ?? 0, "ada");
  await advance((await onlyRow(before)).id, portsOf(before), walkSettings(before), startMs);
  const place = renamed(before);
  const declined = [{ decision: "skipped", reasons: [{ code: "declined" }] }];
  expect((await cycle(place, `${place.tenant}-2`)).opportunities).toMatchObject(declined);
  expect((await cycle(place, `${place.tenant}-3`, new MemoryStore())).opportunities).toMatchObject(declined);
  expect(world.pulls(place)).toHaveLength(1);
});

test.concurrent("an event under the new name wakes what was begun under the old one", async () => {
  const place = renamed(await opened(1));
  const { id } = world.repository(place);
  const row = await onlyRow(place);
  const woken: unknown[] = [];
  const queue = { ...immediateQueue(), wake: async (wakeUp: unknown) => void woken.push(wakeUp) };
  const [pull] = world.pulls(place);
  const what = { kind: "pull_request", number: pull?.number ?? 0 } as const;
  const repository = { ...place.repository, id };
  await wakeChanged(
    { kind: "changed", repository, what },
    { store: world.store, queue },
    walkSettings(place),
  );
  expect(woken).toEqual([{ kind: "advance", improvementId: row.id }]);
  expect((await onlyRow(place)).repository).toEqual(repository);
});

test.concurrent("a repository that takes over the name gets nothing of what was begun under it", async () => {
  const before = await opened(1);
  renamed(before);
  await world.github.people.createRepository({
    ...before.repository,
    files: { "template.yaml": "Resources: {}\n" },
  });
  const row = await onlyRow(before);
  const next = await advance(row.id, portsOf(before), walkSettings(before), startMs);
  expect(next).toMatchObject({ stage: "proposed" });
  expect(world.repository(before).checkRuns).toEqual([]);
  expect(world.pulls(before)).toEqual([]);
});

test.concurrent("a repository is the same one in whatever case it is written", async () => {
  const before = await opened(1);
  const { owner, name } = before.repository;
  const shouted = { ...before, repository: { owner: owner.toUpperCase(), name: name.toUpperCase() } };
  const report = await cycle(shouted, `${before.tenant}-2`);
  expect(report).toMatchObject({
    repository: nameOf(before),
    opportunities: [{ decision: "skipped", reasons: [{ code: "already_open" }] }],
  });
});
