import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalModel, startLocalModel } from "../../../../demo/recorded-model/server.ts";
import { component, opportunity } from "../../../../test/admission-context.ts";
import { modelGenerator } from "../generator.ts";
import { talkerProgram } from "./program.ts";
import { sandboxFor } from "./sandbox.ts";

let server: LocalModel;
beforeAll(async () => {
  server = await startLocalModel();
});
afterAll(() => server.close());

const log = pino({ enabled: false });
const task = { opportunity: opportunity(1, { remedy: component }), files: [], primaryMetric: null };

it.each(["responses", "chat"] as const)(
  "the best that can be had here brings an answer over %s",
  async (api) => {
    const sandbox = sandboxFor(talkerProgram());
    const generator = modelGenerator({ baseUrl: server.baseUrl, model: "m", api, log, sandbox });
    expect(await generator.propose(task)).toMatchObject({ kind: "change" });
    expect(["bubblewrap", "permissions"]).toContain((await generator.isolation?.())?.kind);
  },
);

it("Node's permission model brings an answer where it is the best, and throws what the server refuses", async () => {
  const sandbox = sandboxFor(talkerProgram(), ["permissions"]);
  const generator = modelGenerator({ baseUrl: server.baseUrl, model: "m", maxRetries: 1, log, sandbox });
  expect(await generator.propose(task)).toMatchObject({ kind: "change" });
  server.failNext(401, 1);
  await expect(generator.propose(task)).rejects.toMatchObject({ reason: { code: "model_unauthorized" } });
  server.failNext(503, 2);
  await expect(generator.propose(task)).rejects.toThrow(/tried again later/);
});

it("what does not start keeps nothing apart, with what it said, and no model is asked", async () => {
  const before = server.requests().length;
  const sandbox = sandboxFor(talkerProgram(), ["bubblewrap", "permissions"], "/bin/false");
  const isolation = await sandbox.isolation();
  expect(isolation).toMatchObject({
    kind: "none",
    because: expect.stringMatching(/bubblewrap: .*permissions: /s),
  });
  const generator = modelGenerator({ baseUrl: server.baseUrl, model: "m", log, sandbox });
  await expect(generator.propose(task)).rejects.toMatchObject({ reason: { code: "model_not_isolated" } });
  expect(server.requests()).toHaveLength(before);
});

it("where only permissions are to be had it says why", async () => {
  const isolation = await sandboxFor({ ...talkerProgram(), main: "gone.ts" }, ["permissions"]).isolation();
  expect(isolation).toMatchObject({ kind: "none", because: expect.stringContaining("gone.ts") });
});

it("without a model nothing is tried", async () => {
  expect(await modelGenerator({ model: "m", log }).isolation?.()).toBeNull();
});
