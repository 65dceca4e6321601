import { expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { pathProblems } from "../change/edits.ts";
import type { Remedy } from "../choose/opportunity.ts";
import { targetOf } from "../choose/target.ts";
import { policySchema } from "../policy/policy.ts";
import { contextPaths } from "./context-paths.ts";
import { scopeOf } from "./scope-of.ts";

const services = [
  { name: "checkout", functionName: "checkout", resource: "Checkout", source: "src/checkout" },
  { name: "cart", functionName: "cart", resource: "Cart", source: "./src/cart/" },
];

function policyWith(limits: object = {}) {
  return policySchema.parse({ version: 1, services, limits });
}

function opportunityFor(remedy: Remedy, service = "checkout") {
  const declared = policyWith().services.find(({ name }) => name === service);
  return { ...foundImprovement().opportunity, service, remedy, target: declared && targetOf(declared) };
}

const finding = {
  kind: "error_pattern",
  frames: [
    "/var/task/src/checkout/.env",
    "/var/task/src/cart/app.js",
    "/var/task/template.yaml",
    "/var/task/.github/workflows/ci.js",
    "/var/task/src/checkout/app.js",
  ].map((file) => ({ file, line: 1, functionName: "f", inApp: true })),
} as unknown as Extract<Remedy, { kind: "fix-error" }>["finding"];
const fix: Remedy = { kind: "fix-error", source: "src/checkout", finding };

function component(name: string): Remedy {
  const request = { componentType: "worker", name, description: "", capabilities: [], requester: "an agent" };
  return { kind: "component", request };
}

function allowed(
  remedy: Remedy,
  paths: readonly string[],
  limits: object = {},
  service = "checkout",
): string[] {
  const policy = policyWith(limits);
  const scope = scopeOf(opportunityFor(remedy, service), policy);
  return paths.filter((path) => pathProblems(path, policy.limits, scope).length === 0);
}

const tree = [
  "src/checkout/app.js",
  "src/checkout/.env",
  "src/cart/app.js",
  "test/checkout/app.test.js",
  "test/cart/app.test.js",
  "template.yaml",
  "README.md",
  "src/report/new.js",
  "src/reports.js",
];

it("is source and tests of the service whose error is fixed", () => {
  expect(allowed(fix, tree)).toEqual(["src/checkout/app.js", "test/checkout/app.test.js"]);
  expect(allowed({ ...fix, source: "src/cart" }, tree, {}, "cart")).toEqual([
    "src/cart/app.js",
    "test/cart/app.test.js",
  ]);
});

it("follows the service's own declaration, not what an old row says", () => {
  expect(allowed({ ...fix, source: "." }, tree)).toEqual([
    "src/checkout/app.js",
    "test/checkout/app.test.js",
  ]);
});

it("is widened by the policy only, and templates only by their own name", () => {
  expect(allowed(fix, tree, { modelPaths: ["**"] })).not.toContain("template.yaml");
  expect(allowed(fix, ["template.yaml", "README.md"], { modelPaths: ["*.md", "template.yaml"] })).toEqual([
    "template.yaml",
    "README.md",
  ]);
  expect(allowed(fix, ["package.json"], { modelPaths: ["package.json"] })).toEqual([]);
});

it("is the services' code and a folder of its own for a component", () => {
  expect(allowed(component("report"), tree)).toEqual([
    "src/checkout/app.js",
    "src/cart/app.js",
    "test/checkout/app.test.js",
    "test/cart/app.test.js",
    "src/report/new.js",
  ]);
  const written = ["src/order-report/a.js", "src/order_report/a.js", "src/orderreport/a.js"];
  expect(allowed(component("OrderReport"), written)).toEqual(written);
  for (const name of ["..", "../x", "", ".github", "a/b", "*", "**"]) {
    expect(allowed(component(name), ["README.md", "src/report/new.js", "x/y.js"]), name).toEqual([]);
  }
});

it("is the recipe's own files, and nothing for what it cannot read", () => {
  const values = { template: "template.yaml", resource: "Checkout", fromMegabytes: 1024, toMegabytes: 512 };
  expect(allowed({ kind: "recipe", recipe: "lambda-memory", values }, tree)).toEqual(["template.yaml"]);
  expect(allowed({ kind: "recipe", recipe: "of-tomorrow", values }, tree)).toEqual([]);
  expect(allowed({ kind: "report-only" }, tree)).toEqual([]);
});

it("is all that a stack trace leads to: anybody may have written it", () => {
  const policy = policyWith();
  const scope = scopeOf(opportunityFor(fix), policy);
  const paths = [...tree, ".github/workflows/ci.js", "src/checkout/deep/app.js"];
  expect(contextPaths(fix, tree, { scope, limits: policy.limits })).toEqual(["src/checkout/app.js"]);
  expect(contextPaths(fix, paths, { scope, limits: policy.limits })).toEqual(["src/checkout/app.js"]);
});

it("a neighbour's frame leads to no file of the service that has the same name", () => {
  const frames = [{ file: "/app/src/cart/app.js", line: 1, functionName: "f", inApp: true }];
  const elsewhere: Remedy = { kind: "fix-error", source: "src/checkout", finding: { ...finding, frames } };
  const policy = policyWith();
  const scope = scopeOf(opportunityFor(elsewhere), policy);
  const files = ["src/cart/app.js", "src/checkout/app.js"];
  expect(contextPaths(elsewhere, files, { scope, limits: policy.limits })).toEqual([]);
});
