import { expect, it } from "vitest";
import { policy } from "../../../test/gated-pull.ts";
import { context, errors, latency, policyFor } from "../../../test/judged-series.ts";
import { settings } from "../../../test/stand-ins/memory-world.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { readHistory } from "./read-history.ts";

it("reads the plan's metrics over the policy's hours, up to the last whole period before the moment", async () => {
  const asked: Parameters<Telemetry["readSeries"]>[0][] = [];
  const telemetry: Telemetry = {
    readSeries: async (request) => {
      asked.push(request);
      return [];
    },
    readLogs: async () => Promise.reject(new Error("Nobody asked for logs.")),
    circuit: () => "closed",
  };
  const watched = { ...policy, watch: { ...policy.watch, baselineHours: 6 } };
  const plan = policyFor(latency, errors);
  const untilMs = context.effectiveAtMs + 299_999;
  await readHistory(plan, watched, untilMs, { telemetry }, settings);
  const toMs = context.effectiveAtMs;
  const fromMs = toMs - 6 * 3_600_000;
  expect(asked).toEqual([{ metrics: [latency, errors], fromMs, toMs, periodSeconds: 300 }]);
});
