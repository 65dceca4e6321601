import { createHmac, generateKeyPairSync } from "node:crypto";
import { Hono } from "hono";
import pino from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { copiedDatabaseFolder, removeFolder } from "../test/database.ts";
import { foundImprovement } from "../test/improvement.ts";
import { loadConfig } from "./config.ts";
import { serveHttp } from "./entry/http.ts";
import { type RunningServer, startServer } from "./server.ts";

const silent = pino({ level: "silent" });
let folder: string;
let server: RunningServer | undefined;

beforeEach(async () => {
  folder = await copiedDatabaseFolder();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await removeFolder(folder);
});

async function start(environment: Record<string, string>): Promise<RunningServer> {
  const config = loadConfig({ SELF_BUILDING_MCP_PORT: "0", SELF_BUILDING_DATA_DIR: folder, ...environment });
  server = await startServer(config, { environment, log: silent, now: Date.now, queuePollingSeconds: 0.5 });
  return server;
}

const structured = z.object({ result: z.object({ structuredContent: z.record(z.string(), z.unknown()) }) });

test("with nothing configured but the key the tools answer, and /ready says what is missing", async () => {
  const { url } = await start({ SELF_BUILDING_MCP_API_KEY: "k" });
  const call = async (name: string, args?: object): Promise<Record<string, unknown>> => {
    const body = JSON.stringify({
      jsonrpc: "2.0",
      method: "tools/call",
      params: { name, arguments: args },
      id: 1,
    });
    const response = await fetch(`${url}/mcp`, {
      method: "POST",
      headers: { Authorization: "Bearer k" },
      body,
    });
    return structured.parse(await response.json()).result.structuredContent;
  };
  const noRepositories = { reasons: [{ code: "no_repositories" }] };
  const requirements = { name: "a", description: "b", capabilities: ["c"] };

  expect(await call("get_system_status")).toMatchObject({ tenant_id: "default", improvements_by_stage: {} });
  expect(await call("trigger_improvement_cycle", { analysis_window_hours: 1 })).toMatchObject(noRepositories);
  expect(await call("generate_component", { component_type: "service", requirements })).toMatchObject(
    noRepositories,
  );
  expect(await call("query_telemetry_insights", { time_range_hours: 6 })).toMatchObject(noRepositories);

  expect((await fetch(`${url}/health`)).status).toBe(200);
  const ready = await fetch(`${url}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    checks: [
      { name: "database", ok: true },
      { name: "queue", ok: true },
      { name: "github", ok: false, reason: { code: "github_not_configured" } },
      { name: "telemetry", ok: true },
      { name: "model", ok: true },
    ],
  });
});

test("a signed delivery wakes the improvement behind its pull request, once", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  // This GitHub knows no repository, which ends the improvement as soon as it is looked at.
  const github = await serveHttp(new Hono(), { host: "127.0.0.1", port: 0 });
  const { url, ports } = await start({
    APP_ID: "1",
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: "s",
    GITHUB_API_URL: github.url,
  });
  const improvement = foundImprovement({ wakeAtMs: null });
  await ports.store.insertImprovement(improvement);
  const body = JSON.stringify({
    ref: "refs/heads/main",
    repository: { name: "shop", owner: { login: "acme" }, default_branch: "main" },
  });
  const signature = `sha256=${createHmac("sha256", "s").update(body).digest("hex")}`;
  const deliver = () =>
    fetch(`${url}/api/github/webhooks`, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/json",
        "X-GitHub-Event": "push",
        "X-GitHub-Delivery": "d1",
        "X-Hub-Signature-256": signature,
      },
    });
  expect((await deliver()).status).toBe(202);
  expect((await deliver()).status).toBe(200);
  await vi.waitFor(
    async () => expect((await ports.store.improvement(improvement.id))?.version).toBeGreaterThan(1),
    { timeout: 60_000 },
  );
  await github.close();
});

test("a port that is taken is a clear error, and the folder is free again afterwards", async () => {
  const { url } = await start({});
  const other = await copiedDatabaseFolder();
  const port = new URL(url).port;
  const environment = { SELF_BUILDING_MCP_PORT: port, SELF_BUILDING_DATA_DIR: other };
  const options = { environment, log: silent, now: Date.now };
  await expect(startServer(loadConfig(environment), options)).rejects.toThrow(
    `Could not listen on 127.0.0.1:${port}`,
  );
  const again = await startServer(loadConfig({ ...environment, SELF_BUILDING_MCP_PORT: "0" }), options);
  await again.stop();
  await removeFolder(other);
});
