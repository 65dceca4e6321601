import { describe, expect, it } from "vitest";
import { declaredFunction } from "../../../test/observation.ts";
import type { ErrorPatternFinding, SeriesFinding } from "../analyse/finding.ts";
import type { OutcomeRecord } from "../learn/ledger.ts";
import type { RecipeFinding } from "../recipes/detect.ts";
import { metricSchema } from "../shared/series.ts";
import {
  componentFingerprint,
  type Found,
  findOpportunities,
  type ScoringContext,
} from "./find-opportunities.ts";

const base = {
  service: "checkout",
  sentence: "It is so.",
  window: { fromMs: 0, toMs: 1 },
  severity: 0.8,
  persistence: 1,
  evidence: [],
};
const byRecipe: RecipeFinding = {
  finding: { ...base, kind: "memory_overprovisioned" },
  remedy: { kind: "recipe", recipe: "lambda-memory", values: { toMegabytes: 512 } },
  identity: ["template.yaml", "Checkout", 1024],
  title: "Set the memory of checkout from 1024 MB to 512 MB",
  risk: { value: 0.3, because: "Less memory also means less CPU." },
  reach: null,
  doubt: null,
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
const context: ScoringContext = {
  repository: "acme/shop",
  outcomes: [],
  volume: { counts: "invocations", perHour: 1000 },
};
const nothing: Found = { findings: [], byRecipes: [] };

function one(found: Partial<Found>, declared = declaredFunction(), given = context) {
  const [first] = findOpportunities(declared, { ...nothing, ...found }, given);
  if (!first) throw new Error("Nothing was found.");
  return first;
}

function recipe(overrides: Partial<RecipeFinding> = {}) {
  return { byRecipes: [{ ...byRecipe, ...overrides }] };
}

describe("a fingerprint", () => {
  // Branches, rows and pull requests are named by these: none may change without a way to know the older ones again.
  it.each<[string, string, Partial<Found>]>([
    ["a recipe's problem", "5779be90c072fff6", recipe()],
    ["an error", "7544ebfd250a6235", { findings: [error] }],
    ["an error without code of the app", "482ebd97d97bba80", { findings: [{ ...error, frames: [] }] }],
    ["a series", "170836ffe0d2c027", { findings: [shift] }],
  ])("of %s is %s, as it always was", (_what, fingerprint, found) => {
    expect(one(found).fingerprint).toBe(fingerprint);
    expect(componentFingerprint("service", "a")).toBe("2ff35af93439f1b3");
  });

  it.each<[string, Partial<Found>, Partial<Found>]>([
    [
      "a recipe's problem",
      recipe(),
      recipe({
        finding: { ...byRecipe.finding, severity: 0.7, sentence: "Else." },
        remedy: { ...byRecipe.remedy, kind: "recipe", recipe: "lambda-memory", values: { toMegabytes: 640 } },
        title: "Else",
      }),
    ],
    [
      "an error",
      { findings: [error] },
      { findings: [{ ...error, count: 11, template: "other", isNew: true }] },
    ],
    ["a series", { findings: [shift] }, { findings: [{ ...shift, observed: 3, pValue: 0.1 }] }],
  ])("of %s is the same whatever the numbers of the day", (_what, first, second) => {
    expect(one(second).fingerprint).toBe(one(first).fingerprint);
  });

  it.each<[string, Partial<Found>]>([
    ["a recipe's problem", recipe()],
    ["an error", { findings: [error] }],
  ])(
    "of %s is the same under every name of the service, as is what it changes and watches",
    (_what, found) => {
      const renamed = one(found, declaredFunction({ name: "search" }));
      expect(renamed.fingerprint).toBe(one(found).fingerprint);
      expect(renamed.target).toEqual(one(found).target);
    },
  );

  it("differs by recipe, identity, problem and metric, and by source folder or by service of a report", () => {
    const other = { ...shift, metric: { ...shift.metric, dimensions: { FunctionName: "b" } } };
    const all = [
      one(recipe()),
      one({ findings: [error] }, declaredFunction({ source: "lambda" })),
      one({ findings: [shift] }, declaredFunction({ name: "search" })),
      one(recipe({ identity: ["other.yaml", "Checkout", 1024] })),
      one(recipe({ identity: ["template.yaml", "Checkout", 2048] })),
      one(recipe({ remedy: { kind: "recipe", recipe: "lambda-timeout", values: {} } })),
      one({ findings: [error] }),
      one({ findings: [{ ...error, patternId: "p2" }] }),
      one({ findings: [{ ...error, frames: [] }] }),
      one({ findings: [shift] }),
      one({ findings: [{ ...shift, kind: "trend" }] }),
      one({ findings: [other] }),
    ].map((found) => found.fingerprint);
    const components = [componentFingerprint("service", "a"), componentFingerprint("agent", "a")];
    expect(new Set([...all, ...components]).size).toBe(all.length + 2);
  });
});

describe("findOpportunities", () => {
  it("knows what recipes found and a remedy for errors of the app's own code, and reports the rest", () => {
    expect(one(recipe())).toMatchObject({ title: byRecipe.title, remedy: byRecipe.remedy });
    expect(one({ findings: [error] }).remedy).toMatchObject({ kind: "fix-error", source: "src" });
    const library = { ...error, frames: [{ file: "x", line: 1, functionName: "f", inApp: false }] };
    expect(one({ findings: [library] }).remedy).toEqual({ kind: "report-only" });
    expect(one({ findings: [shift] })).toMatchObject({
      title: "checkout: level shift",
      remedy: { kind: "report-only" },
    });
  });

  it("names the service in every title", () => {
    for (const finding of [error, { ...error, frames: [] }, shift]) {
      expect(one({ findings: [finding] }, declaredFunction({ name: "search" })).title).toContain("search");
    }
  });

  it.each<SeriesFinding["kind"]>(["anomaly", "level_shift", "variance_change", "trend", "missing_data"])(
    "reports what says that something is wrong: %s",
    (kind) => expect(one({ findings: [{ ...shift, kind }] }).findings).toEqual([{ ...shift, kind }]),
  );

  it("takes risk and reach from a recipe, and the reach from the volume where it has none", () => {
    const factors = (found: Partial<Found>) =>
      new Map(one(found).impact.factors.map((factor) => [factor.name, factor.value]));
    expect(factors(recipe()).get("riskAndCost")).toBe(0.3);
    expect(factors(recipe()).get("reach")).toBeCloseTo(Math.log10(1001) / 4);
    expect(factors(recipe({ reach: { value: 0.25, because: "It is so." } })).get("reach")).toBe(0.25);
  });

  it.each<[string, Partial<Found>]>([
    ["a recipe's problem", recipe()],
    ["an error", { findings: [error] }],
    ["what has no remedy", { findings: [shift] }],
  ])("scores %s by five factors and says why each is what it is", (_what, found) => {
    const { factors } = one(found).impact;
    expect(factors.map(({ name }) => name).toSorted()).toEqual([
      "persistence",
      "probabilityOfSuccess",
      "reach",
      "riskAndCost",
      "severity",
    ]);
    for (const { because } of factors) expect(because).toMatch(/^\S.+\.$/);
  });

  it("holds a recipe for safer than a model's code, and that for safer than no known remedy", () => {
    const risk = (found: Partial<Found>) =>
      one(found).impact.factors.find(({ name }) => name === "riskAndCost")?.value ?? Number.NaN;
    expect(risk(recipe())).toBeLessThan(risk({ findings: [error] }));
    expect(risk({ findings: [error] })).toBeLessThan(risk({ findings: [shift] }));
  });

  it("says how many outcomes speak for the probability of success, and how much the service is used", () => {
    const outcome = (repository: string): OutcomeRecord => ({
      improvementId: "acme/shop#1",
      tenant: "default",
      repository,
      remedyKind: "lambda-memory",
      outcome: "kept",
      predictedProbability: null,
      predictedEffect: null,
      measuredEffect: null,
      atMs: 0,
    });
    const outcomes = ["acme/shop", "acme/shop", "acme/web"].map(outcome);
    const because = (given: Partial<typeof context>) =>
      new Map(
        one(recipe(), declaredFunction(), { ...context, ...given }).impact.factors.map((factor) => [
          factor.name,
          factor.because,
        ]),
      );
    expect(because({ outcomes }).get("probabilityOfSuccess")).toMatch(/\b2\b.*\b3\b.*lambda-memory/);
    expect(because({ volume: { counts: "messages", perHour: 41.6 } }).get("reach")).toMatch(/^42 messages/);
    expect(because({ volume: { counts: null, perHour: 0 } }).get("reach")).toMatch(/^No metric\D+\.$/);
  });

  it("leaves out what only describes a series", () => {
    const quiet: SeriesFinding[] = [
      { ...shift, kind: "seasonality" },
      { ...shift, kind: "flat_line" },
      { ...shift, severity: 0 },
    ];
    expect(findOpportunities(declaredFunction(), { ...nothing, findings: quiet }, context)).toEqual([]);
  });

  it("puts the best first, ties in the same order every time", () => {
    const findings = [shift, { ...error, severity: 0.2 }, { ...error, patternId: "p2" }];
    const ranked = (given: typeof findings) =>
      findOpportunities(declaredFunction(), { findings: given, ...recipe() }, context);
    const scores = ranked(findings).map((found) => found.impact.score);
    expect(scores).toHaveLength(4);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(ranked(findings.toReversed())).toEqual(ranked(findings));
  });

  it("scores low, and says so, where the volume is no number", () => {
    const unknown = one(recipe(), declaredFunction(), {
      ...context,
      volume: { counts: "invocations", perHour: Number.NaN },
    });
    expect(unknown.impact.score).toBeLessThan(one(recipe()).impact.score);
    expect(JSON.stringify(unknown)).not.toContain("NaN");
  });
});
