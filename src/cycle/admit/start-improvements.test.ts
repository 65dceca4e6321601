import { describe, expect, it } from "vitest";
import { foundImprovement, improvementsAtEveryStage } from "../../../test/improvement.ts";
import { MemoryWorld, settings, startMs } from "../../../test/stand-ins/memory-world.ts";
import { only } from "../../../test/stand-ins/play.ts";
import type { Admission } from "../../domain/admit/admit.ts";
import { type Improvement, improvementId } from "../../domain/improvement/improvement.ts";
import { reason } from "../../domain/shared/reason.ts";
import { keepAdmissions } from "./start-improvements.ts";

const { opportunity, repository } = foundImprovement();
const reasons = [reason("autonomy_off", "Nothing is opened unasked.")];

function keep(
  world: MemoryWorld,
  admission: Pick<Admission, "kind">,
  of = opportunity,
): Promise<Admission[]> {
  const trigger = { kind: "person", login: "ada", issueNumber: 7 } as const;
  const request = { kind: "cycle", cycleId: "cycle-9", repository, trigger } as const;
  const limits = { analysisWindowHours: null, maxImprovements: null };
  const id = improvementId(repository, of.fingerprint);
  const admissions = [{ ...admission, id, opportunity: of, reasons }];
  return keepAdmissions({ ...request, ...limits }, admissions, world.ports(), settings, startMs);
}

describe("what was admitted", () => {
  it("begins, due at once, with who asked for it and the cycle it came from", async () => {
    const world = new MemoryWorld();
    await keep(world, { kind: "admitted" });
    expect(only(world)).toEqual({
      ...foundImprovement(),
      version: 0,
      createdAtMs: startMs,
      wakeAtMs: startMs,
      correlationId: "cycle-9",
      trigger: { kind: "person", login: "ada", issueNumber: 7 },
    });
    expect(world.wakeUps).toEqual([{ kind: "advance", improvementId: only(world).id }]);
    expect(world.counted).toEqual([["impact_score_total", 41.5]]);
  });

  const standing = improvementsAtEveryStage();
  const isFree = (row: Improvement) =>
    row.stage === "awaiting_approval" || (row.stage === "ended" && row.pullNumber === null);

  it.each(standing.filter(isFree))("starts again from $stage with today's evidence", async (row) => {
    const world = new MemoryWorld();
    await world.store.insertImprovement(row);
    await keep(world, { kind: "admitted" }, row.opportunity);
    expect(only(world)).toMatchObject({ stage: "found", correlationId: "cycle-9", createdAtMs: startMs });
    expect(only(world).version).toBe(row.version + 1);
  });

  it.each(standing.filter((row) => !isFree(row)))("leaves alone what is $stage already", async (row) => {
    const world = new MemoryWorld();
    await world.store.insertImprovement(row);
    await keep(world, { kind: "admitted" }, row.opportunity);
    expect(only(world)).toEqual(row);
  });
});

it("what another worker has left no room for does not begin, and comes out as skipped", async () => {
  const world = new MemoryWorld();
  const elsewhere = Array.from({ length: settings.maxConcurrentImprovements }, (_, index) => ({
    ...foundImprovement({ repository: { owner: "acme", name: `other-${index}` } }),
  }));
  for (const row of elsewhere) await world.store.insertImprovement(row);
  expect(await keep(world, { kind: "admitted" })).toMatchObject([
    { kind: "skipped", reasons: [{ code: "concurrency_cap" }] },
  ]);
  expect([world.store.rows.size, world.wakeUps, world.counted]).toEqual([elsewhere.length, [], []]);
});

describe("what waits for a person", () => {
  it("is kept with its reasons, and woken by nobody", async () => {
    const world = new MemoryWorld();
    await keep(world, { kind: "awaiting_approval" });
    expect(only(world)).toMatchObject({ stage: "awaiting_approval", wakeAtMs: null, reasons });
    expect([world.wakeUps, world.counted]).toEqual([[], []]);
  });

  it("does not undo what was begun or given up before", async () => {
    for (const row of improvementsAtEveryStage()) {
      const world = new MemoryWorld();
      await world.store.insertImprovement(row);
      await keep(world, { kind: "awaiting_approval" }, row.opportunity);
      expect(only(world)).toEqual(row);
    }
  });
});

it("what was skipped leaves nothing behind", async () => {
  const world = new MemoryWorld();
  await keep(world, { kind: "skipped" });
  expect([world.store.rows.size, world.wakeUps]).toEqual([0, []]);
});
