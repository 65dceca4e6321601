import { describe, expect, it } from "vitest";
import { z } from "zod";
import { awsLambda, lambdaMetric } from "./aws-lambda.ts";
import { serviceSchemaOf, settingsNeededFor, sourceOf } from "./service-declaration.ts";
import type { TelemetrySource } from "./source.ts";
import { sources } from "./sources.ts";

const queue: TelemetrySource = {
  name: "aws-queue",
  declaration: z.object({ queueName: z.string(), deadLetterQueue: z.string().optional() }),
  metrics: () => [],
  watched: () => [],
};
const schema = serviceSchemaOf([awsLambda, queue]);
const common = { name: "checkout", resource: "Checkout" };

function problems(service: unknown): string[] {
  const parsed = schema.safeParse(service);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("a service of the policy", () => {
  it("belongs to the source whose settings it has, and keeps them", () => {
    expect(schema.parse({ ...common, queueName: "jobs", deadLetterQueue: "dead" })).toEqual({
      ...{ ...common, queueName: "jobs", deadLetterQueue: "dead" },
      ...{ template: "template.yaml", source: "src", calls: [], metrics: [] },
    });
    const declared = schema.parse({ ...common, functionName: "shop-checkout", logGroup: "/shop" });
    expect(sourceOf(declared)).toBe(awsLambda);
    expect(awsLambda.logs?.(declared).map(({ logGroup }) => logGroup)).toEqual(["/shop", "/shop"]);
    expect(schema.parse(declared)).toEqual(declared);
  });

  it.each([
    [
      "no source",
      common,
      [": needs functionName (aws-lambda) or queueName (aws-queue), which says where its telemetry is"],
    ],
    [
      "a misspelt setting",
      { ...common, functionNam: "a" },
      [
        ': Unrecognized key: "functionNam"',
        ": needs functionName (aws-lambda) or queueName (aws-queue), which says where its telemetry is",
      ],
    ],
    [
      "two sources",
      { ...common, functionName: "a", queueName: "b" },
      [
        ": has functionName (aws-lambda) and queueName (aws-queue); keep one and declare the rest as services of their own",
      ],
    ],
    [
      "a setting of another source",
      { ...common, functionName: "a", deadLetterQueue: "b" },
      ["deadLetterQueue: is not for services of aws-lambda"],
    ],
    [
      "a wrong setting",
      { ...common, functionName: "" },
      ["functionName: Too small: expected string to have >=1 characters"],
    ],
    ["no object", [], [": Invalid input: expected object, received array"]],
  ])("with %s is refused with what would do", (_what, service, expected) => {
    expect(problems(service)).toEqual(expected);
  });

  it("has a JSON Schema that says the same", () => {
    expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({
      properties: { functionName: { type: "string" }, queueName: { type: "string" } },
      required: ["name", "resource"],
      oneOf: [
        { title: "aws-lambda", required: ["functionName"] },
        { title: "aws-queue", required: ["queueName"] },
      ],
    });
  });
});

describe("the list of sources", () => {
  it("has names that differ, needed settings that differ, and no defaults", () => {
    const needed = sources.map((source) => settingsNeededFor(source).toSorted().join(" "));
    expect(needed).not.toContain("");
    expect(new Set(needed).size).toBe(sources.length);
    expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
    for (const { declaration } of sources) expect(declaration.partial().parse({})).toEqual({});
  });
});

it("measures a Lambda function by its own name", () => {
  const declared = serviceSchemaOf(sources).parse({ ...common, functionName: "shop-checkout" });
  expect(lambdaMetric(declared, "Invocations", "Sum")).toEqual({
    namespace: "AWS/Lambda",
    name: "Invocations",
    dimensions: { FunctionName: "shop-checkout" },
    statistic: "Sum",
    unit: "Count",
    direction: "neutral",
  });
});
