import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { policySchema } from "../../src/domain/policy/policy.ts";
import { lambdaMetric } from "../../src/domain/sources/aws-lambda.ts";
import { createDemoWorld } from "./demo-world.ts";
import { shopWorkloads } from "./workload.ts";
import { createWorld, type World } from "./world.ts";

const startMs = Date.UTC(2026, 0, 14, 12);
const hourMs = 3_600_000;

function metric(world: World, functionName: string, name: string, statistic: string, window = lastDay()) {
  const request = { statistic, periodSeconds: 300, ...window };
  return world
    .values({ namespace: "AWS/Lambda", name, dimensions: { FunctionName: functionName } }, request)
    .map(({ value }) => value);
}

function lastDay() {
  return { fromMs: startMs - 24 * hourMs, toMs: startMs };
}

function nextHours(hours = 6) {
  return { fromMs: startMs, toMs: startMs + hours * hourMs };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function logText(world: World, functionName: string, window: { fromMs: number; toMs: number }): string {
  const events = world.logEvents(`/aws/lambda/${functionName}`, window.fromMs, window.toMs);
  return [...events].map(({ message }) => message).join("");
}

/** The demo's world with one file changed by replacing a text that must be there. */
function deployed(path: string, oldText: string, newText: string) {
  const demo = createDemoWorld(startMs, 1);
  const content = demo.files.get(path) ?? "";
  expect(content).toContain(oldText);
  const files = new Map([...demo.files, [path, content.replace(oldText, newText)]]);
  const outcome = demo.world.deploy({ atMs: startMs, files });
  return { ...demo, outcome };
}

describe("the same seed", () => {
  test("gives the same telemetry, whatever was asked before", () => {
    const one = createDemoWorld(startMs, 5).world;
    const two = createDemoWorld(startMs, 5).world;
    metric(two, "shop-orders", "Errors", "Sum");
    expect(metric(one, "shop-checkout", "Duration", "p99")).toEqual(
      metric(two, "shop-checkout", "Duration", "p99"),
    );
  });

  test("another seed gives other telemetry", () => {
    const one = metric(createDemoWorld(startMs, 5).world, "shop-checkout", "Duration", "Average");
    const two = metric(createDemoWorld(startMs, 6).world, "shop-checkout", "Duration", "Average");
    expect(one).not.toEqual(two);
  });

  test("gives the same points however the window is cut", () => {
    const { world } = createDemoWorld(startMs, 1);
    const whole = metric(world, "shop-orders", "Errors", "Sum");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 287 }), fc.integer({ min: 0, max: 287 }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const fromMs = lastDay().fromMs + from * 300_000;
        const toMs = lastDay().fromMs + to * 300_000;
        expect(metric(world, "shop-orders", "Errors", "Sum", { fromMs, toMs })).toEqual(
          whole.slice(from, to),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("has history 28 days back", () => {
    const { world } = createDemoWorld(startMs, 1);
    const fromMs = startMs - 28 * 24 * hourMs;
    expect(
      metric(world, "shop-checkout", "Duration", "Average", { fromMs, toMs: fromMs + hourMs }),
    ).toHaveLength(12);
  });
});

test("metrics and REPORT lines tell the same story", () => {
  const { world } = createDemoWorld(startMs, 1);
  const window = { fromMs: startMs - hourMs, toMs: startMs };
  const reports = logText(world, "shop-checkout", window).match(/\tDuration: [\d.]+ ms/g) ?? [];
  const invocations = metric(world, "shop-checkout", "Invocations", "Sum", window);
  const invoked = invocations.reduce((sum, value) => sum + value, 0);
  expect(Math.abs(reports.length - invoked)).toBeLessThan(5);
});

test("log events are in order and complete however the window is cut", () => {
  const { world } = createDemoWorld(startMs, 1);
  const events = (fromMs: number, toMs: number) => [
    ...world.logEvents("/aws/lambda/shop-thumbnails", fromMs, toMs),
  ];
  const whole = events(startMs - hourMs, startMs);
  const middle = startMs - 1_234_567;
  expect([...events(startMs - hourMs, middle), ...events(middle, startMs)]).toEqual(whole);
  expect(whole.map(({ atMs }) => atMs)).toEqual(whole.map(({ atMs }) => atMs).sort((a, b) => a - b));
});

describe("what is deployed", () => {
  test("more memory makes checkout, which is short of it, faster and cheaper", () => {
    const { world } = deployed("template.yaml", "256      #", "512      #");
    const before = mean(metric(world, "shop-checkout", "Duration", "Average"));
    const after = mean(metric(world, "shop-checkout", "Duration", "Average", nextHours()));
    expect(after).toBeLessThan(before * 0.5);
    expect(after * 512).toBeLessThan(before * 256);
  });

  test("less memory makes thumbnails, which uses little of it, far slower", () => {
    const { world } = deployed("template.yaml", '"MemorySize": 1536', '"MemorySize": 512');
    expect(logText(world, "shop-thumbnails", lastDay())).toContain(
      "Memory Size: 1536 MB\tMax Memory Used: 190 MB",
    );
    const before = mean(metric(world, "shop-thumbnails", "Duration", "Average"));
    const after = mean(metric(world, "shop-thumbnails", "Duration", "Average", nextHours()));
    expect(after).toBeGreaterThan(before * 2);
  });

  test("memory below what is needed kills invocations", () => {
    const { world } = deployed("template.yaml", "256      #", "192      #");
    expect(mean(metric(world, "shop-checkout", "Errors", "Average", nextHours()))).toBeGreaterThan(0.9);
    expect(logText(world, "shop-checkout", nextHours(1))).toContain("signal: killed\nRuntime.ExitError");
  });

  test("a timeout below the duration ends invocations", () => {
    const { world } = deployed("template.yaml", "Timeout: 15 ", "Timeout: 1 ");
    const slow = deployed("template.yaml", '"MemorySize": 1536', '"MemorySize": 256').world;
    expect(mean(metric(slow, "shop-thumbnails", "Errors", "Sum", nextHours()))).toBe(0);
    expect(mean(metric(world, "shop-thumbnails", "Duration", "Maximum", nextHours()))).toBeLessThanOrEqual(
      1000,
    );
  });

  test("the bug in orders logs a stack trace with the line where it is, until the line is gone", () => {
    const { world, files } = deployed("src/orders/label.js", "order.shippingAddress.city", "order.city");
    const lines = (files.get("src/orders/label.js") ?? "").split("\n");
    const line = lines.findIndex((text) => text.includes("order.shippingAddress.city")) + 1;
    expect(logText(world, "shop-orders", lastDay())).toContain(
      `"    at shippingLabel (file:///var/task/src/orders/label.js:${line}:38)"`,
    );
    expect(mean(metric(world, "shop-orders", "Errors", "Sum"))).toBeGreaterThan(1);
    expect(metric(world, "shop-orders", "Errors", "Sum", nextHours()).every((value) => value === 0)).toBe(
      true,
    );
  });

  test("a template that cannot be deployed changes nothing and says why", () => {
    const { world, outcome } = deployed("template.yaml", "MemorySize:   256", "MemorySize:   64");
    expect(outcome).toMatchObject({ kind: "failed", problem: expect.stringContaining("128") });
    expect(world.configurationAt("shop-checkout", startMs + hourMs)?.memoryMegabytes).toBe(256);
  });

  test("the first deployment holds for the time before it, even when that was asked about already", () => {
    const world = createWorld({ seed: 1, workloads: shopWorkloads });
    expect(metric(world, "shop-checkout", "Duration", "Average")).toEqual([]);
    const demo = createDemoWorld(startMs, 1);
    world.deploy({ atMs: startMs, files: demo.files });
    expect(metric(world, "shop-checkout", "Duration", "Average")).toEqual(
      metric(demo.world, "shop-checkout", "Duration", "Average"),
    );
  });

  test("what others run is not touched", () => {
    const { world } = deployed("template.yaml", "256      #", "512      #");
    const untouched = createDemoWorld(startMs, 1).world;
    expect(metric(world, "shop-orders", "Duration", "p99", nextHours())).toEqual(
      metric(untouched, "shop-orders", "Duration", "p99", nextHours()),
    );
  });
});

test("a regional incident slows everything down and makes some fail", () => {
  const { world } = createDemoWorld(startMs, 1);
  world.addIncident({ ...nextHours(1), slowdown: 3, failing: 0.2 });
  for (const functionName of ["shop-checkout", "shop-thumbnails", "shop-orders"]) {
    const during = mean(metric(world, functionName, "Duration", "Average", nextHours(1)));
    expect(during).toBeGreaterThan(2 * mean(metric(world, functionName, "Duration", "Average")));
    expect(mean(metric(world, functionName, "Errors", "Average", nextHours(1)))).toBeGreaterThan(0.1);
  }
});

test("a gap has no points for the function that it is about", () => {
  const { world } = createDemoWorld(startMs, 1);
  world.addGap({ functionName: "shop-orders", ...nextHours(1) });
  expect(metric(world, "shop-orders", "Duration", "Average", nextHours(2))).toHaveLength(12);
  expect(metric(world, "shop-checkout", "Duration", "Average", nextHours(2))).toHaveLength(24);
});

test("reserved concurrency that is too small throttles", () => {
  const { world } = deployed(
    "template.yaml",
    "Timeout: 15 ",
    "ReservedConcurrentExecutions: 1\n        Timeout: 15 ",
  );
  expect(mean(metric(world, "shop-thumbnails", "Throttles", "Sum", nextHours()))).toBeGreaterThan(0);
  expect(mean(metric(world, "shop-thumbnails", "Throttles", "Sum"))).toBe(0);
});

test("the repository's policy is valid and names the functions of the world", () => {
  const { files, world } = createDemoWorld(startMs, 1);
  const policy = policySchema.parse(parse(files.get(".github/self-building.yml") ?? ""));
  const template: unknown = parse(files.get("template.yaml") ?? "", { logLevel: "silent" });
  for (const service of policy.services) {
    const functionName = lambdaMetric(service, "Duration", "Average").dimensions.FunctionName ?? "";
    expect(world.logGroups()).toContain(`/aws/lambda/${functionName}`);
    expect(template).toHaveProperty(`Resources.${service.resource}.Properties.FunctionName`, functionName);
    expect([...files.keys()].some((path) => path.startsWith(`${service.source}/`))).toBe(true);
  }
});
