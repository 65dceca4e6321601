import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typeSpec } from "./resource-types.ts";
import { templateProblems } from "./template-change.ts";

const stack = `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, Default: prod } }
Globals: { Function: { Timeout: 9 } }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      MemorySize: 512
      VpcConfig: { SubnetIds: [a] }
      Tomorrow: 1
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 30, QueueName: jobs }
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
  Thing: { Type: "AWS::Tomorrow::Thing", Properties: { A: 1 } }
`;
const problems = (from: string, to: string, path = "template.yaml") => {
  expect(stack).toContain(from);
  return templateProblems(
    path,
    stack,
    stack.replace(from, () => to),
  ).map(({ code }) => code);
};

describe("an edit of a template", () => {
  it.each([
    ["MemorySize: 512", "MemorySize: 1024"],
    ["MemorySize: 512", 'MemorySize: "1024"'],
    ["MemorySize: 512", "MemorySize: !Ref Size"],
    ["MemorySize: 512", "MemorySize: 512\n      SnapStart: { ApplyOn: PublishedVersions }"],
    ["      MemorySize: 512\n", ""],
    ["Timeout: 9", "Timeout: 30"],
    ["VisibilityTimeout: 30", "VisibilityTimeout: 180"],
    ["SubnetIds: [a]", "SubnetIds: [a, b], SecurityGroupIds: [!Ref G]"],
    ["PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"],
    ["Default: prod }", "Default: prod }, New: { Type: String }"],
    ["  Jobs:\n", "  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: a } }\n  Jobs:\n"],
    ["  Jobs:\n", "  Other: { Type: AWS::Tomorrow::Thing, Properties: { B: 1 } }\n  Jobs:\n"],
    ["Resources:", "# what runs\nResources:"],
    ["MemorySize: 512", "MemorySize: 512 # MB"],
  ])("may turn %j into %j", (from, to) => {
    expect(problems(from, to)).toEqual([]);
  });

  it.each([
    ["template_replaces", "QueueName: jobs", "QueueName: work"],
    ["template_replaces", "Handler: app.handler", "Handler: app.handler\n      FunctionName: orders"],
    ["template_replaces", "KeyType: HASH }]", "KeyType: HASH }, { AttributeName: at, KeyType: RANGE }]"],
    [
      "template_replaces",
      "BillingMode: PAY_PER_REQUEST",
      "LocalSecondaryIndexes: []\n      BillingMode: PAY_PER_REQUEST",
    ],
    ["template_replaces", "Type: AWS::SQS::Queue", "Type: AWS::SNS::Topic"],
    ["template_replaces", "  Jobs:\n", "  Work:\n"],
    ["template_property_unknown", "MemorySize: 512", "Memory: 1024"],
    ["template_property_unknown", "SubnetIds: [a]", "Subnets: [a]"],
    ["template_property_unknown", "Timeout: 9", "Timeouts: 9"],
    [
      "template_property_unknown",
      "  Jobs:\n",
      "  Log: { Type: AWS::Logs::LogGroup, Properties: { Name: a } }\n  Jobs:\n",
    ],
    ["template_property_type", "MemorySize: 512", "MemorySize: lots"],
    ["template_property_type", "VisibilityTimeout: 30", "VisibilityTimeout: 30.5"],
    ["template_property_type", "VisibilityTimeout: 30", "VisibilityTimeout: [30]"],
    ["template_property_type", "SubnetIds: [a]", "SubnetIds: a"],
    ["template_property_type", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: 7"],
    ["template_property_type", "MemorySize: 512", "MemorySize:"],
    ["template_change_unknown", "A: 1", "A: 2"],
    ["template_change_unknown", "Default: prod", "Default: test"],
    [
      "template_change_unknown",
      "Transform: AWS::Serverless-2016-10-31",
      "Transform: [AWS::Serverless-2016-10-31, Ours]",
    ],
    ["template_change_unknown", "DeletionPolicy: Retain", "DeletionPolicy: Delete"],
    [
      "template_change_unknown",
      "    Properties: { VisibilityTimeout: 30, QueueName: jobs }",
      "    Properties: !If [A, {}, {}]",
    ],
    ["template_change_unknown", "Resources:", "Resources: [\n"],
  ])("is refused with %s when it turns %j into %j", (code, from, to) => {
    expect(problems(from, to)).toContain(code);
  });

  it("is of no concern in other files, or where nothing is a resource of CloudFormation", () => {
    expect(problems("QueueName: jobs", "QueueName: work", "notes.md")).toEqual([]);
    expect(templateProblems("a.yaml", "Resources: { a: 1 }", "Resources: { a: 2 }")).toEqual([]);
    expect(templateProblems("a.json", '{"name": 1}', '{"name": 2}')).toEqual([]);
    expect(templateProblems("new.yaml", null, stack)).toEqual(
      ["template_property_unknown"].map((code) => expect.objectContaining({ code })),
    );
  });

  it("never passes with another value of a property that replaces, whatever the type", () => {
    const types = [
      "AWS::Lambda::Function",
      "AWS::SQS::Queue",
      "AWS::DynamoDB::Table",
      "AWS::Logs::LogGroup",
      "AWS::SNS::Topic",
    ];
    const replacing = types.flatMap((type) =>
      [...(typeSpec(type) ?? [])].flatMap(([name, { replaces }]) =>
        replaces ? [[type, name] as const] : [],
      ),
    );
    expect(replacing.length).toBeGreaterThan(8);
    fc.assert(
      fc.property(fc.constantFrom(...replacing), fc.string(), fc.string(), ([type, name], was, is) => {
        const text = (value: string) =>
          JSON.stringify({ Resources: { A: { Type: type, Properties: { [name]: value } } } });
        const codes = templateProblems("t.json", text(was), text(is)).map(({ code }) => code);
        expect(codes).toEqual(was === is ? [] : ["template_replaces"]);
      }),
      { numRuns: 50 },
    );
  });
});
