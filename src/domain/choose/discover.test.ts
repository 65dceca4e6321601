import { describe, expect, it } from "vitest";
import { declaredFunction, observedFunction } from "../../../test/observation.ts";
import type { Observation } from "../analyse/observation.ts";
import { discover } from "./discover.ts";

function template(resource: string, megabytes: number, seconds: number): string {
  const properties = `      MemorySize: ${megabytes}\n      Timeout: ${seconds}\n`;
  return `Resources:\n  ${resource}:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties}`;
}

function discovered(observation: Observation, text: string | null, hint: string | null = null) {
  return discover(observation, text, "acme/shop", [], hint);
}

const requestId = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`;
const killed = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `RequestId: ${requestId(n)} Error: Runtime exited with error: signal: killed`,
  );
const elsewhere = declaredFunction({ name: "Bestellungen äö", template: "infra/sam.yml", resource: "F" });

describe("discover", () => {
  // Branches and pull requests are named by these.
  it.each<[string, string, Observation, string]>([
    [
      "5779be90c072fff6",
      "Set the memory of checkout from 1024 MB to 512 MB",
      observedFunction({ usedMegabytes: 300, durationMs: 5000 }),
      template("Checkout", 1024, 30),
    ],
    [
      "fd4366d6fbe266a3",
      "Set the memory of Bestellungen äö from 512 MB to 768 MB",
      observedFunction({ service: elsewhere, megabytes: 512, usedMegabytes: 500, lines: killed(12) }),
      template("F", 512, 3),
    ],
    [
      "4ce62071217544af",
      "Set the timeout of checkout from 30 s to 60 s",
      observedFunction({ durationMs: 29_000 }),
      template("Checkout", 1024, 30),
    ],
    [
      "381f80efe163234f",
      "Set the timeout of checkout from 900 s to 3 s",
      observedFunction({ durationMs: 1000 }),
      template("Checkout", 1024, 900),
    ],
  ])("finds %s: %s", (fingerprint, title, observation, text) => {
    const { opportunities, findings, reasons } = discovered(observation, text);
    const byRecipe = opportunities.filter(({ remedy }) => remedy.kind === "recipe");
    expect(byRecipe).toMatchObject([{ fingerprint, title }]);
    expect(byRecipe[0]?.influencedByUntrusted).toBeUndefined();
    expect(findings).toEqual(expect.arrayContaining([...(byRecipe[0]?.findings ?? [])]));
    expect(reasons).toEqual([]);
  });

  it("shows how long the service takes, with its chart", () => {
    const [found] = discovered(
      observedFunction({ usedMegabytes: 300 }),
      template("Checkout", 1024, 3),
    ).opportunities;
    expect(found?.evidence.at(-1)).toMatchObject({
      label: "Duration, average per period",
      value: "200 ms over 24 periods",
      series: { metric: { name: "Duration" } },
    });
  });

  it("goes on without a template, and says once what it does not know", () => {
    const { findings, reasons } = discovered(observedFunction({ usedMegabytes: 300 }), null);
    expect(findings).toEqual([]);
    expect(reasons).toMatchObject([{ code: "template_missing" }]);
  });

  it("says what several recipes miss only once", () => {
    const { reasons } = discovered(observedFunction(), template("Other", 1024, 3));
    expect(reasons).toMatchObject([{ code: "resource_missing" }]);
  });

  it("reaches as far as the service is used an hour, whenever the window was", () => {
    const day = 86_400_000;
    const later = (observation: Observation, days: number): Observation => ({
      ...observation,
      window: { fromMs: day, toMs: (1 + days) * day },
      series: new Map(
        [...observation.series].map(([key, one]) => {
          const points = one.series.points.map((point) => ({ ...point, atMs: point.atMs + day }));
          const series = { ...one.series, fromMs: day, toMs: (1 + days) * day, points };
          return [key, { ...one, series }];
        }),
      ),
    });
    const reach = (observation: Observation) => {
      const [found] = discovered(observation, template("Checkout", 1024, 3)).opportunities;
      return found?.impact.factors.find(({ name }) => name === "reach");
    };
    const observed = observedFunction({ usedMegabytes: 300 });
    expect(reach(later(observed, 1))?.value).toBeCloseTo(0.75, 3);
    expect(reach(later(observed, 1))?.because).toContain("1000 invocations an hour");
    expect(reach(later(observed, 10))?.because).toContain("100 invocations an hour");
    expect(reach({ ...observed, window: { fromMs: 0, toMs: 0 } })?.value).toBe(0);
    expect(reach({ ...observed, series: new Map() })).toMatchObject({
      value: 0,
      because: expect.not.stringMatching(/null|NaN|\d/),
    });
  });

  it("hands the issue that a person pointed at to the model, as an outsider's text, and to nothing else", () => {
    const hint = "Checkout fails since Monday.";
    const trace = "Error: no such order\n    at find (/var/task/src/app.js:10:5)";
    const lines = [1, 2, 3].map((minute) => ({ atMs: minute * 60_000, message: `ERROR ${trace}` }));
    const observed = observedFunction({ usedMegabytes: 300 });
    const failing = { ...observed, errorLogs: { ...observed.errorLogs, lines } };
    const evidence = (asked: string | null) =>
      discovered(failing, template("Checkout", 1024, 3), asked).opportunities.map((one) => [
        one.remedy.kind,
        ...one.evidence.filter(({ label }) => label.startsWith("Issue")),
      ]);
    const issue = { provenance: "untrusted", label: expect.any(String), value: hint };
    expect(evidence(hint).toSorted()).toEqual([["fix-error", issue], ["recipe"]]);
    expect(evidence(null).toSorted()).toEqual([["fix-error"], ["recipe"]]);
  });
});
