import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixError, memoryOf } from "../../../test/admission-context.ts";
import { declaredFunction } from "../../../test/observation.ts";
import { recipes } from "../recipes/recipes.ts";
import { componentFingerprint } from "./find-opportunities.ts";
import type { Remedy } from "./opportunity.ts";
import { overlap, problemOf, serviceOfOpportunity, targetOf, targetOfOpportunity } from "./target.ts";

const checkout = declaredFunction();

describe("targetOf", () => {
  it("names the resource, the metrics whatever the statistic, and the log group", () => {
    expect(targetOf(checkout)).toEqual({
      changes: ["template.yaml#Checkout"],
      watches: [
        "metric AWS/Lambda/Duration{FunctionName=shop-checkout}:Sum",
        "metric AWS/Lambda/Errors{FunctionName=shop-checkout}:Sum",
        "metric AWS/Lambda/Throttles{FunctionName=shop-checkout}:Sum",
        "metric AWS/Lambda/Invocations{FunctionName=shop-checkout}:Sum",
        "logs /aws/lambda/shop-checkout",
      ],
    });
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ["another name", { name: "Kasse" }, true],
    ["another function of the same resource", { name: "b", functionName: "shop-b" }, true],
    ["another resource of the same function", { name: "b", resource: "B" }, true],
    ["another way to write the path", { name: "b", functionName: "b", template: "./template.yaml" }, true],
    [
      "the log group alone",
      { name: "b", functionName: "b", resource: "B", logGroup: "/aws/lambda/shop-checkout" },
      true,
    ],
    [
      "a resource of that name in another template",
      { functionName: "b", template: "b/template.yaml" },
      false,
    ],
    ["nothing", { name: "checkout", functionName: "b", resource: "B" }, false],
  ])("overlaps for %s", (_what, overrides, expected) => {
    const other = targetOf(declaredFunction(overrides));
    expect([overlap(targetOf(checkout), other), overlap(other, targetOf(checkout))]).toEqual([
      expected,
      expected,
    ]);
  });
});

describe("the target of what a row of 0.1.0 keeps", () => {
  it.each<[Remedy, string[]]>([
    [memoryOf({ resource: "Checkout" }), ["template.yaml#Checkout"]],
    [{ kind: "recipe", recipe: "gone", values: { template: "a.yaml", resource: "B" } }, ["a.yaml#B"]],
    [{ kind: "recipe", recipe: "gone", values: null }, []],
    [fixError, []],
  ])("is read from its remedy %j", (remedy, changes) => {
    expect(targetOfOpportunity({ remedy })).toEqual({ changes, watches: [] });
  });
});

describe("the service that an opportunity is about", () => {
  const about = { service: "checkout", remedy: memoryOf({ resource: "Checkout" }) };
  const target = targetOf(checkout);
  const other = declaredFunction({ name: "search", functionName: "shop-search", resource: "Search" });

  it("is the one of its name where that is its own, whatever else shares its resource", () => {
    const twin = declaredFunction({ name: "twin" });
    expect(serviceOfOpportunity({ ...about, target }, [twin, other, checkout])).toBe(checkout);
  });

  it("is found under its new name, and not where its old name means another one now", () => {
    const renamed = declaredFunction({ name: "Kasse" });
    const usurper = { ...other, name: "checkout" };
    expect(serviceOfOpportunity({ ...about, target }, [usurper, renamed])).toBe(renamed);
    expect(serviceOfOpportunity(about, [usurper, renamed])).toBe(renamed);
    expect(serviceOfOpportunity({ ...about, target }, [usurper])).toBeUndefined();
  });

  it("is found where its template moved and its telemetry did not", () => {
    const moved = declaredFunction({ name: "Kasse", template: "infra/template.yaml" });
    expect(serviceOfOpportunity({ ...about, target }, [other, moved])).toBe(moved);
  });

  it("is found by name where nothing else is known, and there is none for what is new", () => {
    const unknown = { service: "checkout", remedy: fixError };
    expect(serviceOfOpportunity(unknown, [other, checkout])).toBe(checkout);
    expect(serviceOfOpportunity({ ...unknown, service: "new" }, [other, checkout])).toBeUndefined();
  });
});

describe("a problem", () => {
  it("of every recipe is told apart by template and resource", () => {
    const sizes = { fromMegabytes: 1, toMegabytes: 2, fromSeconds: 1, toSeconds: 2 };
    const name = fc.string({ minLength: 1, maxLength: 5 });
    for (const { name: recipe, values } of recipes) {
      const of = (template: string, resource: string) =>
        problemOf({ kind: "recipe", recipe, values: values.parse({ ...sizes, template, resource }) });
      fc.assert(
        fc.property(name, name, name, (a, b, c) => {
          expect(of(a, b)).toBe(of(a, b));
          if (b !== c) expect(new Set([of(a, b), of(a, c)]).size).toBe(2);
          if (a !== c) expect(new Set([of(a, b), of(c, b)]).size).toBe(2);
        }),
        { numRuns: 20 },
      );
    }
  });

  it("of a component is the fingerprint it always had, and there is none of what cannot be known", () => {
    const request = {
      componentType: "service",
      name: "a",
      description: "",
      capabilities: [],
      requester: "x",
    };
    expect(problemOf({ kind: "component", request })).toBe(componentFingerprint("service", "a"));
    expect(problemOf({ kind: "report-only" })).toBeNull();
    expect(problemOf({ kind: "recipe", recipe: "gone", values: {} })).toBeNull();
    expect(problemOf(fixError)).not.toBeNull();
  });
});
