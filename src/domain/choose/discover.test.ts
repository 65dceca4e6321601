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

const elsewhere = declaredFunction({ name: "Bestellungen äö", template: "infra/sam.yml", resource: "F" });

describe("discover", () => {
  // Fingerprints of version 0.1.0: branches and pull requests are named by them.
  it.each<[string, string, Observation, string]>([
    [
      "52199871dbb37b21",
      "Set the memory of checkout from 1024 MB to 512 MB",
      observedFunction({ usedMegabytes: 300, durationMs: 5000 }),
      template("Checkout", 1024, 30),
    ],
    [
      "b55d5f7fa90e6f6e",
      "Set the memory of Bestellungen äö from 512 MB to 768 MB",
      observedFunction({ service: elsewhere, megabytes: 512, usedMegabytes: 500 }),
      template("F", 512, 3),
    ],
    [
      "7c97a9e30826d943",
      "Set the timeout of checkout from 30 s to 60 s",
      observedFunction({ durationMs: 29_000 }),
      template("Checkout", 1024, 30),
    ],
    [
      "88e35019c3d60b31",
      "Set the timeout of checkout from 900 s to 3 s",
      observedFunction({ durationMs: 1000 }),
      template("Checkout", 1024, 900),
    ],
  ])("finds %s: %s", (fingerprint, title, observation, text) => {
    const { opportunities, findings, reasons } = discovered(observation, text);
    expect(opportunities).toMatchObject([{ fingerprint, title, remedy: { kind: "recipe" } }]);
    expect(findings).toEqual(opportunities[0]?.findings);
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
});
