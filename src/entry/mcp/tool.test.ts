import { expect, test } from "vitest";
import { z } from "zod";
import { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { toolContext } from "../../../test/tool-context.ts";
import { tenantId } from "./inputs.ts";
import { defineTool, ToolRefusal } from "./tool.ts";

const ran: unknown[] = [];
const tool = defineTool({
  name: "count",
  title: "Count",
  description: "Counts.",
  writes: false,
  input: z.strictObject({ upTo: z.int().default(3), tenant_id: tenantId }),
  output: z.object({ counted: z.int() }),
  run: async (input) => {
    ran.push(input);
    return { counted: input.upTo };
  },
});
const call = (given: unknown) => tool.call(given, toolContext(new MemoryWorld()));

test("a tool runs with checked arguments, what was left out filled in", async () => {
  expect(await call({})).toEqual({ counted: 3 });
  expect(await call({ upTo: 5, tenant_id: "default" })).toEqual({ counted: 5 });
});

test.each([
  [{ upTo: "five" }, "upTo"],
  [{ limit: 5 }, "limit"],
  [{ tenant_id: "other" }, 'no access to tenant "other"'],
  [null, "expected object"],
])("with %j it refuses, names what is wrong, and does not run", async (given, text) => {
  ran.length = 0;
  const refusal = await call(given).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ToolRefusal);
  expect(String(refusal)).toContain(text);
  expect(ran).toEqual([]);
});
