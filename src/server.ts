import type { Logger } from "pino";
import { pgBossQueue, type QueueFault, type RunningQueue } from "./adapters/queue/pg-boss-queue.ts";
import type { Config } from "./config.ts";
import { sweep } from "./cycle/sweep.ts";
import { isolationSentence } from "./domain/shared/isolation.ts";
import { reason } from "./domain/shared/reason.ts";
import { type HttpServer, httpApplication, serveHttp } from "./entry/http.ts";
import { jobs } from "./entry/jobs.ts";
import { mcpRoutes } from "./entry/mcp/endpoint.ts";
import { type ReadinessCheck, readiness } from "./entry/readiness.ts";
import { type DeliveryRecord, webhookRoutes } from "./entry/webhooks.ts";
import type { Ports } from "./ports/ports.ts";
import { type Wiring, type WiringOptions, wire, withQueue } from "./wiring.ts";

export interface ServerOptions extends WiringOptions {
  /** Real time between two sweeps; default one minute. */
  readonly sweepSeconds?: number;
  /** Real time between two looks at the queue for what other processes put there; default 2 s. */
  readonly queuePollingSeconds?: number;
}

export interface RunningServer {
  readonly url: string;
  readonly ports: Ports;
  /** Stops taking requests, lets work under way finish, closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the whole product in this process: endpoints, queue, sweep.
 *
 * @throws Error when the database or the port cannot be had; nothing is left running then
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const { log, now } = options;
  const wiring = await wire(config, options);
  const queue = pgBossQueue(wiring.database, {
    onFault: (fault) => logFault(log, fault),
    ...(options.queuePollingSeconds ? { pollingSeconds: options.queuePollingSeconds } : {}),
  });
  const ports = withQueue(wiring.ports, queue);
  try {
    await queue.start(jobs(ports, config.settings, now));
    // It is found out by a trial, and logged: nobody should wait for the first model's answer to read it.
    await ports.generator.isolation?.();
    const http = await openEndpoints(config, wiring, queue, ports, options);
    const sweeping = startSweeping(ports, config, options);
    return {
      url: http.url,
      ports,
      stop: async () => {
        await http.close();
        await sweeping.stop();
        await queue.stop();
        await wiring.close();
      },
    };
  } catch (error) {
    await queue.stop().catch(() => undefined);
    await wiring.close();
    throw error;
  }
}

function openEndpoints(
  config: Config,
  wiring: Wiring,
  queue: RunningQueue,
  ports: Ports,
  { log, now }: ServerOptions,
): Promise<HttpServer> {
  const onError = (error: unknown): void => log.error({ err: error }, "a request failed");
  const { github, settings, webhookSecret } = config;
  const app = github.kind === "app" && webhookSecret ? { ...github, secret: webhookSecret } : null;
  return serveHttp(
    httpApplication({
      readiness: readiness(readinessChecks(config, wiring, queue)),
      webhooks: webhookRoutes({
        app,
        store: ports.store,
        queue,
        now,
        onDelivery: (record) => logDelivery(log, record),
      }),
      mcp: mcpRoutes({ apiKey: config.mcpApiKey, ports, settings, now, onError }),
      onError,
    }),
    config,
  );
}

function readinessChecks(config: Config, { database, ports }: Wiring, queue: RunningQueue): ReadinessCheck[] {
  return [
    {
      name: "database",
      look: async () => {
        await database.ping();
        return null;
      },
    },
    {
      name: "queue",
      look: async () => {
        const state = queue.state();
        return state === "running"
          ? null
          : reason(`queue_${state}`, `The queue is ${state}; the log says why.`);
      },
    },
    {
      name: "github",
      look: async () => {
        if (config.github.kind === "none") {
          return reason("github_not_configured", "Set APP_ID and PRIVATE_KEY (or PRIVATE_KEY_PATH).");
        }
        await ports.forge.login();
        return null;
      },
    },
    {
      name: "telemetry",
      look: async () =>
        ports.telemetry.circuit() === "open"
          ? reason(
              "circuit_open",
              "CloudWatch does not answer; the local copy does. Check AWS_REGION and credentials.",
            )
          : null,
    },
    {
      name: "model",
      isNeeded: false,
      look: async () => {
        const isolation = (await ports.generator.isolation?.()) ?? null;
        return isolation === null || isolation.kind === "bubblewrap"
          ? null
          : reason("model_not_isolated", isolationSentence(isolation));
      },
    },
  ];
}

function startSweeping(
  ports: Ports,
  { settings }: Config,
  { log, now, sweepSeconds = 60 }: ServerOptions,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let current = Promise.resolve();
  const round = async (): Promise<void> => {
    await sweep(ports, settings, now()).catch((error: unknown) =>
      log.error({ err: error }, "a sweep failed"),
    );
    if (!stopped) timer = setTimeout(start, sweepSeconds * 1000);
  };
  const start = (): void => {
    current = round();
  };
  start();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}

function logDelivery(log: Logger, record: DeliveryRecord): void {
  if (record.done === "failed") log.error(record, "a webhook delivery could not be queued");
  else if (record.done === "refused") log.warn(record, "a webhook delivery was refused");
  else log.info(record, "a webhook delivery");
}

const faultMessages = {
  fault: "a wake-up failed and will be tried again",
  permanent_failure: "a wake-up failed for good",
  unreadable: "a wake-up could not be read and was dropped",
  queue: "the queue met an error",
} as const satisfies Record<QueueFault["kind"], string>;

function logFault(log: Logger, fault: QueueFault): void {
  const fields = { err: fault.error, ...("wakeUp" in fault ? { wakeUp: fault.wakeUp } : {}) };
  if (fault.kind === "fault") log.warn(fields, faultMessages.fault);
  else log.error(fields, faultMessages[fault.kind]);
}
