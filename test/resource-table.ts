import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

type Spec = ReturnType<typeof loadAwsServiceSpecSync>;
type Resource = ReturnType<Spec["lookup"]>[number] & { readonly properties: Record<string, Property> };
interface Property {
  readonly type: PropertyType;
  readonly causesReplacement?: "yes" | "maybe" | "no";
}
interface PropertyType {
  readonly type: string;
  readonly element?: PropertyType;
  readonly types?: readonly PropertyType[];
  readonly reference?: { readonly $ref: string };
}

/** What templates with Lambda functions are made of. */
const types = [
  "AWS::ApiGateway::{Authorizer,Deployment,Method,Resource,RestApi,Stage}",
  "AWS::ApiGatewayV2::{Api,Authorizer,Integration,Route,Stage}",
  "AWS::AppSync::DataSource",
  "AWS::ApplicationAutoScaling::{ScalableTarget,ScalingPolicy}",
  "AWS::CloudWatch::Alarm",
  "AWS::DynamoDB::Table",
  "AWS::ECS::{Service,TaskDefinition}",
  "AWS::Events::{EventBus,Rule}",
  "AWS::IAM::{ManagedPolicy,Policy,Role}",
  "AWS::Kinesis::Stream",
  "AWS::Lambda::{Alias,EventInvokeConfig,EventSourceMapping,Function,LayerVersion,Permission,Url,Version}",
  "AWS::Logs::{LogGroup,MetricFilter,SubscriptionFilter}",
  "AWS::S3::Bucket",
  "AWS::SNS::{Subscription,Topic}",
  "AWS::SQS::{Queue,QueuePolicy}",
  "AWS::SSM::Parameter",
  "AWS::Scheduler::Schedule",
  "AWS::SecretsManager::Secret",
  "AWS::Serverless::{Api,Function,HttpApi,LayerVersion,SimpleTable,StateMachine}",
  "AWS::StepFunctions::StateMachine",
];

/**
 * The specification says of every property of SAM's types that it replaces, and nothing of some that do: by hand, from
 * the documentation of each property ("Update requires").
 */
const replacesByHand: Readonly<Record<string, readonly string[]>> = {
  "AWS::DynamoDB::Table": ["LocalSecondaryIndexes"],
  "AWS::Serverless::Api": ["StageName"],
  "AWS::Serverless::Function": ["FunctionName", "PackageType", "TenancyConfig"],
  "AWS::Serverless::LayerVersion": [
    "LayerName",
    "ContentUri",
    "CompatibleRuntimes",
    "CompatibleArchitectures",
  ],
  "AWS::Serverless::SimpleTable": ["TableName", "PrimaryKey"],
  "AWS::Serverless::StateMachine": ["Name", "Type"],
};

/** Properties of SAM's functions that the specification does not know yet. */
const knownByHand: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function":
    "CapacityProviderConfig:o DurableConfig:o LoggingConfig:o PropagateTags:b PublishToLatestPublished:b RecursiveLoop:s RolePath:s RuntimeManagementConfig:o SnapStart:o SourceKMSKeyArn:s",
};

/** The source of `src/domain/recipes/resource-table.ts`. */
export function resourceTable(): string {
  const spec = loadAwsServiceSpecSync();
  const names = types.flatMap(expanded).sort();
  const lines = names.flatMap((name) => new Writer(spec, name).lines());
  return `${head}export const resourceTable = \`\n${lines.join("\n")}\n\`;\n`;
}

const head = `// Made from @aws-cdk/aws-service-spec: \`npx vitest run test/resource-table.test.ts -u\`.

/**
 * A line for each type of a resource, and for each type within it (\`AWS::SQS::Queue.Tag\`): its properties with the kinds of
 * their values (s text, i whole number, n number, b true or false, l list, m map of names, o object, j anything), the type
 * within it, and whether another value replaces the resource (! yes, ? sometimes).
 */
`;

function expanded(pattern: string): string[] {
  const [, before = "", names = ""] = /^(.*)\{(.*)\}$/.exec(pattern) ?? [];
  return names === "" ? [pattern] : names.split(",").map((name) => before + name);
}

class Writer {
  readonly #spec: Spec;
  readonly #name: string;
  readonly #nested = new Map<string, string>();

  constructor(spec: Spec, name: string) {
    this.#spec = spec;
    this.#name = name;
  }

  lines(): string[] {
    const [found] = [...this.#spec.lookup("resource", "cloudFormationType", "equals", this.#name)];
    if (!found) throw new Error(`The specification has no ${this.#name}.`);
    const own = this.#properties((found as unknown as Resource).properties, replacesByHand[this.#name] ?? []);
    const known = knownByHand[this.#name];
    const line = [this.#name, own, ...(known ? [known] : [])].join(" ");
    return [line, ...[...this.#nested].sort().map(([name, text]) => `${this.#name}.${name} ${text}`)];
  }

  #properties(properties: Readonly<Record<string, Property>>, replacing: readonly string[]): string {
    return Object.entries(properties)
      .map(([name, property]) => {
        const within = this.#within(property.type);
        return `${name}:${kindsOf(property.type)}${within ? `#${within}` : ""}${this.#mark(name, property, replacing)}`;
      })
      .sort()
      .join(" ");
  }

  #mark(name: string, { causesReplacement }: Property, replacing: readonly string[]): string {
    if (replacing.includes(name)) return "!";
    if (this.#name.startsWith("AWS::Serverless::")) return "";
    return { yes: "!", maybe: "?", no: "" }[causesReplacement ?? "no"];
  }

  /** The type of an object, or of what a list or map holds; none where there are several. */
  #within(type: PropertyType): string | null {
    if (type.element) return this.#within(type.element);
    const reference = type.reference?.$ref;
    if (reference === undefined) return null;
    const definition = this.#spec.get("typeDefinition", reference) as unknown as {
      readonly name: string;
      readonly properties: Record<string, Property>;
    };
    if (!this.#nested.has(definition.name)) {
      this.#nested.set(definition.name, "");
      this.#nested.set(definition.name, this.#properties(definition.properties, []));
    }
    return definition.name;
  }
}

function kindsOf({ type, types: union = [] }: PropertyType): string {
  if (type === "union") return [...new Set(union.map(kindsOf).join(""))].sort().join("");
  const kind = {
    string: "s",
    "date-time": "s",
    integer: "i",
    number: "n",
    boolean: "b",
    array: "l",
    tag: "l",
    map: "m",
    ref: "o",
    json: "j",
    null: "",
  }[type];
  if (kind === undefined)
    throw new Error(`The specification has a type of property that is not known here: ${type}.`);
  return kind;
}
