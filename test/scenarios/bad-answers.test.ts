import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalWorld, startLocalWorld } from "../../demo/local-world.ts";
import { appPulls } from "../../demo/observer.ts";
import type { Scenario } from "../../demo/recorded-model/recorded.ts";
import { createLocalCopy } from "../../src/adapters/cloudwatch/local-copy.ts";
import { cloudWatchTelemetry } from "../../src/adapters/cloudwatch/telemetry.ts";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { loadConfig } from "../../src/config.ts";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import type { Settings } from "../../src/domain/shared/settings.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Telemetry } from "../../src/ports/telemetry.ts";
import { type Wiring, wire, withQueue } from "../../src/wiring.ts";
import { copiedDatabaseFolder, removeFolder } from "../database.ts";
import { MemoryStore } from "../stand-ins/memory-store.ts";

const slowMachineMs = 300_000;
const awsCredentials = { accessKeyId: "local", secretAccessKey: "local" };
const log = pino({ level: "silent" });

let folder: string;
let world: LocalWorld;
let wiring: Wiring;
let settings: Settings;
let found: Improvement;

/** The product's adapters as they are wired, with rows that only this test sees. */
function portsOn(store: MemoryStore): Ports {
  return withQueue({ ...wiring.ports, store }, immediateQueue());
}

/** Telemetry that has seen nothing yet, so that no copy of its own can answer for CloudWatch. */
function newTelemetry(): Telemetry {
  return cloudWatchTelemetry({
    region: "us-east-1",
    endpoint: world.cloudWatch.url,
    credentials: awsCredentials,
    log,
    now: world.clock.now,
    enabled: () => true,
    localCopy: createLocalCopy(),
  });
}

function cycle(store: MemoryStore, telemetry = wiring.ports.telemetry): Promise<CycleReport> {
  const request = {
    kind: "cycle",
    cycleId: "cycle-1",
    repository: { owner: "acme", name: "shop" },
    trigger: { kind: "schedule" },
    analysisWindowHours: 2,
    maxImprovements: null,
  } as const;
  return runCycle(request, { ...portsOn(store), telemetry }, settings, world.clock.now());
}

beforeAll(async () => {
  folder = await copiedDatabaseFolder();
  world = await startLocalWorld({ speed: 1, seed: 1, environment: { SELF_BUILDING_DATA_DIR: folder } });
  const { environment, clock } = world;
  const config = loadConfig(environment);
  settings = config.settings;
  wiring = await wire(config, { environment, log, now: clock.now, throttleGitHub: false, awsCredentials });
  const store = new MemoryStore();
  await cycle(store);
  const [row] = [...store.rows.values()].filter((one) => one.opportunity.remedy.kind === "fix-error");
  if (!row) throw new Error("The cycle did not find the error in orders.");
  found = row;
}, slowMachineMs);

afterAll(async () => {
  const { invalidRequests, unknownRoutes } = world.github;
  await wiring.close();
  await world.stop();
  await removeFolder(folder);
  expect(invalidRequests).toEqual([]);
  expect(unknownRoutes).toEqual([]);
}, slowMachineMs);

const answers: readonly (readonly [string, readonly Scenario[], string])[] = [
  ["nonsense, twice", ["nonsense", "nonsense"], "model_invalid_answer"],
  ["JSON of another shape, twice", ["wrong_shape", "wrong_shape"], "model_invalid_answer"],
  ["a refusal", ["refusal"], "model_refused"],
  ["an answer that is cut off", ["cut_off"], "model_cut_off"],
  ["no change at all", ["declined"], "model_declined"],
  ["a path that leaves the repository", ["path_outside"], "path_outside_repository"],
  ["a workflow", ["workflow_path"], "protected_path"],
  ["a secret", ["secret"], "secret_found"],
  ["an edit of text that is not in the file", ["edit_missing"], "edit_text_missing"],
];

test.each(answers)(
  "of a model: %s ends the improvement with the reason, and nothing is opened",
  async (_name, scenarios, code) => {
    const store = new MemoryStore();
    await store.insertImprovement(found);
    world.model.play(...scenarios);
    const row = await advance(found.id, portsOn(store), settings, world.clock.now());
    expect(row).toMatchObject({ how: "unusable", wakeAtMs: null, reasons: [{ code }] });
    expect(store.entries).toMatchObject([{ outcome: "unusable", reasons: [{ code }] }]);
    expect(appPulls(world)).toEqual([]);
  },
  slowMachineMs,
);

test(
  "a model that does not answer is asked again later; one that refuses the key ends it with what to check",
  async () => {
    const store = new MemoryStore();
    await store.insertImprovement(found);
    world.model.failNext(500, 4);
    const later = await advance(found.id, portsOn(store), settings, world.clock.now());
    expect(later).toMatchObject({ stage: "found", faults: 1 });
    expect(store.entries).toMatchObject([
      { outcome: "fault", reasons: [{ text: expect.stringMatching(/tried again/) }] },
    ]);
    world.model.failNext(401, 1);
    const row = await advance(found.id, portsOn(store), settings, world.clock.now());
    expect(row).toMatchObject({ how: "unusable", reasons: [{ code: "model_unauthorized" }] });
  },
  slowMachineMs,
);

test(
  "a CloudWatch that throttles is asked again, and the cycle sees everything",
  async () => {
    world.cloudWatch.failNext({
      operation: "GetMetricData",
      status: 400,
      code: "ThrottlingException",
      times: 2,
    });
    world.cloudWatch.failNext({
      operation: "FilterLogEvents",
      status: 400,
      code: "ThrottlingException",
      times: 2,
    });
    const report = await cycle(new MemoryStore(), newTelemetry());
    expect(report.services.map(({ complete }) => complete)).toEqual([true, true, true]);
  },
  slowMachineMs,
);

test(
  "a CloudWatch that is down is reported as missing data, opens nothing, and comes back",
  async () => {
    const store = new MemoryStore();
    for (const operation of ["GetMetricData", "FilterLogEvents"]) {
      world.cloudWatch.failNext({ operation, status: 503, code: "ServiceUnavailable", times: Infinity });
    }
    const report = await cycle(store, newTelemetry());
    const missing = {
      complete: false,
      reasons: expect.arrayContaining([expect.objectContaining({ code: "no_data" })]),
    };
    expect(report.services).toMatchObject([missing, missing, missing]);
    expect(report.opportunities.map(({ decision }) => decision)).not.toContain("admitted");
    world.cloudWatch.clearFaults();
    expect(store.rows.size).toBe(0);
    const again = await cycle(store, newTelemetry());
    expect(again.services.map(({ complete }) => complete)).toEqual([true, true, true]);
  },
  slowMachineMs,
);
