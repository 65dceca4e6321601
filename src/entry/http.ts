import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Readiness } from "./readiness.ts";

export interface Endpoints {
  readonly readiness: () => Promise<Readiness>;
  readonly webhooks: Hono;
  readonly mcp: Hono;
  /** Told of exceptions that an endpoint did not expect. */
  readonly onError: (error: unknown) => void;
}

/** The one HTTP application: /health, /ready, /api/github/webhooks and /mcp. */
export function httpApplication(endpoints: Endpoints): Hono {
  const app = new Hono();
  app.get("/health", (context) => context.json({ status: "ok" }));
  app.get("/ready", async (context) => {
    const readiness = await endpoints.readiness();
    return context.json(readiness, readiness.ready ? 200 : 503);
  });
  app.route("/api/github/webhooks", endpoints.webhooks);
  app.route("/mcp", endpoints.mcp);
  app.notFound((context) =>
    context.json(
      { error: "not_found", message: "There are /health, /ready, /mcp and /api/github/webhooks." },
      404,
    ),
  );
  app.onError((error, context) => {
    endpoints.onError(error);
    const message = "Something failed here; the log says what. Trying again later may help.";
    return context.json({ error: "internal", message }, 500);
  });
  return app;
}

export interface HttpServer {
  readonly url: string;
  /** Stops listening, and resolves when the requests under way are answered or 5 s have passed. */
  close(): Promise<void>;
}

const closeTimeoutMs = 5_000;

/**
 * Serves an application. Port 0 takes any free one.
 *
 * @throws Error when the port is taken or the address is not this machine's
 */
export function serveHttp(
  app: Hono,
  where: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: where.host, port: where.port }, (address) =>
      resolve({ url: urlOf(address), close }),
    );
    server.once("error", (cause) => {
      const advice = "Stop what uses it, or set SELF_BUILDING_MCP_PORT and HOST.";
      reject(new Error(`Could not listen on ${where.host}:${where.port}. ${advice}`, { cause }));
    });
    const close = (): Promise<void> =>
      new Promise((closed) => {
        const force = setTimeout(() => {
          if ("closeAllConnections" in server) server.closeAllConnections();
        }, closeTimeoutMs);
        server.close(() => {
          clearTimeout(force);
          closed();
        });
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      });
  });
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
