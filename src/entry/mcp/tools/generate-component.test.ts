import { expect, test } from "vitest";
import { MemoryWorld } from "../../../../test/stand-ins/memory-world.ts";
import { installedOn, toolContext } from "../../../../test/tool-context.ts";
import type { Flags } from "../../../domain/shared/settings.ts";
import { ToolRefusal } from "../tool.ts";
import { generateComponent as tool } from "./generate-component.ts";

const requirements = { name: " mail ", description: "Sends mail", capabilities: ["send"] };
const asked = { component_type: "service", requirements };
const repository = (name: string) => ({ owner: "acme", name });

test("a request is queued for the one repository, under an id that the caller gets", async () => {
  const world = new MemoryWorld();
  const answer = await tool.call(asked, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  const [wakeUp] = world.wakeUps;
  expect(wakeUp).toMatchObject({
    kind: "component",
    repository: world.forge.ref,
    request: {
      componentType: "service",
      name: "mail",
      description: "Sends mail",
      capabilities: ["send"],
      requester: "mcp",
    },
  });
  expect(answer).toEqual({
    status: "queued",
    cycle_id: wakeUp?.kind === "component" ? wakeUp.cycleId : null,
    repository: "acme/shop",
    reasons: [],
  });
});

test("of several repositories the caller has to name one; ten are named to it", async () => {
  const world = new MemoryWorld();
  const many = Array.from({ length: 11 }, (_, index) => repository(`r${index}`));
  const context = toolContext(world, installedOn(world, ...many));
  const answer = await tool.call(asked, context);
  expect(answer).toMatchObject({ status: "refused", reasons: [{ code: "repository_needed" }] });
  expect(JSON.stringify(answer)).toContain("acme/r9, …");
  expect(world.wakeUps).toEqual([]);
  await tool.call({ ...asked, repository: "acme/r3" }, context);
  expect(world.wakeUps).toMatchObject([{ repository: repository("r3") }]);
});

test.each<[string, Partial<Flags>]>([
  ["self_building_disabled", { selfBuilding: false }],
  ["component_generation_disabled", { componentGeneration: false }],
])("it is refused with %s while that is off", async (code, flags) => {
  const world = new MemoryWorld();
  world.flags = { ...world.flags, ...flags };
  const answer = await tool.call(asked, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  expect(answer).toEqual({
    status: "refused",
    cycle_id: null,
    repository: null,
    reasons: [{ code, text: expect.stringContaining("is off") }],
  });
  expect(world.wakeUps).toEqual([]);
});

test("it is refused while the app is installed nowhere", async () => {
  const world = new MemoryWorld();
  expect(await tool.call(asked, toolContext(world, installedOn(world)))).toMatchObject({
    status: "refused",
    reasons: [{ code: "no_repositories" }],
  });
});

test.each([
  [{ component_type: "service" }, "requirements"],
  [{ ...asked, component_type: " " }, "component_type"],
  [{ ...asked, requirements: { ...requirements, capabilities: [] } }, "capabilities"],
  [{ ...asked, requirements: { ...requirements, description: "x".repeat(4_001) } }, "description"],
  [{ ...asked, repository: "evil/elsewhere" }, "not installed"],
  [{ ...asked, tenant_id: "other" }, "tenant_id"],
])("malformed arguments are refused and start nothing: %#", async (given, text) => {
  const world = new MemoryWorld();
  const refusal = await tool.call(given, toolContext(world)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ToolRefusal);
  expect(String(refusal)).toContain(text);
  expect(world.wakeUps).toEqual([]);
});
