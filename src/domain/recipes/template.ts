import type { Edit } from "../change/change.ts";
import {
  follow,
  isNoValue,
  type Literal,
  literalOf,
  locateResource,
  notFound,
  notLiteral,
  type PropertyPath,
  parseTemplate,
  type TemplateReading,
} from "./template-document.ts";
import { setProperty } from "./template-edit.ts";
import { meaningOf, resourcesOf } from "./template-meaning.ts";

/** What a template says about a function, AWS's defaults where it says nothing; null where it cannot be known from it. */
export interface FunctionSettings {
  readonly memoryMegabytes: number | null;
  readonly timeoutSeconds: number | null;
}

/** AWS's defaults: 128 MB and 3 s. */
const lambdaDefaults = { MemorySize: 128, Timeout: 3 } as const;

const functionTypes: readonly string[] = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/** The logical ids of a template's resources of one type, e.g. `AWS::Logs::LogGroup`, in the template's order. */
export function resourcesOfType(template: string, type: string): TemplateReading<string[]> {
  const document = parseTemplate(template);
  if (document.kind === "not_found") return document;
  const resources = [...resourcesOf(meaningOf(template))];
  return { kind: "found", value: resources.filter(([, one]) => one.Type === type).map(([id]) => id) };
}

/**
 * A property of a resource in a SAM or CloudFormation template, SAM's `Globals` included; null where the template
 * does not give it (or says `AWS::NoValue`), so that AWS's default holds.
 */
export function readProperty(
  template: string,
  resource: string,
  path: PropertyPath,
): TemplateReading<Literal | null> {
  const located = locateResource(template, resource);
  if (located.kind === "not_found") return located;
  const { properties, globals } = located.value;
  for (const map of [properties, globals]) {
    if (map === null) continue;
    if (map === "unknown") return notLiteral(path, resource);
    const end = follow(map, path, resource);
    if (end.kind === "not_found") return end;
    if (end.value.kind === "absent") continue;
    const { node } = end.value;
    if (isNoValue(node)) return { kind: "found", value: null };
    const literal = literalOf(node);
    return literal === null ? notLiteral(path, resource) : { kind: "found", value: literal };
  }
  return { kind: "found", value: null };
}

/** {@link readProperty} of a whole number, which may be quoted: for CloudFormation `"30"` is one, too. */
export function readNumber(
  template: string,
  resource: string,
  path: PropertyPath,
): TemplateReading<number | null> {
  const read = readProperty(template, resource, path);
  if (read.kind === "not_found") return read;
  if (read.value === null) return { kind: "found", value: null };
  const number = /^\d+$/.test(String(read.value)) ? Number(read.value) : Number.NaN;
  if (Number.isSafeInteger(number)) return { kind: "found", value: number };
  return notFound("template_not_literal", `${path.join(".")} of ${resource} is not a plain number.`);
}

/** Memory in megabytes, or timeout in seconds, of a Lambda function; AWS's default where the template says nothing. */
export function readFunctionNumber(
  template: string,
  resource: string,
  property: "MemorySize" | "Timeout",
): TemplateReading<number> {
  const located = locateFunction(template, resource);
  if (located.kind === "not_found") return located;
  const read = readNumber(template, resource, [property]);
  if (read.kind === "not_found") return read;
  return { kind: "found", value: read.value ?? lambdaDefaults[property] };
}

/** Both of {@link readFunctionNumber}; not found only where neither is known. */
export function readFunctionSettings(template: string, resource: string): TemplateReading<FunctionSettings> {
  const memory = readFunctionNumber(template, resource, "MemorySize");
  const timeout = readFunctionNumber(template, resource, "Timeout");
  if (memory.kind === "not_found" && timeout.kind === "not_found") return memory;
  return {
    kind: "found",
    value: {
      memoryMegabytes: memory.kind === "found" ? memory.value : null,
      timeoutSeconds: timeout.kind === "found" ? timeout.value : null,
    },
  };
}

/** {@link setProperty} for the memory or the timeout of a Lambda function. */
export function setFunctionProperty(
  template: string,
  file: string,
  resource: string,
  property: "MemorySize" | "Timeout",
  value: number,
): TemplateReading<Edit> {
  const located = locateFunction(template, resource);
  if (located.kind === "not_found") return located;
  return setProperty(template, file, resource, [property], value);
}

function locateFunction(template: string, resource: string): ReturnType<typeof locateResource> {
  const located = locateResource(template, resource);
  if (located.kind === "not_found" || functionTypes.includes(located.value.type)) return located;
  return notFound(
    "resource_not_a_function",
    `${resource} is a ${located.value.type}, not a Lambda function.`,
  );
}
