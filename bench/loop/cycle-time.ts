import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { LogLine } from "../../src/domain/shared/log.ts";
import type { Point, Series } from "../../src/domain/shared/series.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Telemetry } from "../../src/ports/telemetry.ts";
import { MemoryForge } from "../../test/stand-ins/memory-forge.ts";
import { MemoryWorld, settings, startMs } from "../../test/stand-ins/memory-world.ts";
import { percentile } from "./open-loop.ts";

/** How long one cycle over so many services takes. */
export interface CycleTime {
  readonly services: number;
  readonly series: number;
  /** Median over the runs. */
  readonly seconds: number;
  /** Processor time of a run, all threads; unlike the time on the clock, others' work does not lengthen it. */
  readonly cpuSeconds: number;
  readonly runs: number;
  readonly findings: number;
}

const ownMetrics = 7;
const days = 7;
const pointsPerSeries = days * 288;
/** So many different shapes of series; services take them in turn. */
const shapes = 10;
const minuteMs = 60_000;

/**
 * Times cycles of `services` services with ten metrics each: Lambda's three and seven of their own, 7 days of
 * five-minute points, 2,000 REPORT lines and 500 error lines each. Everything is in memory already, so that the
 * time is the product's own work.
 */
export async function timeCycle(services: number, runs: number): Promise<CycleTime> {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let findings = 0;
  for (let run = 0; run < runs; run++) {
    const ports = portsFor(services);
    const startedMs = performance.now();
    const cpuBefore = process.cpuUsage();
    const report = await runCycle(request, ports, { ...settings, metricsPeriodSeconds: 300 }, startMs);
    times.push((performance.now() - startedMs) / 1000);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuTimes.push((user + system) / 1e6);
    if (report.outcome !== "completed" || report.services.length !== services) {
      throw new Error(`The cycle ended as ${report.outcome}: ${JSON.stringify(report.reasons)}`);
    }
    findings = report.services.reduce((sum, service) => sum + service.findings.length, 0);
  }
  const [seconds, cpuSeconds] = [percentile(times, 0.5), percentile(cpuTimes, 0.5)];
  return { services, series: services * (3 + ownMetrics), seconds, cpuSeconds, runs, findings };
}

const request = {
  kind: "cycle",
  cycleId: "bench",
  repository: { owner: "acme", name: "shop" },
  trigger: { kind: "schedule" },
  analysisWindowHours: null,
  maxImprovements: null,
} as const;

function portsFor(services: number): Ports {
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  const policy = {
    version: 1,
    services: names.map((name, index) => ({
      name,
      functionName: name,
      resource: `Function${index}`,
      metrics: Array.from({ length: ownMetrics }, (_, own) => ownMetric(name, own)),
    })),
  };
  const resource = { Type: "AWS::Serverless::Function", Properties: { MemorySize: 1024, Timeout: 30 } };
  const template = { Resources: Object.fromEntries(names.map((_, index) => [`Function${index}`, resource])) };
  // JSON is YAML.
  const files = {
    ".github/self-building.yml": JSON.stringify(policy),
    "template.yaml": JSON.stringify(template),
  };
  const forge = new MemoryForge(files, startMs);
  return { ...new MemoryWorld().ports(), forge, telemetry: preparedTelemetry() };
}

/** As short as a policy can say it: a hundred services have to fit the 64 KiB that a policy may have. */
function ownMetric(service: string, index: number) {
  return { namespace: "Shop", name: `${service}-${index}`, statistic: "Average" };
}

/** Answers at once with series that were made before. */
function preparedTelemetry(): Telemetry {
  const prepared = Array.from({ length: shapes }, (_, shape) => pointsOf(shape));
  const reports = reportLines();
  const errors = errorLines();
  return {
    readSeries: async ({ metrics, ...window }) =>
      metrics.map((metric, index): Series => {
        const points = prepared[index % shapes] ?? [];
        return { metric, ...window, points, complete: true };
      }),
    readLogs: async ({ filter, maxLines, ...request }) => {
      const lines = filter?.includes("REPORT") ? reports : errors;
      return { ...request, lines: lines.slice(0, maxLines), complete: true };
    },
    circuit: () => "closed",
  };
}

/** A day's rhythm, noise, and in some shapes a change of level: what the analysis has to tell apart. */
function pointsOf(shape: number): Point[] {
  return Array.from({ length: pointsPerSeries }, (_, index) => {
    const noise = Math.sin((index + 1) * (shape + 1) * 12.9898) * 43_758.5453;
    const season = 1 + 0.3 * Math.sin((2 * Math.PI * index) / 288);
    const level = shape % 5 === 4 && index > pointsPerSeries * 0.9 ? 1.6 : 1;
    const value = (100 + 10 * shape) * season * level * (0.95 + 0.1 * (noise - Math.floor(noise)));
    return { atMs: startMs - (pointsPerSeries - index) * 5 * minuteMs, value };
  });
}

function reportLines(): LogLine[] {
  return Array.from({ length: 250 }, (_, index) => ({
    atMs: startMs - (250 - index) * minuteMs,
    message: `REPORT RequestId: 00000000-0000-4000-8000-${String(index).padStart(12, "0")}\tDuration: ${180 + (index % 50)}.00 ms\tBilled Duration: 230 ms\tMemory Size: 1024 MB\tMax Memory Used: ${280 + (index % 20)} MB\t`,
  }));
}

function errorLines(): LogLine[] {
  return Array.from({ length: 500 }, (_, index) => ({
    atMs: startMs - (500 - index) * minuteMs,
    message: `ERROR order ${index} failed: TypeError: Cannot read properties of undefined (reading 'city')\n    at label (/var/task/src/label.js:${10 + (index % 3)}:5)\n    at handler (/var/task/src/handler.js:8:3)`,
  }));
}
