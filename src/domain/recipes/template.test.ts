import { describe, expect, it } from "vitest";
import { readFunctionSettings, readProperty, resourcesOfType } from "./template.ts";

const full = `# A comment at the top
AWSTemplateFormatVersion: "2010-09-09"
Transform: 'AWS::Serverless-2016-10-31'
Globals:
  Function:
    Timeout: 12 # for all
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      MemorySize:   1024   # megabytes, "measured"
      Environment: {Variables: {TABLE: !Ref Table, URL: !Sub "https://\${Api}"}}

  Search: { Type: AWS::Serverless::Function, Properties: { MemorySize: 512, Timeout: 5 } }
  Table:
    Type: AWS::DynamoDB::Table
`;

function resource(properties: string, type = "AWS::Serverless::Function"): string {
  return `Resources:\n  F:\n    Type: ${type}\n    Properties:\n${properties}`;
}

function settingsOf(template: string, name = "F") {
  const settings = readFunctionSettings(template, name);
  return settings.kind === "found" ? settings.value : settings.reason.code;
}

describe("readFunctionSettings", () => {
  it.each([
    ["own and global values", full, "Checkout", 1024, 12],
    ["a flow map", full, "Search", 512, 5],
    ["AWS's defaults", resource("      CodeUri: a"), "F", 128, 3],
    ["hexadecimal", resource("      MemorySize: 0x200"), "F", 512, 3],
    [
      "JSON",
      '{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Timeout": 9}}}}',
      "F",
      128,
      9,
    ],
    ["Windows line ends", resource("      MemorySize: 256\n").replaceAll("\n", "\r\n"), "F", 256, 3],
    ["a byte order mark", `\ufeff${resource("      MemorySize: 256")}`, "F", 256, 3],
  ])("reads %s", (_what, template, name, memoryMegabytes, timeoutSeconds) => {
    expect(settingsOf(template, name)).toEqual({ memoryMegabytes, timeoutSeconds });
  });

  it("does not apply SAM's globals to a plain Lambda function", () => {
    const template = `Globals: { Function: { Timeout: 30 } }\n${resource("      MemorySize: 256", "AWS::Lambda::Function")}`;
    expect(settingsOf(template)).toEqual({ memoryMegabytes: 256, timeoutSeconds: 3 });
  });

  it.each([
    ["template_not_literal", `D: &d { MemorySize: 256 }\n${resource("      <<: *d\n      CodeUri: a")}`],
    ["resource_missing", resource("      CodeUri: a").replace("  F:", "  G:")],
    ["resource_missing", "Resources:\n  F:\n    Type: AWS::Lambda::Function\n"],
    ["resource_missing", ""],
    ["resource_missing", "- a\n- b\n"],
    ["resource_missing", "just text"],
    ["resource_not_a_function", resource("      A: b", "AWS::S3::Bucket")],
    ["resource_not_a_function", "Resources: { F: { Properties: {} } }"],
    ["template_malformed", "Resources: [\n"],
    ["template_malformed", "a: 1\n---\nb: 2\n"],
    ["template_malformed", "[".repeat(50_000)],
  ])("says %s", (code, template) => {
    expect(settingsOf(template)).toBe(code);
  });

  const sam = (properties: string, before = "") =>
    `${before}Transform: AWS::Serverless-2016-10-31\n${resource(properties)}`;
  const include = "Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./f.yaml } }";

  it.each<[string, string, number | null, number | null]>([
    [
      "a quoted number, which is one for CloudFormation",
      "      MemorySize: \"512\"\n      Timeout: '30'",
      512,
      30,
    ],
    ["a parameter", "      MemorySize: !Ref Memory", null, 3],
    ["a parameter that is called like a number", "      MemorySize: !Ref 512", null, 3],
    ["a parameter in the long form", "      MemorySize: { Ref: Memory }\n      Timeout: 9", null, 9],
    ["a condition", "      MemorySize: 512\n      Timeout: !If [IsProd, 30, 3]", 512, null],
    ["a mapping", "      MemorySize: !FindInMap [Sizes, prod, memory]", null, 3],
    ["a text with variables", `      MemorySize: !Sub "\${Memory}"`, null, 3],
    ["a dynamic reference", '      MemorySize: "{{resolve:ssm:/shop/memory}}"', null, 3],
    ["AWS::NoValue, which is AWS's default", "      MemorySize: !Ref AWS::NoValue\n      Timeout: 9", 128, 9],
    ["AWS::NoValue in the long form", "      Timeout: { Ref: AWS::NoValue }\n      MemorySize: 256", 256, 3],
    ["no whole number", "      MemorySize: 1.5", null, 3],
    ["no number", "      MemorySize: .nan", null, 3],
    ["nothing", "      Timeout:", 128, null],
    ["what YAML 1.1 reads otherwise", "      MemorySize: 0512\n      Timeout: 1e1", null, null],
    ["what YAML 1.1 reads as a number", "      MemorySize: 1_024\n      Timeout: 1:30", null, null],
    [
      "a repeated key, of which CloudFormation takes the last",
      "      MemorySize: 256\n      MemorySize: 512",
      512,
      3,
    ],
  ])("knows of %s only what is certain", (_what, properties, memoryMegabytes, timeoutSeconds) => {
    const known = { memoryMegabytes, timeoutSeconds };
    const nothing = memoryMegabytes === null && timeoutSeconds === null;
    expect(settingsOf(sam(properties))).toEqual(nothing ? "template_not_literal" : known);
  });

  it.each<[string, string]>([
    ["an include among the properties", sam(`      MemorySize: 512\n      ${include}`)],
    [
      "an include of all properties",
      `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    ${include}\n    Properties: { Timeout: 3 }\n`,
    ],
    [
      "properties under a condition",
      "Resources: { F: { Type: AWS::Lambda::Function, Properties: !If [A, {Timeout: 3}, {Timeout: 9}] } }",
    ],
    [
      "properties under a condition in the long form",
      "Resources: { F: { Type: AWS::Lambda::Function, Properties: { Fn::If: [A, {Timeout: 3}, {Timeout: 9}] } } }",
    ],
    ["repeated properties", sam("      Fn::ForEach::Sizes: [S, [A], { MemorySize: 1 }]\n      Timeout: 3")],
    ["globals that are included", sam("      Handler: a.b", `Globals: { Function: { ${include} } }\n`)],
    [
      "globals under a condition",
      sam("      Handler: a.b", "Globals: { Function: !If [A, {Timeout: 9}, {}] }\n"),
    ],
    ["globals from an alias", sam("      Handler: a.b", "G: &g { Function: { Timeout: 9 } }\nGlobals: *g\n")],
    [
      "a macro over the whole template",
      `Transform: [AWS::Serverless-2016-10-31, OurMacro]\n${resource("      Timeout: 9")}`,
    ],
    ["an include in the first level", `${include}\n${resource("      Timeout: 9")}`],
    [
      "an include as the template's transform",
      `Transform: { Name: AWS::Include, Parameters: { Location: s3://b/k } }\n${resource("      Timeout: 9")}`,
    ],
  ])("knows nothing with %s", (_what, template) => {
    expect(settingsOf(template)).toBe("template_not_literal");
  });

  it("knows what the function says itself, whatever its globals are", () => {
    const template = sam("      MemorySize: 512", `Globals: { Function: { ${include} } }\n`);
    expect(settingsOf(template)).toEqual({ memoryMegabytes: 512, timeoutSeconds: null });
  });

  it("knows the function, whatever stands beside it", () => {
    const oddities = [
      `Fn::ForEach::Queues: [Name, [A, B], { "Queue\${Name}": { Type: AWS::SQS::Queue } }]`,
      "Empty: { Type: AWS::S3::Bucket, Properties: }",
      "Nothing:",
      "Chosen: { Type: AWS::S3::Bucket, Properties: !If [A, {}, {}] }",
      "Merged: { Type: AWS::Lambda::Function, Properties: { <<: { Timeout: 9 } } }",
      "Twice: { Type: AWS::S3::Bucket }\n  Twice: { Type: AWS::S3::Bucket }",
      `Included: { ${include} }`,
      include,
      "? [a, b]\n  : c",
    ];
    for (const odd of oddities) {
      expect(settingsOf(`${resource("      Timeout: 9\n")}  ${odd}\n`), odd).toEqual({
        memoryMegabytes: 128,
        timeoutSeconds: 9,
      });
    }
  });

  it("reads no template that CloudFormation would not take for its length", () => {
    expect(settingsOf(`${resource("      Timeout: 9\n")}#${"x".repeat(1_000_000)}`)).toBe(
      "template_malformed",
    );
  });
});

describe("any property of any resource", () => {
  const stack = `Transform: AWS::Serverless-2016-10-31
Globals:
  Api: { TracingEnabled: true, Auth: { DefaultAuthorizer: AWS_IAM } }
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/lambda/shop # of the function
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy:
        maxReceiveCount: 5
  Edge:
    Type: AWS::Serverless::Api
    Properties:
      StageName: 'live'
      Name: !Ref Stage
`;

  it.each<[string, string[], unknown]>([
    ["Jobs", ["VisibilityTimeout"], 30],
    ["Jobs", ["RedrivePolicy", "maxReceiveCount"], 5],
    ["Jobs", ["RedrivePolicy", "deadLetterTargetArn"], null],
    ["Jobs", ["KmsMasterKeyId"], null],
    ["Jobs", ["RedrivePolicy"], "template_not_literal"],
    ["Jobs", ["VisibilityTimeout", "Seconds"], "template_not_literal"],
    ["Jobs", [], "template_not_literal"],
    ["Log", ["LogGroupName"], "/aws/lambda/shop"],
    ["Edge", ["TracingEnabled"], true],
    ["Edge", ["Auth", "DefaultAuthorizer"], "AWS_IAM"],
    ["Edge", ["StageName"], "live"],
    ["Edge", ["Name"], "template_not_literal"],
    ["Gone", ["StageName"], "resource_missing"],
  ])("of %s, %j is read as %j", (name, path, expected) => {
    const read = readProperty(stack, name, path);
    expect(read.kind === "found" ? read.value : read.reason.code).toBe(expected);
  });

  it("is found by its type", () => {
    const ids = (text: string, type: string) => {
      const found = resourcesOfType(text, type);
      return found.kind === "found" ? found.value : found.reason.code;
    };
    expect(ids(stack, "AWS::Logs::LogGroup")).toEqual(["Log"]);
    expect(ids(stack, "AWS::S3::Bucket")).toEqual([]);
    expect(ids("just text", "AWS::S3::Bucket")).toEqual([]);
    expect(ids("Resources: [", "AWS::S3::Bucket")).toBe("template_malformed");
  });
});
