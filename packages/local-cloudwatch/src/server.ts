import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { AwsError, createFaultPlan, type InjectedFault } from "./faults.ts";
import { logsApi } from "./logs-api.ts";
import { metricsApi } from "./metrics-api.ts";
import { createPutMetrics, type PutMetrics } from "./put-metrics.ts";
import { securityTokenAnswer } from "./security-token.ts";
import type { TelemetrySource } from "./telemetry-source.ts";

/** A running local CloudWatch. */
export interface LocalCloudWatch {
  /** For `AWS_ENDPOINT_URL`, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Makes the next requests of an operation fail. */
  failNext(fault: InjectedFault): void;
  clearFaults(): void;
  /** How many requests came in, by operation, failed ones included. */
  requests(): Record<string, number>;
  /** What was put by PutMetricData. */
  readonly put: PutMetrics;
  close(): Promise<void>;
}

type Operation = (body: unknown) => object;

/**
 * Serves CloudWatch metrics (JSON 1.0), CloudWatch Logs (JSON 1.1) and STS (query protocol) as the AWS SDK speaks
 * them, on 127.0.0.1. Requests without a signature are refused, signatures are not checked.
 */
export async function startLocalCloudWatch(options: {
  world: TelemetrySource;
  now: () => number;
  port?: number;
}): Promise<LocalCloudWatch> {
  const faults = createFaultPlan();
  const put = createPutMetrics(options.now);
  const operations = new Map<string, Operation>([
    ...Object.entries<Operation>(metricsApi(options.world, put, options.now)),
    ...Object.entries<Operation>(logsApi(options.world, options.now)),
    ["PutMetricData", (body) => put.put(body)],
  ]);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const target = String(request.headers["x-amz-target"] ?? "");
    const operation = target.split(".").at(-1) ?? "";
    const isQuery = target === "";
    try {
      const name = isQuery ? String(new URLSearchParams(body).get("Action")) : operation;
      faults.admit(name);
      requireSignature(request);
      if (isQuery) {
        send(response, 200, "text/xml", securityTokenAnswer(name));
        return;
      }
      const run = operations.get(name);
      if (!run) throw new AwsError(400, "UnknownOperationException", `${name} is not served here.`);
      const json: unknown = JSON.parse(body === "" ? "{}" : body);
      send(response, 200, String(request.headers["content-type"]), JSON.stringify(run(json)));
    } catch (error) {
      sendError(response, error, isQuery);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    failNext: faults.add,
    clearFaults: faults.clear,
    requests: faults.counts,
    put,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString("utf8");
}

function requireSignature(request: IncomingMessage): void {
  if (request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) return;
  throw new AwsError(403, "MissingAuthenticationToken", "The request is not signed.");
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "x-amzn-requestid": crypto.randomUUID() });
  response.end(body);
}

function sendError(response: ServerResponse, error: unknown, isQuery: boolean): void {
  const fault =
    error instanceof AwsError ? error : new AwsError(500, "InternalServiceError", asError(error).message);
  const { status, code, message } = fault;
  const xml = `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  if (isQuery) send(response, status, "text/xml", xml);
  else send(response, status, "application/x-amz-json-1.0", JSON.stringify({ __type: code, message }));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
