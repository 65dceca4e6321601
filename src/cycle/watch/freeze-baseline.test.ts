import { expect, test } from "vitest";
import { settings } from "../../../test/stand-ins/memory-world.ts";
import { started } from "../../../test/stand-ins/play.ts";
import { advance } from "../advance.ts";

test("a baseline that CloudWatch gives in part is asked for again before it is frozen", async () => {
  const world = await started(1);
  const readSeries = world.ports().telemetry.readSeries;
  const ports = world.ports();
  let isWhole = false;
  const partial = {
    ...ports,
    telemetry: {
      ...ports.telemetry,
      readSeries: async (request: Parameters<typeof readSeries>[0]) =>
        (await readSeries(request)).map((series) => ({ ...series, complete: isWhole })),
    },
  };
  const [row] = world.store.rows.values();
  const step = async () => advance(row?.id ?? "", partial, settings, world.nowMs);
  await step();
  await step();
  world.forge.reportCheck(1, "success");
  expect((await step())?.stage).toBe("proposed");
  expect(world.forge.merges).toHaveLength(1);
  expect(world.store.entries.at(-1)?.reasons).toMatchObject([{ code: "baseline_incomplete" }]);
  isWhole = true;
  expect((await step())?.stage).toBe("merged");
});
