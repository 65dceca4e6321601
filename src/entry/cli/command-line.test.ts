import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { everythingOn } from "../../../test/stand-ins/memory-world.ts";
import type { SystemStatus } from "../../cycle/queries/system-status.ts";
import type { CycleRequest } from "../../cycle/report/cycle-request.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import { parsePolicyFile } from "../../domain/policy/parse-policy.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { ReasonCode } from "../../domain/shared/reasons.ts";
import { runCommandLine } from "./command-line.ts";
import { policyJsonSchema } from "./policy-json-schema.ts";
import type { CommandLineWorld } from "./world.ts";

const report: CycleReport = {
  id: "c1",
  tenant: "default",
  repository: "acme/shop",
  actor: "operator",
  startedAtMs: 1,
  finishedAtMs: 2,
  outcome: "completed",
  reasons: [],
  services: [
    {
      name: "checkout",
      complete: false,
      findings: [{ kind: "trend", sentence: "Duration grows by 3 % a day." }],
      reasons: [],
    },
  ],
  opportunities: [
    {
      fingerprint: "f1",
      service: "checkout",
      title: "Lower the memory",
      score: 41.25,
      decision: "admitted",
      reasons: [],
    },
  ],
};

const status: SystemStatus = {
  tenant: "default",
  atMs: 1_000,
  flags: everythingOn,
  telemetryCircuit: "closed",
  modelAvailable: false,
  modelIsolation: null,
  improvementsByStage: { proposed: 2, ended: 5 },
  endedImprovements: { kept: 5 },
  faulty: [],
  stalled: [],
  failingInstallations: [],
  lastCycle: null,
  lessons: [{ remedyKind: "lambda-memory", probabilityOfSuccess: 0.7, trials: 6 }],
  calibration: [],
};

let out: string;
let errors: string;

function play(options: {
  cycle?: Partial<CycleReport>;
  repositories?: { owner: string; name: string }[];
  advanceErrors?: unknown[];
  files?: Record<string, string>;
}): { world: CommandLineWorld; requests: CycleRequest[]; happened: string[] } {
  out = "";
  errors = "";
  const requests: CycleRequest[] = [];
  const happened: string[] = [];
  const world: CommandLineWorld = {
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      errors += text;
    },
    readFile: async (path) => {
      const text = options.files?.[path];
      if (text === undefined) throw new Error("ENOENT");
      return text;
    },
    checkPolicy: parsePolicyFile,
    serve: async (onReady) => onReady("http://127.0.0.1:1"),
    defaultRepository: () => null,
    playDemo: async () => 0,
    open: async () => ({
      repositories: async () => options.repositories ?? [{ owner: "acme", name: "shop" }],
      runCycle: async (request) => {
        requests.push(request);
        return { ...report, ...options.cycle };
      },
      rebuild: async () => void happened.push("read back"),
      advanceDue: async () => {
        happened.push("advanced");
        return options.advanceErrors ?? [];
      },
      status: async () => status,
      close: async () => void happened.push("closed"),
    }),
  };
  return { world, requests, happened };
}

afterEach(() => expect(`${out}${errors}`).not.toContain("undefined"));

test("cycle runs for every installed repository, advances what is due and closes", async () => {
  const { world, requests, happened } = play({});
  expect(await runCommandLine(["cycle", "--window-hours", "6"], world)).toBe(0);
  expect(requests).toMatchObject([
    { repository: { owner: "acme", name: "shop" }, analysisWindowHours: 6, dryRun: false },
  ]);
  expect(happened).toEqual(["advanced", "closed"]);
  expect(out).toContain("checkout (telemetry incomplete)");
  expect(out).toContain("[41.3] checkout: Lower the memory: admitted");
});

test("a dry run advances nothing and says what would be opened, as JSON where asked", async () => {
  const dry = play({});
  expect(await runCommandLine(["cycle", "--dry-run", "--repository", "a/b"], dry.world)).toBe(0);
  expect(dry.requests).toMatchObject([{ repository: { owner: "a", name: "b" }, dryRun: true }]);
  expect(dry.happened).toEqual(["closed"]);
  expect(out).toContain("would be opened");

  const json = play({});
  await runCommandLine(["cycle", "--dry-run", "--json"], json.world);
  expect(JSON.parse(out)).toMatchObject({ dryRun: true, cycles: [{ id: "c1" }] });
});

test("--advance-only looks for nothing new and moves on what is open", async () => {
  const { world, requests, happened } = play({});
  expect(await runCommandLine(["cycle", "--advance-only"], world)).toBe(0);
  expect([requests, happened]).toEqual([[], ["read back", "advanced", "closed"]]);
});

const refusedFor = (...codes: ReasonCode[]) => ({
  cycle: { outcome: "refused" as const, reasons: codes.map((code) => reason(code, "So it is.")) },
});
const service = { name: "checkout", complete: false, findings: [], reasons: [] };
const whole = { ...service, complete: true };

test.each([
  [refusedFor("self_building_off"), 3],
  [refusedFor("repository_off"), 3],
  [refusedFor("organisation_off", "policy_missing"), 3],
  [refusedFor("policy_missing"), 1],
  [refusedFor("repository_missing"), 1],
  [{ cycle: { services: [service, service] } }, 1],
  [{ cycle: { services: [service, whole] } }, 0],
  [{ cycle: { services: [] } }, 0],
  [{ cycle: { outcome: "failed" as const } }, 1],
  [{ cycle: { outcome: "blind" as const, services: [service] } }, 4],
  [{ repositories: [] }, 1],
  [{ advanceErrors: [new Error("GitHub is away")] }, 1],
])("cycle's exit code tells what happened: %j is %d", async (options, code) => {
  const { world, happened } = play(options);
  expect(await runCommandLine(["cycle"], world)).toBe(code);
  expect(happened.at(-1)).toBe("closed");
});

test.each([
  [["bogus"], "unknown command"],
  [["cycle", "--window-hours", "0"], "1 to 168"],
  [["cycle", "--repository", "nonsense"], "owner/name"],
  [["cycle", "--unknown"], "unknown option"],
])("wrong arguments %j are 2 and say what is wrong", async (args, text) => {
  const { world, requests } = play({});
  expect(await runCommandLine(args, world)).toBe(2);
  expect(errors).toContain(text);
  expect(requests).toEqual([]);
});

test("an exception becomes 1 and its message with its cause", async () => {
  const { world } = play({});
  const broken = {
    ...world,
    open: () => Promise.reject(new Error("Could not open.", { cause: new Error("disk full") })),
  };
  expect(await runCommandLine(["status"], broken)).toBe(1);
  expect(errors).toBe("Could not open.\n  because: disk full\n");
});

test("status speaks to people and to scripts", async () => {
  const { world } = play({});
  expect(await runCommandLine(["status"], world)).toBe(0);
  expect(out).toContain("2 proposed, 5 ended (5 kept)");
  expect(out).toContain("lambda-memory succeeds 70 % (6 tried)");
  const json = play({});
  await runCommandLine(["status", "--json"], json.world);
  expect(JSON.parse(out)).toMatchObject({ tenant: "default" });
});

test("check-config names every problem of a policy file, and 2 when there is one", async () => {
  const valid = "version: 1\nservices: [{ name: a, functionName: a, resource: A }]\n";
  const files = { ".github/self-building.yml": valid, "bad.yml": "version: 2\nservices: []\nextra: 1\n" };
  expect(await runCommandLine(["check-config"], play({ files }).world)).toBe(0);
  expect(out).toBe(".github/self-building.yml is valid.\n");
  expect(await runCommandLine(["check-config", "bad.yml"], play({ files }).world)).toBe(2);
  for (const name of ["version", "services", "extra"]) expect(out).toContain(name);
  expect(await runCommandLine(["check-config", "bad.yml", "--json"], play({ files }).world)).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ valid: false });
  expect(await runCommandLine(["check-config", "nowhere.yml"], play({ files }).world)).toBe(2);
  expect(errors).toContain("nowhere.yml cannot be read");
});

test("check-config warns of what is valid and will hardly do what is wanted", async () => {
  const odd = "version: 1\nservices: [{ name: a, functionName: a, resource: A }]\nmerge: { auto: true }\n";
  const files = { ".github/self-building.yml": odd };
  expect(await runCommandLine(["check-config"], play({ files }).world)).toBe(0);
  expect(out).toContain("  warning: merge.auto: true merges nothing");
  expect(await runCommandLine(["check-config", "--json"], play({ files }).world)).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ valid: true, warnings: [expect.any(String)] });
});

test("every command has help with the exit codes", async () => {
  for (const command of ["start", "cycle", "status", "check-config", "schema", "demo"]) {
    expect(await runCommandLine([command, "--help"], play({}).world)).toBe(0);
    expect(out).toContain("Exit codes:");
  }
});

test("the committed JSON Schema is the policy's (npm run self-building -- schema > schema/self-building.schema.json)", () => {
  const committed = readFileSync(
    new URL("../../../schema/self-building.schema.json", import.meta.url),
    "utf8",
  );
  expect(JSON.parse(committed)).toEqual(policyJsonSchema());
});
