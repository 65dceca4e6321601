import { createHash, timingSafeEqual } from "node:crypto";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { protocolServer } from "./protocol-server.ts";
import { rateLimit } from "./rate-limit.ts";
import type { ToolContext } from "./tool.ts";
import { tools } from "./tools.ts";

const maxBodyBytes = 1024 * 1024;
const writingTools: ReadonlySet<string> = new Set(
  tools.filter((tool) => tool.writes).map((tool) => tool.name),
);
const writingCall = z.object({
  method: z.literal("tools/call"),
  params: z.object({ name: z.string().refine((name) => writingTools.has(name)) }),
});

export interface McpEndpoint extends Omit<ToolContext, "requester"> {
  /** null: the endpoint stays closed. */
  readonly apiKey: string | null;
  readonly onError: (error: unknown) => void;
  /** Requests a minute; default 1200. */
  readonly requestsPerMinute?: number;
  /** Calls a minute of tools that start work; default 30. */
  readonly writesPerMinute?: number;
}

/**
 * MCP over Streamable HTTP, without sessions: every POST is answered by itself, so any number of processes can serve
 * it. JSON for callers that do not list text/event-stream, a stream for those who do.
 */
export function mcpRoutes(endpoint: McpEndpoint): Hono {
  const routes = new Hono();
  const { apiKey, ports, settings, now, requestsPerMinute = 1200, writesPerMinute = 30 } = endpoint;
  if (!apiKey) {
    return routes.all("/", (context) => {
      const message = "MCP is off. Set SELF_BUILDING_MCP_API_KEY and restart.";
      return rpcError(context, 503, -32000, message);
    });
  }
  const toolContext: ToolContext = { ports, settings, now, requester: "mcp" };
  const writes = rateLimit({ capacity: writesPerMinute, perMinute: writesPerMinute });
  routes.use(authentication(apiKey), withinRate(requestsPerMinute));

  const onTooLarge = (context: Context): Response =>
    rpcError(context, 413, -32600, "A request may have 1 MiB at most.");
  routes.post("/", bodyLimit({ maxSize: maxBodyBytes, onError: onTooLarge }), async (context) => {
    if (context.req.header("mcp-session-id")) {
      return rpcError(
        context,
        404,
        -32001,
        "Unknown session. This server has none: send the request without one.",
      );
    }
    const body = await readJson(context);
    if (body.kind === "broken") return rpcError(context, 400, -32700, "The body is not JSON.");
    for (let calls = writingCalls(body.value); calls > 0; calls -= 1) {
      const waitSeconds = writes.take(performance.now());
      if (waitSeconds > 0) return tooMany(context, waitSeconds);
    }
    return answer(context.req.raw, body.value, toolContext, endpoint.onError);
  });
  routes.all("/", (context) => {
    context.header("Allow", "POST");
    return rpcError(
      context,
      405,
      -32000,
      "Only POST: this server has no sessions and sends nothing unasked.",
    );
  });
  return routes;
}

function authentication(apiKey: string): MiddlewareHandler {
  const isKey = keyComparison(apiKey);
  return async (context, next) => {
    if (isKey(context.req.header("authorization"))) return next();
    context.header("WWW-Authenticate", 'Bearer realm="self-building"');
    const message = "Send the header: Authorization: Bearer <the value of SELF_BUILDING_MCP_API_KEY>.";
    return rpcError(context, 401, -32001, message);
  };
}

function withinRate(perMinute: number): MiddlewareHandler {
  const requests = rateLimit({ capacity: perMinute, perMinute });
  return async (context, next) => {
    const waitSeconds = requests.take(performance.now());
    return waitSeconds > 0 ? tooMany(context, waitSeconds) : next();
  };
}

async function answer(
  request: Request,
  parsedBody: unknown,
  context: ToolContext,
  onError: McpEndpoint["onError"],
): Promise<Response> {
  const accept = request.headers.get("accept") ?? "";
  const wantsStream = accept.includes("text/event-stream");
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsStream });
  await protocolServer(context, onError).connect(transport);
  return transport.handleRequest(isBrowser(request) ? request : withMcpHeaders(request), { parsedBody });
}

/**
 * Plain curl sends `Accept: *\/*` and a form's content type, which the protocol refuses. A browser is held to the
 * protocol's headers, because they are what stops another site's form from being taken for a request.
 */
function withMcpHeaders(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  headers.set("content-type", "application/json");
  return new Request(request.url, { method: "POST", headers });
}

function isBrowser(request: Request): boolean {
  return request.headers.has("origin") || request.headers.has("sec-fetch-site");
}

/** How many calls of writing tools a body has: a batch is as many as it holds. */
function writingCalls(body: unknown): number {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  return messages.filter((message) => writingCall.safeParse(message).success).length;
}

function keyComparison(key: string): (header: string | undefined) => boolean {
  const expected = digest(key);
  return (header) => {
    const given = /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
    // Digests have one length, so that comparing them says nothing about the key's.
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readJson(context: Context): Promise<{ kind: "value"; value: unknown } | { kind: "broken" }> {
  try {
    return { kind: "value", value: JSON.parse(await context.req.text()) };
  } catch {
    return { kind: "broken" };
  }
}

function tooMany(context: Context, waitSeconds: number): Response {
  context.header("Retry-After", String(waitSeconds));
  return rpcError(context, 429, -32000, `Too many requests. Try again in ${waitSeconds} s.`);
}

function rpcError(
  context: Context,
  status: 400 | 401 | 404 | 405 | 413 | 429 | 503,
  code: number,
  message: string,
): Response {
  return context.json({ jsonrpc: "2.0", error: { code, message }, id: null }, status);
}
