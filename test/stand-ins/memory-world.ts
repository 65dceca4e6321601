import { hmacSealer } from "../../src/adapters/sealer.ts";
import type { Change } from "../../src/domain/change/change.ts";
import type { GenerationTask } from "../../src/domain/draft/generation.ts";
import { recipeGenerator } from "../../src/domain/draft/recipe-generator.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Flags, Settings } from "../../src/domain/shared/settings.ts";
import type { Inspector } from "../../src/ports/inspector.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { WakeUp } from "../../src/ports/queue.ts";
import type { RevertOutcome } from "../../src/ports/workspace.ts";
import { MemoryForge } from "./memory-forge.ts";
import type { Files } from "./memory-git.ts";
import { MemoryStore } from "./memory-store.ts";
import { MemoryTelemetry, resourceOf } from "./memory-telemetry.ts";

export const policyText = `version: 1
services:
  - name: checkout
    functionName: checkout
    resource: Checkout
merge: { auto: true, requiredChecks: [ci] }
revert: { auto: true }
`;

/** The template of one function that has far more memory than it needs. */
function templateOf(functionName: string): string {
  return `Resources:
  ${resourceOf(functionName)}:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024 # megabytes
      Timeout: 30
`;
}

export const templateText = templateOf("checkout");

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

/** What differs from the usual world. */
interface WorldOptions {
  /** Text of the policy file on `main`. */
  readonly policy?: string;
  /** Beside checkout's: each has a template of its own, `NAME.yaml`. */
  readonly otherFunctions?: readonly string[];
  readonly repository?: RepositoryRef;
  readonly settings?: Partial<Settings>;
  /** Of several tenants, say. */
  readonly store?: MemoryStore;
}

/** The whole outside of the cycle in memory: one repository, its functions, a clock that the test turns. */
export class MemoryWorld {
  readonly store: MemoryStore;
  readonly forge: MemoryForge;
  readonly settings: Settings;
  readonly wakeUps: WakeUp[] = [];
  /** What was counted: the metric's name and by how much. */
  readonly counted: [metric: string, value: number][] = [];
  flags: Flags = everythingOn;
  /** How much longer checkout takes once its memory is changed; 1 is no change. */
  slowdown = 1;
  /** Since when there is telemetry. */
  sinceMs = 0;
  /** Whether the telemetry has nothing to say from now on. */
  silent = false;
  /** What the inspector says of files and texts. */
  inspect: Inspector["inspect"] = async () => [];
  /** What a generator that is not quite the recipes' makes of their changes. */
  amend: (change: Change, task: GenerationTask) => Change = (change) => change;
  nowMs = startMs;
  readonly #telemetry: MemoryTelemetry;

  constructor({
    policy = policyText,
    otherFunctions = [],
    repository,
    settings: otherSettings = {},
    store = new MemoryStore(),
  }: WorldOptions = {}) {
    const others = otherFunctions.map((name) => [`${name}.yaml`, templateOf(name)]);
    const files = { ".github/self-building.yml": policy, "template.yaml": templateText };
    this.forge = new MemoryForge({ ...files, ...Object.fromEntries(others) }, startMs, repository);
    this.forge.isStrict = true;
    this.store = store;
    this.settings = { ...settings, ...otherSettings };
    this.#telemetry = new MemoryTelemetry(this.forge, () => this);
  }

  ports(): Ports {
    return {
      store: this.store,
      forge: this.forge,
      generator: {
        handles: (kind) => recipeGenerator.handles(kind),
        propose: async (task) => {
          const proposal = await recipeGenerator.propose(task);
          return proposal.kind === "change"
            ? { kind: "change", change: this.amend(proposal.change, task) }
            : proposal;
        },
      },
      telemetry: {
        readSeries: (request) => this.#telemetry.readSeries(request),
        readLogs: (request) => this.#telemetry.readLogs(request),
        circuit: () => this.#telemetry.circuit(),
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
      inspector: { inspect: (...asked) => this.inspect(...asked) },
      queue: {
        wake: async (wakeUp) => {
          this.wakeUps.push(wakeUp);
        },
      },
      instruments: {
        add: (metric, value) => {
          this.counted.push([metric, value]);
        },
      },
      switches: { flags: () => this.flags },
      sealer: hmacSealer("a key of the tests"),
    };
  }

  /** Since when a function runs with another memory size; null while it has the first. */
  changedAtMs(functionName = "checkout"): number | null {
    return this.#telemetry.changedAtMs(functionName);
  }

  private revert(mergedSha: string, ontoSha: string): RevertOutcome {
    const merged = this.forge.commits.get(mergedSha);
    if (!merged) return { kind: "commit_gone" };
    const onto = this.forge.commitAt(ontoSha).files;
    const undone = this.forge.undone(mergedSha, ontoSha);
    const before = this.forge.commitAt(merged.parents[0] ?? "").files;
    const changed = (after: Files) =>
      Object.keys({ ...before, ...onto, ...merged.files }).filter((path) => after[path] !== onto[path]);
    if (undone === null) {
      const touched = Object.keys(merged.files).filter((path) => merged.files[path] !== before[path]);
      return { kind: "conflict", paths: touched };
    }
    const files = changed(undone).map((path) => ({
      path,
      content: undone[path] ?? null,
      mode: "100644" as const,
    }));
    if (files.length === 0) return { kind: "nothing_to_revert" };
    return { kind: "files", files };
  }
}
