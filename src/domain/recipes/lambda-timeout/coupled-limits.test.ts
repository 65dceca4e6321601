import { describe, expect, it } from "vitest";
import { fitTimeout } from "./coupled-limits.ts";

const orders = (more = "") => `  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-orders
      Timeout: 10
${more}`;
const queue = (properties: string) => `  Jobs: { Type: AWS::SQS::Queue, Properties: ${properties} }\n`;
const event = (type: string, properties = "{}") =>
  orders(`      Events: { Work: { Type: ${type}, Properties: ${properties} } }\n`);
const mapping = (properties: string) =>
  `${orders()}  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Orders, ${properties} } }\n`;
const beside = (type: string, properties: string) =>
  `${orders()}  Other: { Type: ${type}, Properties: ${properties} }\n`;
const fromJobs = "{ Queue: !GetAtt Jobs.Arn }";

function fitted(resources: string, toSeconds = 40) {
  const found = fitTimeout(`Resources:\n${resources}`, "Orders", { fromSeconds: 10, toSeconds });
  if (found.kind === "none") return found.reason.code;
  return [
    found.seconds,
    ...found.also.map(({ resource, path, value }) => `${resource}.${path.join(".")} ${value}`),
  ];
}

describe("what is tied to a function's timeout", () => {
  it.each<[string, string]>([
    ["an event of SAM", `${queue("{ VisibilityTimeout: 60 }")}${event("SQS", fromJobs)}`],
    ["a queue without a visibility timeout", `${queue("{ DelaySeconds: 1 }")}${event("SQS", fromJobs)}`],
    [
      "a quoted one",
      `${queue('{ VisibilityTimeout: "60" }')}${event("SQS", "{ Queue: { Fn::GetAtt: [Jobs, Arn] } }")}`,
    ],
    ["a mapping", `${queue("{ VisibilityTimeout: 239 }")}${mapping("EventSourceArn: !GetAtt Jobs.Arn")}`],
    [
      "a mapping by name",
      `${queue("{}")}${mapping("EventSourceArn: !GetAtt Jobs.Arn").replace("!Ref Orders", "shop-orders")}`,
    ],
    [
      "a mapping by ARN",
      `${queue("{}")}${mapping("EventSourceArn: !GetAtt Jobs.Arn").replace("!Ref Orders", `!Sub "\${Orders.Arn}"`)}`,
    ],
    [
      "a mapping of an alias",
      `${queue("{}")}${mapping("EventSourceArn: !GetAtt Jobs.Arn").replace("!Ref Orders", "!Ref Live")}  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Orders } }\n`,
    ],
  ])("raises the queue's visibility along with it: %s", (_what, resources) => {
    expect(fitted(resources)).toEqual([40, "Jobs.VisibilityTimeout 240"]);
  });

  it("leaves a queue alone that is patient enough, and adds the time in which a batch is gathered", () => {
    expect(fitted(`${queue("{ VisibilityTimeout: 240 }")}${event("SQS", fromJobs)}`)).toEqual([40]);
    const gathering = event("SQS", "{ Queue: !GetAtt Jobs.Arn, MaximumBatchingWindowInSeconds: 20 }");
    expect(fitted(`${queue("{ VisibilityTimeout: 240 }")}${gathering}`)).toEqual([
      40,
      "Jobs.VisibilityTimeout 260",
    ]);
  });

  it.each<[string, string]>([
    ["a queue elsewhere", event("SQS", "{ Queue: !ImportValue JobsArn }")],
    ["a queue that is a parameter", event("SQS", "{ Queue: !Ref JobsArn }")],
    ["a mapping of something elsewhere", mapping("EventSourceArn: !ImportValue Feed")],
    [
      "a visibility timeout that is a parameter",
      `${queue("{ VisibilityTimeout: !Ref V }")}${event("SQS", fromJobs)}`,
    ],
    ["a queue without properties", `  Jobs: { Type: AWS::SQS::Queue }\n${event("SQS", fromJobs)}`],
    [
      "a queue that is included",
      `${queue("{ Fn::Transform: { Name: AWS::Include } }")}${event("SQS", fromJobs)}`,
    ],
    [
      "a batch of unknown time",
      `${queue("{}")}${event("SQS", "{ Queue: !GetAtt Jobs.Arn, MaximumBatchingWindowInSeconds: !Ref B }")}`,
    ],
    ["events that are computed", orders("      Events: !If [A, {}, {}]\n")],
    ["an event that nobody knows", event("Tomorrow")],
    ["a resource that nobody knows", beside("AWS::Tomorrow::Thing", "{ Calls: !GetAtt Orders.Arn }")],
    [
      "a caller of unknown time",
      beside("AWS::Lambda::Function", "{ Timeout: !Ref T, Environment: { Variables: { F: !Ref Orders } } }"),
    ],
    [
      "a caller that gives up as it is",
      beside("AWS::Lambda::Function", "{ Environment: { Variables: { F: shop-orders } } }"),
    ],
    ["a user pool", beside("AWS::Cognito::UserPool", "{ LambdaConfig: { PreSignUp: !GetAtt Orders.Arn } }")],
    [
      "a machine in another file",
      beside(
        "AWS::Serverless::StateMachine",
        "{ DefinitionUri: a.json, DefinitionSubstitutions: { F: !GetAtt Orders.Arn } }",
      ),
    ],
    [
      "a machine with a limit in a text",
      beside(
        "AWS::StepFunctions::StateMachine",
        `{ DefinitionString: !Sub '{"States":{"A":{"Resource":"\${Orders.Arn}","TimeoutSeconds":9}}}' }`,
      ),
    ],
    [
      "a machine with a limit in a branch",
      beside(
        "AWS::Serverless::StateMachine",
        "{ Definition: { States: { P: { Branches: [{ States: { A: { Resource: !GetAtt Orders.Arn, TimeoutSeconds: 9 } } }] } } } }",
      ),
    ],
  ])("forbids it with a reason: %s", (_what, resources) => {
    expect(fitted(resources)).toBe("timeout_coupled");
  });

  it.each<[string, string, number]>([
    ["an event of API Gateway", event("Api", "{ Path: /, Method: get }"), 29],
    ["an HTTP API", event("HttpApi"), 29],
    [
      "an integration",
      beside(
        "AWS::ApiGatewayV2::Integration",
        `{ IntegrationUri: !Sub "arn:\${AWS::Region}:\${Orders.Arn}/invocations" }`,
      ),
      29,
    ],
    [
      "an impatient integration",
      beside(
        "AWS::ApiGateway::Method",
        "{ Integration: { Uri: !GetAtt Orders.Arn, TimeoutInMillis: 15000 } }",
      ),
      15,
    ],
    [
      "an API's own definition",
      beside(
        "AWS::Serverless::Api",
        `{ DefinitionBody: { paths: { /a: { uri: !Sub "x/\${Orders.Arn}/invocations" } } } }`,
      ),
      29,
    ],
    [
      "a permission for an API elsewhere",
      beside("AWS::Lambda::Permission", "{ FunctionName: !Ref Orders, Principal: apigateway.amazonaws.com }"),
      29,
    ],
    [
      "a caller",
      beside("AWS::Lambda::Function", "{ Timeout: 20, Environment: { Variables: { F: !Ref Orders } } }"),
      20,
    ],
    [
      "a resolver",
      beside("AWS::AppSync::DataSource", "{ LambdaConfig: { LambdaFunctionArn: !GetAtt Orders.Arn } }"),
      30,
    ],
  ])("goes no further than what waits for it: %s", (_what, resources, seconds) => {
    expect(fitted(resources)).toEqual([seconds]);
  });

  it.each<[string, string]>([
    ["nothing", orders()],
    ["a bucket", event("S3")],
    [
      "a stream",
      mapping("EventSourceArn: !GetAtt Changes.StreamArn") +
        "  Changes: { Type: AWS::DynamoDB::Table, Properties: {} }\n",
    ],
    ["a rule", beside("AWS::Events::Rule", "{ Targets: [{ Arn: !GetAtt Orders.Arn }] }")],
    [
      "a permission for a bucket",
      beside("AWS::Lambda::Permission", "{ FunctionName: !Ref Orders, Principal: s3.amazonaws.com }"),
    ],
    [
      "somebody's failures",
      beside(
        "AWS::Serverless::Function",
        "{ EventInvokeConfig: { DestinationConfig: { OnFailure: { Destination: !GetAtt Orders.Arn } } } }",
      ),
    ],
    [
      "a queue that it only writes to",
      `${queue("{}")}${orders("      Environment: { Variables: { Q: !Ref Jobs } }\n")}`,
    ],
    ["an order of creation", `${orders()}  Other: { Type: AWS::Tomorrow::Thing, DependsOn: Orders }\n`],
    [
      "a machine that waits for ever",
      beside(
        "AWS::Serverless::StateMachine",
        "{ Definition: { States: { A: { Resource: !GetAtt Orders.Arn } } } }",
      ),
    ],
    [
      "a machine that limits others only",
      beside(
        "AWS::Serverless::StateMachine",
        "{ Definition: { States: { A: { Resource: !GetAtt Orders.Arn }, B: { Resource: x, TimeoutSeconds: 1 } } } }",
      ),
    ],
  ])("has no say: %s", (_what, resources) => {
    expect(fitted(resources)).toEqual([40]);
  });

  it("raises what a state machine allows it, with the same time to spare", () => {
    const machine = `{ TimeoutSeconds: 50, States: { A: { Resource: '\${F}', TimeoutSeconds: 12, HeartbeatSeconds: 60 } } }`;
    const properties = `{ Definition: ${machine}, DefinitionSubstitutions: { F: !GetAtt Orders.Arn } }`;
    expect(fitted(beside("AWS::Serverless::StateMachine", properties))).toEqual([
      40,
      "Other.Definition.States.A.TimeoutSeconds 42",
    ]);
  });

  it("lets a timeout be cut whoever waits", () => {
    expect(fitted(event("Tomorrow"), 5)).toEqual([5]);
  });
});
