import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { startLocalGitHub } from "@self-building-agent/local-github/server.ts";
import { z } from "zod";
import { localApp } from "./local-app.ts";
import { type Caller, measureStatus, type StatusNumbers } from "./mcp-status.ts";
import { type Post, percentile, sendAtRate } from "./open-loop.ts";
import { type ServerChild, startServerChild, type Usage } from "./server-child.ts";

/** What the running server costs and how fast it answers. */
export interface ServerNumbers {
  /** Making the database included. */
  readonly firstStartSeconds: number;
  readonly secondStartSeconds: number;
  readonly webhooks: {
    readonly deliveries: number;
    readonly perSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly slowestMs: number;
    readonly cpuMsEach: number;
    /** Share of the time in which the server could have run and other processes had the cores. */
    readonly waitedShare: number | null;
  };
  readonly status: Readonly<Record<Caller, StatusNumbers>>;
  readonly idleCpuShare: number;
  readonly residentMegabytes: { readonly afterStart: number; readonly afterLoad: number };
}

const deliveries = { count: 2000, perSecond: 200 };
/** The endpoint lets 1,200 requests through in a minute's burst. */
const statusRequests = { warmUp: 150, measured: 400 };
const storedImprovements = 100;
const idleMs = 3000;

/** Starts the product twice on one new data folder, and loads the second. */
export async function measureServer(): Promise<ServerNumbers> {
  const folder = await mkdtemp(join(tmpdir(), "self-building-bench-"));
  const app = localApp();
  const github = await startLocalGitHub({ folder: join(folder, "github"), app });
  const environment = {
    SELF_BUILDING_DATA_DIR: join(folder, "product"),
    SELF_BUILDING_MCP_PORT: "0",
    SELF_BUILDING_MCP_API_KEY: "bench",
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKeyPem,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    ENABLE_CLOUDWATCH_STREAMING: "false",
    IMPROVEMENT_CYCLE_INTERVAL_HOURS: "0",
  };
  try {
    const first = await startServerChild(environment);
    await first.seed(storedImprovements);
    await first.stop();
    const second = await startServerChild(environment);
    const numbers = await load(second, app.webhookSecret).finally(() => second.stop());
    return { firstStartSeconds: first.startSeconds, secondStartSeconds: second.startSeconds, ...numbers };
  } finally {
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(
  server: ServerChild,
  secret: string,
): Promise<Omit<ServerNumbers, "firstStartSeconds" | "secondStartSeconds">> {
  await sleep(idleMs);
  const idleFrom = await server.usage();
  await sleep(idleMs);
  const idleTo = await server.usage();
  const curl = await measureStatus(server, "curl", statusRequests);
  const client = await measureStatus(server, "mcp client", statusRequests);
  const webhooks = await measureWebhooks(server, secret);
  const after = await server.usage();
  return {
    status: { curl, "mcp client": client },
    webhooks,
    idleCpuShare: cpuMsBetween(idleFrom, idleTo) / idleMs,
    residentMegabytes: {
      afterStart: idleTo.residentBytes / 2 ** 20,
      afterLoad: after.residentBytes / 2 ** 20,
    },
  };
}

async function measureWebhooks(server: ServerChild, secret: string): Promise<ServerNumbers["webhooks"]> {
  await sendAtRate((index) => delivery(server.url, secret, `warm-up-${index}`, index), {
    count: 200,
    perSecond: 100,
  });
  const before = await server.usage();
  const startedMs = performance.now();
  const answers = await sendAtRate(
    (index) => delivery(server.url, secret, `delivery-${index}`, index),
    deliveries,
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await server.usage();
  const wrong = answers.find(({ status }) => status !== 202);
  if (wrong) throw new Error(`A delivery was answered with ${wrong.status}: ${wrong.body}`);
  const times = answers.map(({ milliseconds }) => milliseconds);
  return {
    deliveries: answers.length,
    perSecond: deliveries.perSecond,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    slowestMs: Math.max(...times),
    cpuMsEach: cpuMsBetween(before, after) / answers.length,
    waitedShare:
      before.waitedMs === null || after.waitedMs === null
        ? null
        : (after.waitedMs - before.waitedMs) / 1000 / seconds,
  };
}

function cpuMsBetween(before: Usage, after: Usage): number {
  return after.userMs + after.systemMs - before.userMs - before.systemMs;
}

const checkRun = z
  .looseObject({ action: z.string(), check_run: z.looseObject({}) })
  .parse(
    examples
      .find(({ name }) => name === "check_run")
      ?.examples.find((example) => "action" in example && example.action === "completed"),
  );

/** GitHub's own example of a completed check run, for one of fifty pull requests. */
function delivery(url: string, secret: string, id: string, index: number): Post {
  const pulls = [{ number: (index % 50) + 1 }];
  const body = JSON.stringify({ ...checkRun, check_run: { ...checkRun.check_run, pull_requests: pulls } });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return {
    url: `${url}/api/github/webhooks`,
    headers: {
      "Content-Type": "application/json",
      "X-GitHub-Event": "check_run",
      "X-GitHub-Delivery": id,
      "X-Hub-Signature-256": `sha256=${signature}`,
    },
    body,
  };
}
