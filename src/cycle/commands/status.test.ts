import { expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryWorld, settings } from "../../../test/stand-ins/memory-world.ts";
import { status } from "./status.ts";

function run(world: MemoryWorld): Promise<string> {
  const where = { repository: world.forge.ref, issueNumber: 5, commentId: 9 };
  const comment = { kind: "command", ...where, login: "ada", body: "/improve status" } as const;
  return status.run(comment, { settings, nowMs: world.nowMs, commands: [], ports: world.ports() });
}

function titled(title: string, fields: Parameters<typeof foundImprovement>[0] = {}) {
  const row = foundImprovement(fields);
  return { ...row, opportunity: { ...row.opportunity, title } };
}

it("tells the newest of this repository and tenant, and no other", async () => {
  const world = new MemoryWorld();
  expect(await run(world)).toContain("Nothing is on its way");
  await world.store.insertImprovement(titled("Mine"));
  await world.store.insertImprovement(titled("Elsewhere", { repository: { owner: "acme", name: "other" } }));
  await world.store.insertImprovement({ ...titled("Foreign", { tenant: "other" }), id: "foreign" });
  const reply = await run(world);
  expect(reply).toContain("Mine");
  expect(reply).not.toMatch(/Elsewhere|Foreign/);
});

it("tells of twenty at most, the newest", async () => {
  const world = new MemoryWorld();
  for (let index = 0; index < 25; index++) {
    const fingerprint = index.toString(16).padStart(16, "0");
    await world.store.insertImprovement(titled(`Number ${index}.`, { fingerprint, createdAtMs: index }));
  }
  const reply = await run(world);
  expect(reply).toContain("Number 24.");
  expect(reply).toContain("Number 5.");
  expect(reply).not.toContain("Number 4.");
});
