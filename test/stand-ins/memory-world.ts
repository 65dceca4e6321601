import { hmacSealer } from "../../src/adapters/sealer.ts";
import { recipeGenerator } from "../../src/domain/draft/recipe-generator.ts";
import type { Metric, Series } from "../../src/domain/shared/series.ts";
import type { Flags, Settings } from "../../src/domain/shared/settings.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { WakeUp } from "../../src/ports/queue.ts";
import type { RevertOutcome } from "../../src/ports/workspace.ts";
import { MemoryForge } from "./memory-forge.ts";
import { MemoryStore } from "./memory-store.ts";

export const policyText = `version: 1
services:
  - name: checkout
    functionName: checkout
    resource: Checkout
merge: { auto: true, requiredChecks: [ci] }
revert: { auto: true }
`;

export const templateText = `Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024 # megabytes
      Timeout: 30
`;

export const settings: Settings = {
  tenant: "default",
  metricsPeriodSeconds: 300,
  analysisWindowHours: 24,
  cycleIntervalHours: 24,
  maxConcurrentImprovements: 3,
  monitoringDurationSeconds: 3600,
  degradationThreshold: 0.1,
  pollSeconds: 60,
};

export const everythingOn: Flags = {
  selfBuilding: true,
  cloudwatchStreaming: true,
  autonomousImprovements: true,
  componentGeneration: true,
  improvementRollback: true,
};

/** 2026-01-05 00:00 UTC, a Monday. */
export const startMs = Date.UTC(2026, 0, 5);

/** The whole outside of the cycle in memory: one repository, one function, a clock that the test turns. */
export class MemoryWorld {
  readonly store = new MemoryStore();
  readonly forge = new MemoryForge(
    { ".github/self-building.yml": policyText, "template.yaml": templateText },
    startMs,
  );
  readonly wakeUps: WakeUp[] = [];
  flags: Flags = everythingOn;
  /** How much longer the function takes once its memory is changed; 1 is no change. */
  slowdown = 1;
  /** Whether the telemetry has nothing to say from now on. */
  silent = false;
  nowMs = startMs;

  ports(): Ports {
    return {
      store: this.store,
      forge: this.forge,
      generator: recipeGenerator,
      telemetry: {
        readSeries: async (request) => request.metrics.map((metric) => this.series(metric, request)),
        readLogs: async (request) => ({ ...request, lines: this.reportLines(request), complete: true }),
        circuit: () => "closed",
      },
      workspace: {
        checkout: async (_repository, sha, use) => {
          const files = this.forge.commits.get(sha)?.files ?? {};
          return use({
            readFile: async (path) => files[path] ?? null,
            listFiles: async () => Object.keys(files),
            modes: async () => new Map(Object.keys(files).map((path) => [path, "100644"])),
          });
        },
        revert: async (_repository, mergedSha, ontoSha) => this.revert(mergedSha, ontoSha),
      },
      inspector: { inspect: async () => [] },
      queue: {
        wake: async (wakeUp) => {
          this.wakeUps.push(wakeUp);
        },
      },
      instruments: { add: () => {} },
      switches: { flags: () => this.flags },
      sealer: hmacSealer("a key of the tests"),
    };
  }

  /** Since when the function runs with another memory size; null while it has the first. */
  changedAtMs(): number | null {
    const main = this.forge.commits.get(this.forge.tip("main"));
    if (main?.files["template.yaml"] === templateText) return null;
    return this.forge.pulls.find((pull) => pull.merged)?.merged?.atMs ?? null;
  }

  private series(metric: Metric, window: { fromMs: number; toMs: number; periodSeconds: number }): Series {
    const points: Series["points"][number][] = [];
    if (this.silent) return { metric, ...window, points, complete: true };
    const changedAtMs = this.changedAtMs();
    for (
      let atMs = window.fromMs;
      atMs < Math.min(window.toMs, this.nowMs);
      atMs += window.periodSeconds * 1000
    ) {
      // A little deterministic noise: a judge has to live with it, and a constant is a case of its own.
      const wobble = ((Math.imul(atMs / 1000 + metric.name.length, 2654435761) >>> 8) % 1000) / 1000 - 0.5;
      const slow = changedAtMs !== null && atMs >= changedAtMs ? this.slowdown : 1;
      const value = { Duration: 200 * slow * (1 + 0.06 * wobble), Invocations: 100 }[metric.name] ?? 0;
      points.push({ atMs, value });
    }
    return { metric, ...window, points, complete: true };
  }

  private reportLines(request: { fromMs: number; toMs: number; filter?: string }) {
    if (request.filter !== "REPORT") return [];
    const memory = /MemorySize: (\d+)/.exec(
      this.forge.commits.get(this.forge.tip("main"))?.files["template.yaml"] ?? "",
    )?.[1];
    return Array.from({ length: 150 }, (_, index) => ({
      atMs: request.fromMs + index * 1000,
      message: `REPORT RequestId: 00000000-0000-4000-8000-${String(index).padStart(12, "0")}\tDuration: 200.00 ms\tBilled Duration: 200 ms\tMemory Size: ${memory} MB\tMax Memory Used: 300 MB\t`,
    }));
  }

  private revert(mergedSha: string, ontoSha: string): RevertOutcome {
    const merged = this.forge.commits.get(mergedSha);
    const before = this.forge.commits.get(merged?.parents[0] ?? "");
    const onto = this.forge.commits.get(ontoSha);
    const touched = Object.keys(merged?.files ?? {}).filter(
      (path) => merged?.files[path] !== before?.files[path],
    );
    const undone = touched.filter((path) => onto?.files[path] === before?.files[path]);
    if (undone.length === touched.length) return { kind: "nothing_to_revert" };
    const conflicts = touched.filter((path) => onto?.files[path] !== merged?.files[path]);
    if (conflicts.length > 0) return { kind: "conflict", paths: conflicts };
    const files = touched.map((path) => ({
      path,
      content: before?.files[path] ?? null,
      mode: "100644" as const,
    }));
    return { kind: "files", files };
  }
}
