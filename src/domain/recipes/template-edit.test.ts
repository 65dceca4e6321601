import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFunctionSettings, readProperty, setFunctionProperty } from "./template.ts";
import { setProperties, setProperty } from "./template-edit.ts";

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

function edited(template: string, name: string, property: "MemorySize" | "Timeout", value: number): string {
  const edit = setFunctionProperty(template, "template.yaml", name, property, value);
  if (edit.kind === "not_found") return edit.reason.code;
  if (edit.value.kind !== "replace") throw new Error("A template is edited, not created.");
  const { oldText, newText } = edit.value;
  expect(template.split(oldText), "the old text occurs once").toHaveLength(2);
  return template.replace(oldText, () => newText);
}

function settingsOf(template: string, name = "F") {
  const settings = readFunctionSettings(template, name);
  return settings.kind === "found" ? settings.value : settings.reason.code;
}

describe("setFunctionProperty", () => {
  it("changes the number and keeps every other byte", () => {
    expect(edited(full, "Checkout", "MemorySize", 256)).toBe(full.replace("  1024  ", "  256  "));
    expect(edited(full, "Search", "Timeout", 30)).toBe(full.replace("Timeout: 5 ", "Timeout: 30 "));
  });

  it("adds a property that only the globals have to the function alone", () => {
    expect(edited(full, "Checkout", "Timeout", 30)).toBe(
      full.replace("      CodeUri: src/\n", "      Timeout: 30\n      CodeUri: src/\n"),
    );
  });

  it("adds below a comment and with the file's line ends", () => {
    const template = resource("      # why\n      CodeUri: a\n").replaceAll("\n", "\r\n");
    expect(edited(template, "F", "MemorySize", 256)).toBe(
      template.replace("CodeUri: a", "MemorySize: 256\r\n      CodeUri: a"),
    );
  });

  it("finds the right one of two functions with the same lines", () => {
    const one = (name: string) =>
      `  ${name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      MemorySize: 512\n      Timeout: 3\n`;
    const template = `Resources:\n${one("A")}${one("B")}${one("C")}`;
    for (const name of ["A", "B", "C"]) {
      const changed = edited(template, name, "MemorySize", 256);
      expect(changed.match(/MemorySize: 512/g)).toHaveLength(2);
      expect(settingsOf(changed, name)).toEqual({ memoryMegabytes: 256, timeoutSeconds: 3 });
    }
  });

  it("ends, and is right, where the whole line is repeated in comments", () => {
    const line = "Resources: {F: {Type: AWS::Lambda::Function, Properties: {Timeout: 3}}}";
    for (const template of [
      `\n${line}\n# ${line}\n`,
      `${line}\n# ${line}`,
      `# ${line}\n${line}\n# ${line}`,
    ]) {
      expect(settingsOf(edited(template, "F", "Timeout", 9))).toMatchObject({ timeoutSeconds: 9 });
    }
  });

  it("edits JSON in place, and adds nothing to it", () => {
    const json = JSON.stringify(
      { Resources: { F: { Type: "AWS::Lambda::Function", Properties: { MemorySize: 512, Runtime: "x" } } } },
      null,
      2,
    );
    expect(edited(json, "F", "MemorySize", 256)).toBe(json.replace("512", "256"));
    expect(edited(json, "F", "Timeout", 9)).toBe("template_layout");
  });

  it.each([
    ["template_not_literal", resource("      MemorySize: !Ref Memory")],
    ["template_not_literal", resource('      MemorySize: "512 MB"')],
    ["template_not_literal", resource("      MemorySize: !Ref AWS::NoValue")],
    ["template_not_literal", resource("      MemorySize: 512\n      Fn::Transform: { Name: AWS::Include }")],
    ["template_not_literal", resource("      MemorySize: *m").replace("Resources:", "M: &m 512\nResources:")],
    ["template_layout", resource("      MemorySize: &m 512\n      Environment: { Variables: { M: *m } }\n")],
    ["template_layout", resource("      {}")],
    ["template_layout", resource("      ? CodeUri\n      : a\n").replace("      ?", "      !!map ?")],
    ["template_malformed", "Resources: {"],
  ])("says %s and gives no edit", (code, template) => {
    const edit = setFunctionProperty(template, "t.yaml", "F", "MemorySize", 256);
    expect(edit.kind === "not_found" && edit.reason.code).toMatch(new RegExp(`${code}|template_malformed`));
  });

  it("keeps the quotes of a number", () => {
    const template = resource(`      MemorySize: "512" # text\n      Timeout: '3'\n`);
    expect(edited(template, "F", "MemorySize", 256)).toBe(template.replace("512", "256"));
    expect(edited(template, "F", "Timeout", 30)).toBe(template.replace("'3'", "'30'"));
  });

  it("changes the last of a repeated key, which is the one that counts", () => {
    const template = resource("      MemorySize: 256\n      Timeout: 3\n      MemorySize: 512\n");
    expect(edited(template, "F", "MemorySize", 768)).toBe(template.replace("512", "768"));
  });

  it.each([
    [`Fn::ForEach::Queues: [Name, [A, B], { "Queue\${Name}": { Type: AWS::SQS::Queue } }]`],
    ["Bucket: { Type: AWS::S3::Bucket, Properties: }"],
    ["Other: { Type: AWS::Lambda::Function, Properties: { <<: { Timeout: 9 }, Handler: a.b } }"],
    ["Chosen: { Type: AWS::S3::Bucket, Properties: !If [A, {}, {}] }"],
    ["Twice: { Type: AWS::S3::Bucket, Type: AWS::SQS::Queue }"],
    ["Secret: { Type: AWS::SSM::Parameter, Properties: { __proto__: { Value: a } } }"],
  ])("changes the function beside %s", (beside) => {
    const template = `${resource("      MemorySize: 512\n")}  ${beside}\n`;
    expect(edited(template, "F", "MemorySize", 256)).toBe(template.replace("512", "256"));
  });

  it("gives no edit where aliases repeat without bound", () => {
    const bomb = Array.from(
      { length: 30 },
      (_, n) => `  b${n}: &b${n} [${n === 0 ? "x" : `*b${n - 1}, *b${n - 1}`}]`,
    );
    const template = `Metadata:\n${bomb.join("\n")}\n${resource("      MemorySize: 512\n")}`;
    expect(edited(template, "F", "MemorySize", 256)).toBe("template_layout");
  });

  it("does not change another function through a shared map", () => {
    const template = `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: &shared
      MemorySize: 512
  G:
    Type: AWS::Lambda::Function
    Properties: *shared
`;
    expect(edited(template, "F", "MemorySize", 256)).toBe("template_layout");
  });

  it("finds its place among very many equal lines", () => {
    const functions = Array.from(
      { length: 2000 },
      (_, index) => `  F${index}:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: 512\n`,
    );
    const template = `Resources:\n${functions.join("")}`;
    expect(settingsOf(edited(template, "F1999", "MemorySize", 256), "F1999")).toMatchObject({
      memoryMegabytes: 256,
    });
  });

  const lineOf = fc.constantFrom(
    "      CodeUri: src/ # where",
    "      # MemorySize: 1",
    '      Description: "MemorySize: 512"',
    "      Handler: 'a.b'",
    "      Layers: [a, b]",
    "",
  );

  it("changes exactly one number or adds exactly one line, whatever surrounds it", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(lineOf, { minLength: 1 }),
        fc.constantFrom("", "      MemorySize: 512", "      MemorySize:  0x200 # hex"),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 128, max: 10_240 }),
        (lines, own, lineEnd, value) => {
          const properties = own === "" ? lines : [...lines, own];
          const template = resource(`${properties.join("\n")}\n`).replaceAll("\n", lineEnd);
          const after = edited(template, "F", "MemorySize", value);
          if (typeof settingsOf(template) === "string") return;
          expect(settingsOf(after)).toEqual({ memoryMegabytes: value, timeoutSeconds: 3 });
          const was = template.split(lineEnd);
          const is = after.split(lineEnd);
          const rest = is.filter((line) => !was.includes(line));
          expect(rest.length).toBeLessThanOrEqual(1);
          expect(is.length - was.length).toBe(own === "" ? 1 : 0);
        },
      ),
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
      KmsKeyId: arn:aws:kms:0
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy:
        maxReceiveCount: 5
  Edge:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Description: 'ours'
      Name: !Ref Stage
`;

  it.each<[string, string[], string | number | boolean, string, string]>([
    ["Jobs", ["VisibilityTimeout"], 60, "VisibilityTimeout: 30", "VisibilityTimeout: 60"],
    ["Jobs", ["RedrivePolicy", "maxReceiveCount"], 3, "maxReceiveCount: 5", "maxReceiveCount: 3"],
    ["Edge", ["Description"], "a test", "'ours'", '"a test"'],
    ["Log", ["KmsKeyId"], "arn:aws:kms:1", "arn:aws:kms:0", '"arn:aws:kms:1"'],
    ["Log", ["RetentionInDays"], 30, "      LogGroupName", "      RetentionInDays: 30\n      LogGroupName"],
    [
      "Jobs",
      ["SqsManagedSseEnabled"],
      true,
      "      VisibilityTimeout",
      "      SqsManagedSseEnabled: true\n      VisibilityTimeout",
    ],
    [
      "Jobs",
      ["RedriveAllowPolicy", "redrivePermission"],
      "denyAll",
      "      VisibilityTimeout",
      "      RedriveAllowPolicy:\n        redrivePermission: denyAll\n      VisibilityTimeout",
    ],
    [
      "Jobs",
      ["RedrivePolicy", "note"],
      "yes",
      "        maxReceiveCount",
      '        note: "yes"\n        maxReceiveCount',
    ],
  ])("of %s, %j is set to %j and every other byte is kept", (name, path, value, before, after) => {
    const edit = setProperty(stack, "template.yaml", name, path, value);
    if (edit.kind === "not_found" || edit.value.kind !== "replace") throw new Error(JSON.stringify(edit));
    const { oldText, newText } = edit.value;
    const changed = stack.replace(oldText, () => newText);
    expect(changed).toBe(stack.replace(before, () => after));
    expect(readProperty(changed, name, path)).toEqual({ kind: "found", value });
  });

  const applied = (text: string, edits: ReturnType<typeof setProperties>) => {
    if (edits.kind === "not_found") throw new Error(edits.reason.text);
    return edits.value.reduce((now, edit) => {
      if (edit.kind !== "replace") throw new Error("A template is edited, not created.");
      expect(now.split(edit.oldText), "the old text occurs once").toHaveLength(2);
      return now.replace(edit.oldText, () => edit.newText);
    }, text);
  };

  it.each([0, 500])("are set together, with %i lines between them", (count) => {
    const between = "# a line of no meaning\n".repeat(count);
    const text = stack.replace("  Edge:", () => `${between}  Edge:`);
    const edits = setProperties(text, "template.yaml", [
      { resource: "Edge", path: ["Description"], value: "a test" },
      { resource: "Jobs", path: ["VisibilityTimeout"], value: 360 },
      { resource: "Jobs", path: ["DelaySeconds"], value: 1 },
    ]);
    expect(applied(text, edits)).toBe(
      text
        .replace("'ours'", '"a test"')
        .replace("      VisibilityTimeout: 30", "      DelaySeconds: 1\n      VisibilityTimeout: 360"),
    );
    expect(edits.kind === "found" && edits.value.length).toBe(count === 0 ? 1 : 3);
  });

  it.each<[string, string[], string | number | boolean, string]>([
    ["Jobs", ["VisibilityTimeout"], "60", "template_not_literal"],
    ["Jobs", ["RedrivePolicy"], 3, "template_not_literal"],
    ["Edge", ["Name"], "live", "template_not_literal"],
    ["Gone", ["VisibilityTimeout"], 60, "resource_missing"],
    ["Log", ["LogGroupName"], "/aws/lambda/cart", "template_replaces"],
    ["Edge", ["StageName"], "test", "template_replaces"],
    ["Jobs", ["Visibility"], 60, "template_property_unknown"],
    ["Jobs", ["DelaySeconds"], "soon", "template_property_type"],
    ["Jobs", ["QueueName"], "jobs", "template_replaces"],
  ])("of %s, %j is not set to %j", (name, path, value, code) => {
    const edit = setProperty(stack, "template.yaml", name, path, value);
    expect(edit).toMatchObject({ kind: "not_found", reason: { code } });
  });
});
