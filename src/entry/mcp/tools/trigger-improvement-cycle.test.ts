import { expect, test } from "vitest";
import { MemoryWorld } from "../../../../test/stand-ins/memory-world.ts";
import { installedOn, toolContext } from "../../../../test/tool-context.ts";
import { ToolRefusal } from "../tool.ts";
import { triggerImprovementCycle as tool } from "./trigger-improvement-cycle.ts";

const shop = { owner: "acme", name: "shop" };
const site = { owner: "acme", name: "site" };

test("a cycle of each installed repository is queued, with what was asked and who asked", async () => {
  const world = new MemoryWorld();
  const answer = await tool.call(
    { analysis_window_hours: 1, max_improvements: 2 },
    toolContext(world, installedOn(world, shop, site)),
  );
  expect(tool.output.parse(answer)).toEqual(answer);
  const asked = { analysisWindowHours: 1, maxImprovements: 2, trigger: { kind: "agent", requester: "mcp" } };
  expect(world.wakeUps).toMatchObject([
    { kind: "cycle", repository: shop, ...asked },
    { kind: "cycle", repository: site, ...asked },
  ]);
  const ids = world.wakeUps.map((wakeUp) => (wakeUp.kind === "cycle" ? wakeUp.cycleId : null));
  expect(new Set(ids).size).toBe(2);
  expect(answer).toEqual({
    status: "queued",
    cycles: [
      { cycle_id: ids[0], repository: "acme/shop", status: "queued" },
      { cycle_id: ids[1], repository: "acme/site", status: "queued" },
    ],
    reasons: [],
  });
});

test("without arguments it looks back a day, and only one repository is taken where one is named", async () => {
  const world = new MemoryWorld();
  await tool.call({ repository: "acme/site" }, toolContext(world, installedOn(world, shop, site)));
  expect(world.wakeUps).toMatchObject([{ repository: site, analysisWindowHours: 24, maxImprovements: null }]);
});

test.each([
  [{ analysis_window_hours: 0 }, "analysis_window_hours"],
  [{ analysis_window_hours: 169 }, "analysis_window_hours"],
  [{ max_improvements: 11 }, "max_improvements"],
  [{ branch: "main" }, "branch"],
  [{ repository: "evil/elsewhere" }, "not installed"],
  [{ tenant_id: "other" }, "tenant_id"],
])("%j is refused, and starts nothing", async (given, text) => {
  const world = new MemoryWorld();
  const refusal = await tool.call(given, toolContext(world)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ToolRefusal);
  expect(String(refusal)).toContain(text);
  expect(world.wakeUps).toEqual([]);
});

test("while the app is off, or is installed nowhere, the answer says so and nothing is started", async () => {
  const world = new MemoryWorld();
  expect(await tool.call({}, toolContext(world, installedOn(world)))).toMatchObject({
    status: "refused",
    reasons: [{ code: "no_repositories" }],
  });
  world.flags = { ...world.flags, selfBuilding: false };
  const answer = await tool.call({}, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({ status: "refused", reasons: [{ code: "self_building_disabled" }] });
  expect(world.wakeUps).toEqual([]);
});
