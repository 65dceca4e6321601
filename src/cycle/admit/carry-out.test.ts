import { expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryWorld, settings, startMs } from "../../../test/stand-ins/memory-world.ts";
import { emptyReport } from "../report/cycle-report.ts";
import type { CycleRequest } from "../report/cycle-request.ts";
import { carryOut } from "./carry-out.ts";

const { id, opportunity, repository } = foundImprovement();
const request: CycleRequest = {
  kind: "cycle",
  cycleId: "cycle-9",
  repository,
  trigger: { kind: "schedule" },
  analysisWindowHours: null,
  maxImprovements: null,
};
const decided = {
  discoveries: [],
  admissions: [{ kind: "admitted", id, opportunity, reasons: [] }],
} as const;

function carry(world: MemoryWorld, asked: CycleRequest = request) {
  const report = emptyReport(asked, settings, startMs);
  return carryOut(asked, report, decided, world.ports(), settings, startMs);
}

const decisions = ({ store }: MemoryWorld) =>
  store.entries.filter(({ action }) => action === "admit").map(({ outcome }) => outcome);

it("what was decided is on record, done and reported", async () => {
  const world = new MemoryWorld();
  const report = await carry(world);
  expect(report.opportunities).toMatchObject([{ decision: "admitted" }]);
  expect([decisions(world), world.store.rows.size, world.store.reports]).toEqual([["admitted"], 1, [report]]);
});

it("what another worker left no room for is on record and in the report as it came out", async () => {
  const world = new MemoryWorld();
  for (let index = 0; index < settings.maxConcurrentImprovements; index++) {
    await world.store.insertImprovement(
      foundImprovement({ repository: { owner: "acme", name: `o${index}` } }),
    );
  }
  const report = await carry(world);
  expect(report.opportunities).toMatchObject([
    { decision: "skipped", reasons: [{ code: "concurrency_cap" }] },
  ]);
  expect(decisions(world)).toEqual(["admitted", "skipped"]);
  expect(world.store.reports).toEqual([report]);
});

it("a dry run says what it would do and leaves nothing behind", async () => {
  const world = new MemoryWorld();
  const report = await carry(world, { ...request, dryRun: true });
  expect(report.opportunities).toMatchObject([{ decision: "admitted" }]);
  expect([decisions(world), world.store.rows.size, world.store.reports]).toEqual([[], 0, []]);
});
