import { request as httpRequest } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { toolContext } from "../../../test/tool-context.ts";
import type { Ports } from "../../ports/ports.ts";
import { type HttpServer, httpApplication, serveHttp } from "../http.ts";
import { webhookRoutes } from "../webhooks.ts";
import { type McpEndpoint, mcpRoutes } from "./endpoint.ts";
import { tools } from "./tools.ts";

const key = "a-key-for-tests";
let server: HttpServer;
let errors: unknown[];

async function start(
  endpoint: Partial<McpEndpoint> = {},
  replaced: (world: MemoryWorld) => Partial<Ports> = () => ({}),
): Promise<MemoryWorld> {
  errors = [];
  const world = new MemoryWorld();
  const onError = (error: unknown): void => void errors.push(error);
  const context = toolContext(world, replaced(world));
  const webhooks = webhookRoutes({ app: null, ...context.ports, now: Date.now });
  const mcp = mcpRoutes({ ...context, apiKey: key, onError, ...endpoint });
  const readiness = async () => ({ ready: true, checks: [] });
  server = await serveHttp(httpApplication({ readiness, webhooks, mcp, onError }), {
    host: "127.0.0.1",
    port: 0,
  });
  return world;
}
afterEach(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request with exactly these headers, as curl makes it; fetch would add and refuse some. */
function send(body: string, headers: Record<string, string>, method = "POST"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${server.url}/mcp`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The headers that `curl -X POST -H "Authorization: …" -d …` sends. */
const curlHeaders = {
  Authorization: `Bearer ${key}`,
  "User-Agent": "curl/8.5.0",
  Accept: "*/*",
  "Content-Type": "application/x-www-form-urlencoded",
};

const call = (name: string, args?: unknown): string =>
  JSON.stringify({ jsonrpc: "2.0", method: "tools/call", params: { name, arguments: args }, id: 1 });

const resultSchema = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
    content: z.array(z.object({ type: z.literal("text"), text: z.string() })),
  }),
});
const errorSchema = z.object({ error: z.object({ code: z.number(), message: z.string() }) });

async function result(body: string, headers: Record<string, string> = curlHeaders) {
  const answer = await send(body, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toContain("application/json");
  return resultSchema.parse(JSON.parse(answer.body)).result;
}

test("the documented curl commands are answered as they are written", async () => {
  const world = await start();
  await world.store.insertImprovement(foundImprovement());
  const withContentType = { ...curlHeaders, "Content-Type": "application/json" };
  const cycle = await result(
    call("trigger_improvement_cycle", { analysis_window_hours: 1, max_improvements: 1 }),
    withContentType,
  );
  expect(cycle.structuredContent).toMatchObject({ status: "queued", cycles: [{ repository: "acme/shop" }] });

  const status = await result(
    '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"get_system_status"},"id":1}',
  );
  expect(status.structuredContent).toMatchObject({
    tenant_id: "default",
    improvements_by_stage: { found: 1 },
  });
  expect(JSON.parse(status.content[0]?.text ?? "")).toEqual(status.structuredContent);

  const insights = await result(call("query_telemetry_insights", { time_range_hours: 6 }));
  expect(insights.structuredContent).toMatchObject({
    repositories: [{ repository: "acme/shop", services: [{ name: "checkout", complete: true }] }],
  });

  const requirements = {
    name: "example_service",
    description: "Example service",
    capabilities: ["example_capability"],
  };
  const component = await result(call("generate_component", { component_type: "service", requirements }));
  expect(component.structuredContent).toMatchObject({ status: "queued", repository: "acme/shop" });
  expect(world.wakeUps).toMatchObject([
    { kind: "cycle", analysisWindowHours: 1, maxImprovements: 1, trigger: { kind: "agent" } },
    { kind: "component", request: { name: "example_service", requester: "mcp" } },
  ]);
});

test("a wrong or missing key is refused with what to send, before anything is read", async () => {
  const world = await start();
  for (const header of [undefined, "Bearer wrong", "Basic abc", `Bearer ${key}x`, key]) {
    const { Authorization: _, ...others } = curlHeaders;
    const headers = header === undefined ? others : { ...others, Authorization: header };
    const answer = await send(call("trigger_improvement_cycle"), headers);
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain("Bearer");
    expect(errorSchema.parse(JSON.parse(answer.body)).error.message).toContain("SELF_BUILDING_MCP_API_KEY");
  }
  expect(world.wakeUps).toEqual([]);
});

test("without a configured key the endpoint stays closed and says what to set", async () => {
  await start({ apiKey: null });
  const answer = await send(call("get_system_status"), curlHeaders);
  expect(answer.status).toBe(503);
  expect(answer.body).toContain("Set SELF_BUILDING_MCP_API_KEY");
});

test("an unknown tool is a protocol error that names the tools there are", async () => {
  await start();
  const answer = await send(call("drop_database"), curlHeaders);
  const { error } = errorSchema.parse(JSON.parse(answer.body));
  expect(error.code).toBe(-32602);
  expect(error.message).toContain("get_system_status");
});

test.each([
  ["trigger_improvement_cycle", { analysis_window_hours: 0 }, "analysis_window_hours"],
  ["trigger_improvement_cycle", { repository: "evil/elsewhere" }, "not installed"],
  ["get_system_status", { tenant_id: "other" }, "tenant_id"],
])("%s %j is an error that names what is wrong, and starts nothing", async (name, args, text) => {
  const world = await start();
  const answer = await result(call(name, args));
  expect(answer.isError).toBe(true);
  expect(answer.content[0]?.text).toContain(text);
  expect(world.wakeUps).toEqual([]);
});

test("a refusal is an answer with its reason, and no error", async () => {
  const world = await start();
  world.flags = { ...world.flags, selfBuilding: false };
  const answer = await result(call("trigger_improvement_cycle"));
  expect(answer.isError).toBeUndefined();
  expect(answer.structuredContent).toMatchObject({
    status: "refused",
    reasons: [{ code: "self_building_disabled" }],
  });
});

test("a tool that fails tells the caller nothing of the inside, and the log everything", async () => {
  const fail = () => Promise.reject(new Error("password=hunter2"));
  await start({}, ({ store }) => ({ store: Object.assign(Object.create(store), { improvements: fail }) }));
  const answer = await result(call("get_system_status"));
  expect(answer.isError).toBe(true);
  expect(JSON.stringify(answer)).not.toContain("hunter2");
  expect(errors).toEqual([new Error("password=hunter2")]);
});

test("the SDK's client lists the tools with schemas and annotations, and calls one", async () => {
  await start();
  const client = new Client({ name: "test", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
    requestInit: { headers: { Authorization: `Bearer ${key}` } },
  });
  await client.connect(transport);
  const listed = (await client.listTools()).tools;
  expect(listed.map((tool) => [tool.name, tool.annotations?.readOnlyHint])).toEqual(
    tools.map((tool) => [tool.name, !tool.writes]),
  );
  for (const tool of listed) {
    expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(tool.outputSchema).toMatchObject({ type: "object" });
  }
  const status = await client.callTool({ name: "get_system_status" });
  expect(status.structuredContent).toMatchObject({ telemetry_circuit: "closed" });
  await client.close();
});

test("who lists text/event-stream gets a stream", async () => {
  await start();
  const accept = "application/json, text/event-stream";
  const answer = await send(call("get_system_status"), { ...curlHeaders, Accept: accept });
  expect(answer.headers["content-type"]).toContain("text/event-stream");
  expect(answer.body).toContain("data: ");
});

test("a browser is held to the protocol's headers", async () => {
  const world = await start();
  for (const [name, value] of [
    ["Origin", "https://evil.example"],
    ["Sec-Fetch-Site", "cross-site"],
  ] as const) {
    const answer = await send(call("trigger_improvement_cycle"), { ...curlHeaders, [name]: value });
    expect([406, 415]).toContain(answer.status);
  }
  expect(world.wakeUps).toEqual([]);
});

test.each([
  ["{", "POST", 400],
  [call("get_system_status"), "GET", 405],
  [call("get_system_status"), "DELETE", 405],
  ["x".repeat(1024 * 1024 + 1), "POST", 413],
])("a request that cannot be one is refused: %#", async (body, method, status) => {
  await start();
  const answer = await send(method === "POST" ? body : "", curlHeaders, method);
  expect(answer.status).toBe(status);
  expect(errorSchema.safeParse(JSON.parse(answer.body)).success).toBe(true);
});

test("an unknown session is 404, so that a client starts anew", async () => {
  await start();
  const answer = await send(call("get_system_status"), { ...curlHeaders, "Mcp-Session-Id": "old" });
  expect(answer.status).toBe(404);
});

test("too many requests, or too many that start work, are 429 with when to come back", async () => {
  const world = await start({ writesPerMinute: 2, requestsPerMinute: 5 });
  const statuses = [];
  for (const name of [
    "trigger_improvement_cycle",
    "trigger_improvement_cycle",
    "trigger_improvement_cycle",
  ]) {
    statuses.push((await send(call(name), curlHeaders)).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
  expect(world.wakeUps).toHaveLength(2);
  await send(call("get_system_status"), curlHeaders);
  await send(call("get_system_status"), curlHeaders);
  const last = await send(call("get_system_status"), curlHeaders);
  expect(last.status).toBe(429);
  expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
});

test("a batch costs as much as the calls in it", async () => {
  const world = await start({ writesPerMinute: 2 });
  const batch = `[${Array(3).fill(call("trigger_improvement_cycle")).join(",")}]`;
  expect((await send(batch, curlHeaders)).status).toBe(429);
  expect(world.wakeUps).toEqual([]);
});
