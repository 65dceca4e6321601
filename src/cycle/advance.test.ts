import { describe, expect, it, test } from "vitest";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { admitted, only, playHours, regressed, started, step } from "../../test/stand-ins/play.ts";
import { PermanentFailure } from "../domain/shared/failure.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Ports } from "../ports/ports.ts";
import { advance } from "./advance.ts";

test("a change that does no harm is merged, watched and kept, and the ledger knows", async () => {
  const world = await started(1);
  const row = await playHours(world, 4);
  expect(row).toMatchObject({ stage: "ended", how: "kept" });
  expect(world.forge.merges).toMatchObject([{ number: 1, by: "app[bot]" }]);
  expect(world.forge.pulls[0]?.labels).toContain("self-building:kept");
  expect(world.forge.comments.get("1:outcome")).toMatch(/Kept/);
  expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "kept", predictedEffect: -0.5 }]);
  expect(world.forge.commits.get(world.forge.tip("main"))?.files["template.yaml"]).toContain(
    "MemorySize: 512 # megabytes",
  );
});

test("a change that slows production down is reverted by a pull request of its own", async () => {
  const world = await started(1.8);
  const row = await playHours(world, 4);
  expect(row).toMatchObject({ stage: "ended", how: "reverted", merged: { revertPull: { number: 2 } } });
  expect(world.forge.merges).toHaveLength(2);
  expect(world.changedAtMs()).toBeNull();
  expect(world.forge.comments.get("1:outcome")).toMatch(/Reverted\*\* by #2/);
  expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "reverted" }]);
});

describe("a fault", () => {
  const failing = (error: Error): Partial<Ports> => ({
    workspace: {
      checkout: () => Promise.reject(error),
      revert: () => Promise.reject(error),
    },
  });

  it("is tried again later and later, and forgotten after a success", async () => {
    const world = await admitted(new MemoryWorld());
    const waits: number[] = [];
    for (let fault = 0; fault < 3; fault++) {
      const row = await step(world, failing(new Error("The disk is full.")));
      waits.push((row.wakeAtMs ?? 0) - world.nowMs);
    }
    expect(waits).toEqual([5000, 10_000, 20_000]);
    expect(only(world)).toMatchObject({ stage: "found", faults: 3 });
    expect(await step(world)).toMatchObject({ stage: "drafted", faults: 0 });
  });

  it("that can never succeed ends what is not merged yet", async () => {
    const world = await admitted(new MemoryWorld());
    const gone = new PermanentFailure(reason("github_forbidden", "Contents: write is missing."));
    expect(await step(world, failing(gone))).toMatchObject({
      how: "unusable",
      reasons: [{ code: "github_forbidden" }],
    });
  });

  it("that can never succeed does not end what was merged: somebody has to keep watching", async () => {
    const world = await regressed();
    const gone = new PermanentFailure(reason("github_forbidden", "Contents: write is missing."));
    expect(await step(world, failing(gone))).toMatchObject({ stage: "regressed", faults: 1 });
  });

  it("of another tenant's row is none of this one's business", async () => {
    const world = await admitted(new MemoryWorld());
    const other = { ...settings, tenant: "other" };
    expect(await advance(only(world).id, world.ports(), other, world.nowMs)).toBeNull();
    expect(only(world).stage).toBe("found");
  });
});
