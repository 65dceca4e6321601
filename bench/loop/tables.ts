import { markdownTable } from "../markdown.ts";
import type { ImprovementCalls, StepCalls } from "./calls.ts";
import type { CycleTime } from "./cycle-time.ts";
import type { StatusNumbers } from "./mcp-status.ts";
import type { ServerNumbers } from "./server-load.ts";

/** Everything that the benchmark measured. */
export interface LoopNumbers {
  readonly cycles: readonly CycleTime[];
  readonly calls: ImprovementCalls;
  readonly endpoint: { readonly requests: number; readonly cpuMsEach: number };
  readonly server: ServerNumbers;
}

/** The numbers as Markdown. */
export function tables({ cycles, calls, endpoint, server }: LoopNumbers): string {
  return [
    "### One cycle, without waiting for the network",
    cycleTable(cycles),
    "### Requests of one improvement, from the cycle to kept",
    callsTable(calls.steps),
    "### The server",
    serverTable(server, endpoint),
  ].join("\n\n");
}

function cycleTable(cycles: readonly CycleTime[]): string {
  return markdownTable(
    ["services", "series", "cycle time (median)", "CPU", "runs", "findings"],
    cycles.map(({ services, series, seconds, cpuSeconds, runs, findings }) => [
      String(services),
      String(series),
      `${seconds.toFixed(2)} s`,
      `${cpuSeconds.toFixed(2)} s`,
      String(runs),
      String(findings),
    ]),
  );
}

function callsTable(steps: readonly StepCalls[]): string {
  const acting = steps.filter(({ isPolling }) => !isPolling);
  const polling = steps.filter(({ isPolling }) => isPolling);
  const row = ({ step, times, gitHub, aws, checkouts }: StepCalls): string[] => [
    step,
    ...[times, gitHub, aws, checkouts].map(String),
  ];
  const total = (name: string, rows: readonly StepCalls[]): string[] => [
    `**${name}**`,
    "",
    ...(["gitHub", "aws", "checkouts"] as const).map(
      (field) => `**${rows.reduce((sum, one) => sum + one[field], 0)}**`,
    ),
  ];
  return markdownTable(
    ["step", "times", "GitHub requests", "AWS requests", "git checkouts"],
    [...acting.map(row), total("acting", acting), ...polling.map(row), total("with polling", steps)],
  );
}

function serverTable(server: ServerNumbers, endpoint: LoopNumbers["endpoint"]): string {
  const { webhooks, status, residentMegabytes } = server;
  const rate = `${webhooks.deliveries} signed deliveries at ${webhooks.perSecond}/s`;
  return markdownTable(
    ["what", "measured"],
    [
      ["start-up, first (makes the database)", `${server.firstStartSeconds.toFixed(1)} s`],
      ["start-up, second", `${server.secondStartSeconds.toFixed(1)} s`],
      [
        `webhook acknowledgement, ${rate}`,
        `p50 ${webhooks.p50Ms.toFixed(0)} ms, p99 ${webhooks.p99Ms.toFixed(0)} ms, slowest ${webhooks.slowestMs.toFixed(0)} ms`,
      ],
      ["of that time, the server waited for a core", percent(webhooks.waitedShare)],
      ["CPU of a delivery, with the work it wakes", `${webhooks.cpuMsEach.toFixed(2)} ms`],
      ["`get_system_status` over HTTP, as plain curl (JSON)", statusText(status.curl)],
      ["`get_system_status` over HTTP, as an MCP client (stream)", statusText(status["mcp client"])],
      [
        `\`get_system_status\`, the endpoint alone, after ${endpoint.requests} requests`,
        `CPU ${endpoint.cpuMsEach.toFixed(2)} ms`,
      ],
      ["CPU when idle", `${percent(server.idleCpuShare)} of a core`],
      ["resident memory after the start", `${residentMegabytes.afterStart.toFixed(0)} MB`],
      ["resident memory after the load", `${residentMegabytes.afterLoad.toFixed(0)} MB`],
    ],
  );
}

function percent(share: number | null): string {
  return share === null ? "unknown" : `${(100 * share).toFixed(1)} %`;
}

function statusText({ userMsEach, systemMsEach, p50Ms, p99Ms }: StatusNumbers): string {
  const cpu = `CPU ${(userMsEach + systemMsEach).toFixed(2)} ms (${userMsEach.toFixed(2)} user, ${systemMsEach.toFixed(2)} system)`;
  return `${cpu}; answered in p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
}
