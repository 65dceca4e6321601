import { mcpRoutes } from "../../src/entry/mcp/endpoint.ts";
import { MemoryWorld } from "../../test/stand-ins/memory-world.ts";
import { toolContext } from "../../test/tool-context.ts";
import { type Post, percentile, sendInTurn } from "./open-loop.ts";
import type { ServerChild } from "./server-child.ts";

/** What `get_system_status` costs. Processor time in milliseconds a request. */
export interface StatusNumbers {
  readonly requests: number;
  readonly userMsEach: number;
  readonly systemMsEach: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Plain curl takes any answer and gets JSON; MCP clients list the stream too and get one. */
export type Caller = "curl" | "mcp client";
const accepts = { curl: "*/*", "mcp client": "application/json, text/event-stream" } as const;

const call = { method: "tools/call", params: { name: "get_system_status", arguments: {} } };
const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...call });

/**
 * Asks the running server over loopback, one request after the other. Processor time is the whole process's, what
 * it does in the background included.
 */
export async function measureStatus(
  server: ServerChild,
  caller: Caller,
  requests: { readonly warmUp: number; readonly measured: number },
): Promise<StatusNumbers> {
  const post: Post = { url: `${server.url}/mcp`, headers: headersOf(caller), body };
  await sendInTurn(post, requests.warmUp);
  const before = await server.usage();
  const answers = await sendInTurn(post, requests.measured);
  const after = await server.usage();
  const wrong = answers.find(({ status, body: text }) => status !== 200 || !text.includes("tenant_id"));
  if (wrong) throw new Error(`get_system_status was answered with ${wrong.status}: ${wrong.body}`);
  const times = answers.map(({ milliseconds }) => milliseconds);
  return {
    requests: answers.length,
    userMsEach: (after.userMs - before.userMs) / answers.length,
    systemMsEach: (after.systemMs - before.systemMs) / answers.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
}

/** The endpoint without the network, warm: what authentication, protocol and tool cost by themselves. */
export async function measureEndpoint(): Promise<{ readonly requests: number; readonly cpuMsEach: number }> {
  const requests = 3000;
  const endpoint = mcpRoutes({
    ...toolContext(new MemoryWorld()),
    apiKey: "bench",
    onError: (error) => {
      throw error;
    },
    requestsPerMinute: Number.MAX_SAFE_INTEGER,
  });
  const ask = async (): Promise<void> => {
    const response = await endpoint.request("/", { method: "POST", headers: headersOf("curl"), body });
    const text = await response.text();
    if (!text.includes("tenant_id")) throw new Error(`The endpoint answered: ${text}`);
  };
  for (let index = 0; index < requests; index++) await ask();
  const before = process.cpuUsage();
  for (let index = 0; index < requests; index++) await ask();
  const { user, system } = process.cpuUsage(before);
  return { requests, cpuMsEach: (user + system) / 1000 / requests };
}

function headersOf(caller: Caller): Record<string, string> {
  return {
    Authorization: "Bearer bench",
    "Content-Type": "application/json",
    Accept: accepts[caller],
  };
}
