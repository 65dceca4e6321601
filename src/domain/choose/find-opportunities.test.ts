import { describe, expect, it } from "vitest";
import type {
  ErrorPatternFinding,
  Finding,
  MemoryFinding,
  SeriesFinding,
  TimeoutFinding,
} from "../analyse/finding.ts";
import { policySchema } from "../policy/policy.ts";
import { metricSchema } from "../shared/series.ts";
import { componentFingerprint, findOpportunities } from "./find-opportunities.ts";

function service(overrides: Record<string, string> = {}) {
  const declared = { name: "checkout", functionName: "checkout", resource: "Checkout", ...overrides };
  const [parsed] = policySchema.parse({ version: 1, services: [declared] }).services;
  if (!parsed) throw new Error("A policy has a service.");
  return parsed;
}

const base = {
  service: "checkout",
  sentence: "It is so.",
  window: { fromMs: 0, toMs: 1 },
  severity: 0.8,
  persistence: 1,
  evidence: [],
};
const memory: MemoryFinding = {
  ...base,
  kind: "memory_overprovisioned",
  configuredMegabytes: 1024,
  maxUsedMegabytes: 300,
  averageDurationMs: 200,
  invocations: 1000,
};
const timeout: TimeoutFinding = {
  ...base,
  kind: "timeout_too_short",
  configuredSeconds: 30,
  slowestSeconds: 29,
  timeouts: 2,
  invocations: 1000,
};
const error: ErrorPatternFinding = {
  ...base,
  kind: "error_pattern",
  patternId: "p1",
  template: "boom <*>",
  count: 9,
  perHour: 1,
  examples: [],
  frames: [{ file: "src/app.js", line: 1, functionName: "f", inApp: true }],
  isNew: false,
};
const shift: SeriesFinding = {
  ...base,
  kind: "level_shift",
  metric: metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "Average" }),
  baseline: 1,
  observed: 2,
  relativeEffect: 1,
  pValue: 0.001,
};
const context = { repository: "acme/shop", outcomes: [], invocationsPerHour: 1000 };

function one(finding: Finding, declared = service(), given = context) {
  const [found] = findOpportunities(declared, [finding], given);
  if (!found) throw new Error("Nothing was found.");
  return found;
}

describe("a fingerprint", () => {
  it.each<[string, Finding, Finding]>([
    [
      "memory",
      memory,
      { ...memory, maxUsedMegabytes: 311, invocations: 7, severity: 0.7, sentence: "Else." },
    ],
    ["timeout", timeout, { ...timeout, slowestSeconds: 30, timeouts: 40 }],
    ["an error", error, { ...error, count: 11, template: "other", isNew: true }],
    ["a series", shift, { ...shift, observed: 3, pValue: 0.1 }],
  ])("of %s is the same whatever the numbers of the day", (_what, first, second) => {
    expect(one(second).fingerprint).toBe(one(first).fingerprint);
    expect(one(first).fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it("differs by service, template, resource, configured value, problem and metric", () => {
    const other = { ...shift, metric: { ...shift.metric, dimensions: { FunctionName: "b" } } };
    const all = [
      one(memory),
      one(memory, service({ name: "search" })),
      one(memory, service({ template: "other.yaml" })),
      one(memory, service({ resource: "Other" })),
      one({ ...memory, configuredMegabytes: 2048 }),
      one(timeout),
      one({ ...timeout, configuredSeconds: 60 }),
      one(error),
      one({ ...error, patternId: "p2" }),
      one({ ...error, frames: [] }),
      one(shift),
      one({ ...shift, kind: "trend" }),
      one(other),
    ].map((found) => found.fingerprint);
    const components = [componentFingerprint("service", "a"), componentFingerprint("agent", "a")];
    expect(new Set([...all, ...components]).size).toBe(all.length + 2);
  });
});

describe("findOpportunities", () => {
  it("knows a remedy for memory, timeout and errors of the app's own code, and reports the rest", () => {
    expect(one(memory)).toMatchObject({
      title: "Set the memory of checkout from 1024 MB to 512 MB",
      remedy: { kind: "lambda-memory", template: "template.yaml", resource: "Checkout", toMegabytes: 512 },
    });
    expect(one(timeout)).toMatchObject({
      remedy: { kind: "lambda-timeout", fromSeconds: 30, toSeconds: 60 },
    });
    expect(one(error).remedy).toMatchObject({ kind: "fix-error", source: "src" });
    expect(
      one({ ...error, frames: [{ file: "x", line: 1, functionName: "f", inApp: false }] }).remedy,
    ).toEqual({
      kind: "report-only",
    });
    expect(one(shift)).toMatchObject({ title: "checkout: level shift", remedy: { kind: "report-only" } });
  });

  it("leaves out what only describes a series", () => {
    const quiet: Finding[] = [
      { ...shift, kind: "seasonality" },
      { ...shift, kind: "flat_line" },
      { ...shift, severity: 0 },
    ];
    expect(findOpportunities(service(), quiet, context)).toEqual([]);
  });

  it("puts the best first, ties in the same order every time", () => {
    const findings = [shift, { ...memory, severity: 0.2 }, error, timeout];
    const scores = findOpportunities(service(), findings, context).map((found) => found.impact.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(findOpportunities(service(), findings.toReversed(), context)).toEqual(
      findOpportunities(service(), findings, context),
    );
  });

  it("scores low, and says so, where the number of invocations is no number", () => {
    const unknown = one(memory, service(), { ...context, invocationsPerHour: Number.NaN });
    expect(unknown.impact.score).toBeLessThan(one(memory).impact.score);
    expect(JSON.stringify(unknown)).not.toContain("NaN");
  });
});
