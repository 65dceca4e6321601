import { afterAll, beforeAll, expect, test } from "vitest";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import { gateCheckName } from "../../src/domain/shared/names.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { startMs } from "../stand-ins/memory-world.ts";
import {
  cycleOf,
  type LifecyclePlace,
  playLifecycle,
  shopFiles,
  walkPorts,
  walkSettings,
} from "./lifecycle.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

const portsOf = (place: LifecyclePlace): Ports => walkPorts(place, world.store, immediateQueue());
const nameOf = ({ repository }: LifecyclePlace): string => `${repository.owner}/${repository.name}`;

function cycle(place: LifecyclePlace, ports = portsOf(place), cycleId = place.tenant): Promise<CycleReport> {
  return runCycle({ ...cycleOf(place), cycleId }, ports, walkSettings(place), startMs);
}

/** Plays everything that is to come. */
async function play(place: LifecyclePlace): Promise<void> {
  const queue = immediateQueue();
  await playLifecycle(place, walkPorts(place, world.store, queue), queue);
}

/** A cycle, and the improvement that it finds, up to its open pull request. */
async function proposed(place: LifecyclePlace): Promise<Improvement> {
  await cycle(place);
  const [found] = await world.store.improvements({ tenant: place.tenant });
  const id = found?.id ?? "";
  await advance(id, portsOf(place), walkSettings(place), startMs);
  const row = await advance(id, portsOf(place), walkSettings(place), startMs);
  if (row?.stage !== "proposed") throw new Error(`It is ${row?.stage} instead of proposed.`);
  return row;
}

const nothingOpened = { branches: [], pulls: [], rows: [], cycles: ["refused"] };

test.concurrent("a malformed policy is a failing check run that names the problem, once", async () => {
  const policy = `${shopFiles[".github/self-building.yml"]}merg: { auto: true }\n`;
  const place = await world.newPlace(1, { ...shopFiles, ".github/self-building.yml": policy });
  expect((await cycle(place)).reasons).toMatchObject([{ code: "policy_unknown_setting" }]);
  await cycle(place);
  const { checkRuns, git } = world.repository(place);
  expect(checkRuns.filter((run) => run.name === gateCheckName)).toMatchObject([
    {
      conclusion: "failure",
      headSha: await git.ref("refs/heads/main"),
      output: { summary: expect.stringMatching(/merg/) },
    },
  ]);
  expect(await world.endOf(place)).toMatchObject(nothingOpened);
});

test.concurrent("a repository without the policy file is left alone and told why", async () => {
  const place = await world.newPlace(1, { "template.yaml": shopFiles["template.yaml"] });
  expect((await cycle(place)).reasons).toMatchObject([{ code: "policy_missing" }]);
  expect(await world.endOf(place)).toMatchObject(nothingOpened);
});

test.concurrent("an empty repository and an archived one are refused with the reason", async () => {
  const empty = await world.newPlace(1, {});
  expect((await cycle(empty)).reasons).toMatchObject([{ code: "repository_empty" }]);
  const archived = await world.newPlace(1);
  world.repository(archived).archived = true;
  expect((await cycle(archived)).reasons).toMatchObject([{ code: "repository_archived" }]);
  expect(await world.endOf(archived)).toMatchObject(nothingOpened);
});

test.concurrent("a repository that does not exist is refused with the reason", async () => {
  const place = { ...(await world.newPlace(1)), repository: { owner: "acme", name: "nowhere" } };
  expect((await cycle(place)).reasons).toMatchObject([{ code: "repository_missing" }]);
});

test.concurrent("a service without any data is reported as that and never as healthy", async () => {
  const place = await world.newPlace(1);
  const ports = portsOf(place);
  const silent: Ports = {
    ...ports,
    telemetry: {
      circuit: () => "closed",
      readSeries: async ({ metrics, ...window }) =>
        metrics.map((metric) => ({ metric, ...window, points: [], complete: true })),
      readLogs: async (request) => ({ ...request, lines: [], complete: true }),
    },
  };
  const report = await cycle(place, silent);
  expect(report.services).toMatchObject([{ name: "checkout", complete: false, reasons: [{}] }]);
  expect(report.opportunities.map(({ decision }) => decision)).not.toContain("admitted");
});

test.concurrent("an archived repository holds a merged change's revert back, and it goes on once it is writable", async () => {
  const place = await world.newPlace(1.8);
  const row = await proposed(place);
  world.repository(place).archived = true;
  const waiting = await advance(row.id, portsOf(place), walkSettings(place), startMs);
  expect(waiting).toMatchObject({ stage: "proposed", pull: { lastDecision: { kind: "block" } } });
  world.repository(place).archived = false;
  await play(place);
  expect(await world.endOf(place)).toMatchObject({ rows: ["reverted"], commitsOnMain: 3 });
});

test.concurrent("a person who pushes to the branch has it: it is neither merged nor rebuilt", async () => {
  const place = await world.newPlace(1);
  const row = await proposed(place);
  const [pull] = world.pulls(place);
  const branch = pull?.pull.headRef ?? "";
  const theirs = await world.github.people.pushCommit(nameOf(place), branch, { "note.txt": "mine" }, "ada");
  await world.github.people.pushCommit(nameOf(place), "main", { "other.txt": "moved" }, "ada");
  for (const minutes of [1, 10, 60]) {
    await advance(row.id, portsOf(place), walkSettings(place), startMs + minutes * 60_000);
  }
  const held = await world.store.improvement(row.id);
  const block = {
    kind: "block",
    reasons: expect.arrayContaining([expect.objectContaining({ code: "human_commits" })]),
  };
  expect(held).toMatchObject({ stage: "proposed", pull: { lastDecision: block } });
  expect(await world.repository(place).git.ref(`refs/heads/${branch}`)).toBe(theirs);
  expect(await world.endOf(place)).toMatchObject({ pulls: [{ merged: false }] });
});

test.concurrent("a base that moves merges what is not up to date where nobody asks for it", async () => {
  const place = await world.newPlace(1);
  await proposed(place);
  await world.github.people.pushCommit(nameOf(place), "main", { "other.txt": "moved" }, "ada");
  await play(place);
  const end = await world.endOf(place);
  expect(end).toMatchObject({ rows: ["kept"], commitsOnMain: 3, pulls: [{ merged: true }] });
  expect(end.decisions).not.toContain("refresh refreshed");
});

test.concurrent("a base that moves brings the pull request up to date where its protection asks for it", async () => {
  const place = await world.newPlace(1);
  world.github.people.protectBranch(nameOf(place), "main", { strict: true });
  await proposed(place);
  await world.github.people.pushCommit(nameOf(place), "main", { "other.txt": "moved" }, "ada");
  await play(place);
  const end = await world.endOf(place);
  expect(end).toMatchObject({ rows: ["kept"], commitsOnMain: 3, pulls: [{ merged: true }] });
  expect(end.decisions).toContain("refresh refreshed");
});

test.concurrent("a pull request that a person closes is an answer, and it is not asked again", async () => {
  const place = await world.newPlace(1);
  const row = await proposed(place);
  await world.github.people.close(nameOf(place), world.pulls(place)[0]?.number ?? 0, "ada");
  await play(place);
  const closed = await world.store.improvement(row.id);
  expect(closed).toMatchObject({ how: "declined", reasons: [{ code: "declined", text: /ada/ }] });
  const again = await cycle(place, portsOf(place), "again");
  expect(again.opportunities).toMatchObject([{ decision: "skipped", reasons: [{ code: "declined" }] }]);
  expect(await world.endOf(place)).toMatchObject({ pulls: [{ merged: false }], outcomes: [] });
});

test.concurrent(
  "two workers that do the same at once open, merge and revert it once",
  async () => {
    const place = await world.newPlace(1.8);
    await Promise.all([play({ ...place, folder: `${place.folder}-2` }), play(place)]);
    expect(await world.endOf(place)).toMatchObject({
      rows: ["reverted"],
      outcomes: ["reverted"],
      commitsOnMain: 3,
      pulls: [{ merged: true }, { merged: true }],
      isTemplateAsBefore: true,
    });
  },
  slowMachineMs,
);
