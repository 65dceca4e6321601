import { expect, test } from "vitest";
import { MemoryWorld } from "../../../../test/stand-ins/memory-world.ts";
import { installedOn, toolContext } from "../../../../test/tool-context.ts";
import { ToolRefusal } from "../tool.ts";
import { queryTelemetryInsights as tool } from "./query-telemetry-insights.ts";

test("it says what stands out in the telemetry of each repository's services, and opens nothing", async () => {
  const world = new MemoryWorld();
  const answer = await tool.call({ time_range_hours: 6 }, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    time_range_hours: 6,
    repositories: [
      {
        repository: "acme/shop",
        from: "2026-01-04T18:00:00.000Z",
        to: "2026-01-05T00:00:00.000Z",
        services: [
          {
            name: "checkout",
            complete: true,
            findings: [{ sentence: expect.stringContaining("MB") }],
            opportunities: [{ remedy: "lambda-memory", title: expect.stringContaining("checkout") }],
          },
        ],
      },
    ],
    reasons: [],
  });
  expect([world.store.rows.size, world.store.reports.length, world.wakeUps.length]).toEqual([0, 0, 0]);
});

test("a service that no policy declares has its reason", async () => {
  const answer = await tool.call({ service_name: "chekout" }, toolContext(new MemoryWorld()));
  expect(answer).toMatchObject({
    time_range_hours: 24,
    repositories: [{ services: [], reasons: [{ code: "service_unknown" }] }],
  });
});

test("while the app is off or installed nowhere, nothing is read and the answer says why", async () => {
  const world = new MemoryWorld();
  expect(await tool.call({}, toolContext(world, installedOn(world)))).toMatchObject({
    repositories: [],
    reasons: [{ code: "no_repositories" }],
  });
  world.flags = { ...world.flags, selfBuilding: false };
  const answer = await tool.call({ time_range_hours: 1 }, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    time_range_hours: 1,
    repositories: [],
    reasons: [{ code: "self_building_disabled" }],
  });
});

test.each([
  [{ time_range_hours: "many" }, "time_range_hours"],
  [{ time_range_hours: 169 }, "time_range_hours"],
  [{ repository: "evil/elsewhere" }, "not installed"],
  [{ service_name: "" }, "service_name"],
  [{ tenant_id: "other" }, "tenant_id"],
])("%j is refused", async (given, text) => {
  const refusal = await tool.call(given, toolContext(new MemoryWorld())).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ToolRefusal);
  expect(String(refusal)).toContain(text);
});
