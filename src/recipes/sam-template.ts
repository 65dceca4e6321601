import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { Edit } from "../domain/change.ts";
import { type Reason, reason } from "../domain/reason.ts";

/** What a template says about a function; AWS's defaults where it says nothing. */
export interface FunctionSettings {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** AWS's defaults: 128 MB and 3 s. */
const lambdaDefaults: FunctionSettings = { memoryMegabytes: 128, timeoutSeconds: 3 };

/** Properties of a function that recipes change, as SAM and CloudFormation call them. */
type SizingProperty = "MemorySize" | "Timeout";

export type TemplateReading<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "not_found"; readonly reason: Reason };

const functionTypes = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/** Memory and timeout of a function in a SAM or CloudFormation YAML template, `Globals` included. */
export function readFunctionSettings(template: string, resource: string): TemplateReading<FunctionSettings> {
  const located = locate(template, resource);
  if (located.kind === "not_found") return located;
  const { properties, globals } = located.value;
  const memory = numberAt(properties, globals, "MemorySize", lambdaDefaults.memoryMegabytes);
  const timeout = numberAt(properties, globals, "Timeout", lambdaDefaults.timeoutSeconds);
  if (memory === null || timeout === null) {
    return notFound("template_not_literal", `MemorySize or Timeout of ${resource} is not a plain number.`);
  }
  return { kind: "found", value: { memoryMegabytes: memory, timeoutSeconds: timeout } };
}

/**
 * The edit that gives a function's property another value, everything else (comments, quotes, order, line
 * ends) as it was. Where the function has no such property of its own, one is added to its `Properties`.
 */
export function setFunctionProperty(
  template: string,
  path: string,
  resource: string,
  property: SizingProperty,
  value: number,
): TemplateReading<Edit> {
  const located = locate(template, resource);
  if (located.kind === "not_found") return located;
  const scalar = located.value.properties.get(property, true);
  if (isScalar(scalar) && scalar.range) {
    if (typeof scalar.value !== "number") {
      return notFound("template_not_literal", `${property} of ${resource} is not a plain number.`);
    }
    return {
      kind: "found",
      value: uniqueReplacement(template, path, scalar.range[0], scalar.range[1], String(value)),
    };
  }
  if (scalar !== undefined) {
    return notFound("template_not_literal", `${property} of ${resource} is not a plain number.`);
  }
  return addProperty(template, path, located.value.properties, `${property}: ${value}`, resource);
}

function addProperty(
  template: string,
  path: string,
  properties: YAMLMap,
  line: string,
  resource: string,
): TemplateReading<Edit> {
  const start = properties.range?.[0];
  if (start === undefined || properties.flow) {
    return notFound(
      "template_layout",
      `Properties of ${resource} are not written as a block, so nothing is added.`,
    );
  }
  const lineStart = template.lastIndexOf("\n", start - 1) + 1;
  const indentation = template.slice(lineStart, start);
  const lineEnd = template.includes("\r\n") ? "\r\n" : "\n";
  const inserted = `${line}${lineEnd}${indentation}`;
  return { kind: "found", value: uniqueReplacement(template, path, start, start, inserted) };
}

/** Replaces [from, to) by an edit whose old text, whole lines around it, occurs once in the template. */
function uniqueReplacement(template: string, path: string, from: number, to: number, text: string): Edit {
  let start = template.lastIndexOf("\n", from - 1) + 1;
  const nextLine = template.indexOf("\n", to);
  const end = nextLine < 0 ? template.length : nextLine;
  const occursOnce = (): boolean => {
    const old = template.slice(start, end);
    return template.indexOf(old) === template.lastIndexOf(old);
  };
  while (start > 0 && !occursOnce()) start = template.lastIndexOf("\n", start - 2) + 1;
  return {
    kind: "replace",
    path,
    oldText: template.slice(start, end),
    newText: template.slice(start, from) + text + template.slice(to, end),
  };
}

interface LocatedFunction {
  readonly properties: YAMLMap;
  readonly globals: YAMLMap | null;
}

function locate(template: string, resource: string): TemplateReading<LocatedFunction> {
  const document = parseDocument(template, {
    lineCounter: new LineCounter(),
    logLevel: "silent",
    uniqueKeys: true,
  });
  const problem = document.errors[0];
  if (problem)
    return notFound(
      "template_malformed",
      `The template is not valid YAML: ${problem.message.split("\n")[0]}`,
    );
  const node = document.getIn(["Resources", resource]);
  if (!isMap(node)) return notFound("resource_missing", `The template has no resource ${resource}.`);
  const type = node.get("Type");
  if (typeof type !== "string" || !functionTypes.includes(type)) {
    return notFound("resource_not_a_function", `${resource} is a ${String(type)}, not a Lambda function.`);
  }
  const properties = node.get("Properties");
  if (!isMap(properties)) return notFound("resource_missing", `${resource} has no Properties.`);
  const globals = document.getIn(["Globals", "Function"]);
  return { kind: "found", value: { properties, globals: isMap(globals) ? globals : null } };
}

/** null when the template gives the property, but not as a number. */
function numberAt(
  properties: YAMLMap,
  globals: YAMLMap | null,
  property: SizingProperty,
  byDefault: number,
): number | null {
  const value = properties.get(property) ?? globals?.get(property) ?? byDefault;
  return typeof value === "number" ? value : null;
}

function notFound(code: string, text: string): { kind: "not_found"; reason: Reason } {
  return { kind: "not_found", reason: reason(code, text) };
}
