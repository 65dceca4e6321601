import { describe, expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import type { ErrorPatternFinding } from "../analyse/finding.ts";
import { type ImpactFactor, scoreImpact } from "./impact.ts";
import type { ComponentRequest, Opportunity, Remedy } from "./opportunity.ts";
import { opportunitySchema } from "./opportunity-schema.ts";

const { opportunity } = foundImprovement();
const place = { template: "template.yaml", resource: "Checkout" };
const finding = {
  service: "checkout",
  sentence: "It is so.",
  window: { fromMs: 0, toMs: 1 },
  severity: 0.8,
  persistence: 1,
  evidence: [],
};
const error: ErrorPatternFinding = {
  ...finding,
  kind: "error_pattern",
  patternId: "p1",
  template: "boom <*>",
  count: 9,
  perHour: 1,
  examples: ["boom 1"],
  frames: [{ file: "src/app.js", line: 1, functionName: "f", inApp: true }],
  isNew: false,
};
const request: ComponentRequest = {
  componentType: "service",
  name: "mailer",
  description: "Sends mail.",
  capabilities: ["send"],
  requester: "agent-7",
};
const factors: ImpactFactor[] = [
  { name: "severity", value: 0.8, because: "It is so." },
  { name: "reach", value: 0.7, because: "1000 invocations an hour." },
  { name: "persistence", value: 1, because: "All the time." },
  { name: "probabilityOfSuccess", value: 0.5, because: "So it was before." },
  { name: "riskAndCost", value: 0.3, because: "Less CPU." },
];
const sizes = { fromMegabytes: 1024, toMegabytes: 512 };
const limits = { fromSeconds: 30, toSeconds: 60 };

describe("a stored opportunity", () => {
  it.each([
    ["lambda-memory", sizes],
    ["lambda-timeout", limits],
  ])("of version 0.1.0 with the recipe %s is read", (kind, values) => {
    const stored = { ...opportunity, remedy: { kind, ...place, ...values } };
    const read = opportunitySchema.parse(stored);
    expect(read.remedy).toEqual({ kind: "recipe", recipe: kind, values: { ...place, ...values } });
    expect(read.fingerprint).toBe(opportunity.fingerprint);
    expect(opportunitySchema.parse(read)).toEqual(read);
  });

  it.each([
    {
      kind: "memory_overprovisioned",
      configuredMegabytes: 1024,
      maxUsedMegabytes: 300,
      averageDurationMs: 2,
    },
    { kind: "timeout_too_short", configuredSeconds: 30, slowestSeconds: 29, timeouts: 2, invocations: 1000 },
  ])("of version 0.1.0 with the finding %j is read", (numbers) => {
    const stored = { ...opportunity, findings: [{ ...finding, ...numbers }] };
    expect(opportunitySchema.parse(stored).findings).toEqual([{ ...finding, kind: numbers.kind }]);
  });

  it("with a recipe that this version does not know is read as it is", () => {
    const remedy = { kind: "recipe", recipe: "lambda-of-tomorrow", values: { any: ["thing", 1] } };
    const stored = { ...opportunity, remedy, findings: [{ ...finding, kind: "found_tomorrow" }] };
    expect(opportunitySchema.parse(stored)).toEqual(stored);
  });

  it.each<[string, Remedy]>([
    ["a fix of an error", { kind: "fix-error", source: "src", finding: error }],
    ["a component", { kind: "component", request }],
    ["what has no remedy", { kind: "report-only" }],
  ])("for %s is read back as it was, with every factor of its score", (_what, remedy) => {
    const stored: Opportunity = { ...opportunity, remedy, impact: scoreImpact(factors) };
    expect(opportunitySchema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  it.each([
    ["a fingerprint that could not name a branch", { fingerprint: "../000000000000000f" }],
    ["a fingerprint that is too long", { fingerprint: "000000000000000f0" }],
    ["an error pattern without its template", { findings: [{ ...finding, kind: "error_pattern" }] }],
    ["a shift without its metric", { findings: [{ ...finding, kind: "level_shift" }] }],
    ["a finding without a sentence", { findings: [{ ...finding, kind: "x", sentence: undefined }] }],
    ["a remedy of no kind", { remedy: { kind: "made-up" } }],
    ["a remedy that is none", { remedy: null }],
  ])("is damaged by %s", (_what, part) => {
    expect(opportunitySchema.safeParse({ ...opportunity, ...part }).success).toBe(false);
  });
});
