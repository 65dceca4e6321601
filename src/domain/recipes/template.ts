import { isMap, isScalar } from "yaml";
import { z } from "zod";
import type { Edit } from "../change/change.ts";
import {
  follow,
  type Literal,
  literalOf,
  locateResource,
  notFound,
  notLiteral,
  type PathEnd,
  type PropertyPath,
  parseTemplate,
  type TemplateReading,
} from "./template-document.ts";
import { type Replacement, uniqueReplacement } from "./unique-replacement.ts";

/** What a template says about a function; AWS's defaults where it says nothing. */
export interface FunctionSettings {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** AWS's defaults: 128 MB and 3 s. */
const lambdaDefaults: FunctionSettings = { memoryMegabytes: 128, timeoutSeconds: 3 };

const functionTypes = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/** Aliases may repeat at most this many nodes; a "billion laughs" template stops here. */
const maxAliasCount = 100;

/** The logical ids of a template's resources of one type, e.g. `AWS::Logs::LogGroup`, in the template's order. */
export function resourcesOfType(template: string, type: string): TemplateReading<string[]> {
  const document = parseTemplate(template);
  if (document.kind === "not_found") return document;
  const resources = document.value.get("Resources");
  const items = isMap(resources) ? resources.items : [];
  const ids = items
    .filter(({ value }) => isMap(value) && value.get("Type") === type)
    .map(({ key }) => String(isScalar(key) ? key.value : key));
  return { kind: "found", value: ids };
}

/**
 * A property of a resource in a SAM or CloudFormation template, SAM's `Globals` included; null where the template
 * does not give it, so that AWS's default holds.
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
    if (!map) continue;
    const end = follow(map, path, resource);
    if (end.kind === "not_found") return end;
    if (end.value.kind === "absent") continue;
    const literal = literalOf(end.value.node);
    return literal === null ? notLiteral(path, resource) : { kind: "found", value: literal };
  }
  return { kind: "found", value: null };
}

/**
 * The edit that gives a resource's property another value, everything else (comments, quotes, order, line ends) as
 * it was. Where the resource has no such property of its own, one is added to its `Properties`. The edited template
 * is read again: an edit that would change anything else is not given.
 * @param file the template's path in the repository
 */
export function setProperty(
  template: string,
  file: string,
  resource: string,
  path: PropertyPath,
  value: Literal,
): TemplateReading<Edit> {
  const located = locateResource(template, resource);
  if (located.kind === "not_found") return located;
  const end = follow(located.value.properties, path, resource);
  if (end.kind === "not_found") return end;
  const place =
    end.value.kind === "absent"
      ? insertion(template, end.value, value, resource)
      : replacement(end.value.node, value, path, resource);
  if (place.kind === "not_found") return place;
  const { from, to, text } = place.value;
  const edited = template.slice(0, from) + text + template.slice(to);
  if (!differsOnlyIn(template, edited, resource, path, value)) {
    const what = `${path.join(".")} of ${resource}`;
    const why = "cannot be changed without changing something else of the template.";
    return notFound("template_layout", `${what} ${why}`);
  }
  return { kind: "found", value: uniqueReplacement(template, file, place.value) };
}

/** Memory and timeout of a Lambda function in a SAM or CloudFormation template, `Globals` included. */
export function readFunctionSettings(template: string, resource: string): TemplateReading<FunctionSettings> {
  const located = locateFunction(template, resource);
  if (located.kind === "not_found") return located;
  const memory = readProperty(template, resource, ["MemorySize"]);
  if (memory.kind === "not_found") return memory;
  const timeout = readProperty(template, resource, ["Timeout"]);
  if (timeout.kind === "not_found") return timeout;
  const settings = {
    memoryMegabytes: memory.value ?? lambdaDefaults.memoryMegabytes,
    timeoutSeconds: timeout.value ?? lambdaDefaults.timeoutSeconds,
  };
  const parsed = z.object({ memoryMegabytes: z.int(), timeoutSeconds: z.int() }).safeParse(settings);
  if (parsed.success) return { kind: "found", value: parsed.data };
  return notFound("template_not_literal", `MemorySize or Timeout of ${resource} is not a plain number.`);
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

function replacement(
  node: unknown,
  value: Literal,
  path: PropertyPath,
  resource: string,
): TemplateReading<Replacement> {
  if (!isScalar(node) || !node.range || typeof literalOf(node) !== typeof value) {
    return notFound(
      "template_not_literal",
      `${path.join(".")} of ${resource} is not a plain ${typeof value}.`,
    );
  }
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  return {
    kind: "found",
    value: { from: node.range[0], to: node.range[1], text: printed(value, isQuoted) },
  };
}

/** New lines at the start of the map; names of maps that are not there yet get a line each. */
function insertion(
  template: string,
  { map, missing }: Extract<PathEnd, { kind: "absent" }>,
  value: Literal,
  resource: string,
): TemplateReading<Replacement> {
  const start = map.range?.[0];
  const lineStart = start === undefined ? 0 : template.lastIndexOf("\n", start - 1) + 1;
  const indentation = template.slice(lineStart, start);
  if (start === undefined || map.flow || !/^ *$/.test(indentation)) {
    return notFound(
      "template_layout",
      `Properties of ${resource} are not written as a block, so nothing is added.`,
    );
  }
  const lineEnd = template.includes("\r\n") ? "\r\n" : "\n";
  const lines = missing.map((name, depth) => `${"  ".repeat(depth)}${name}:`).join(lineEnd + indentation);
  const text = `${lines} ${printed(value, false)}${lineEnd}${indentation}`;
  return { kind: "found", value: { from: start, to: start, text } };
}

function printed(value: Literal, isQuoted: boolean): string {
  if (typeof value !== "string") return String(value);
  // YAML 1.1, which CloudFormation reads, takes some words for something else than text.
  const isPlain = /^[A-Za-z][\w.-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isQuoted || !isPlain ? JSON.stringify(value) : value;
}

/** Whether the edited template means the same, but for one property of one resource. */
function differsOnlyIn(
  before: string,
  after: string,
  resource: string,
  path: PropertyPath,
  value: Literal,
): boolean {
  const wanted = parseTemplate(before);
  const edited = parseTemplate(after);
  if (wanted.kind === "not_found" || edited.kind === "not_found") return false;
  try {
    const meaning = templateSchema.parse(wanted.value.toJS({ maxAliasCount }));
    const own = meaning.Resources[resource];
    const changed = { ...own, Properties: withValue(own?.Properties ?? {}, path, value) };
    const expected = { ...meaning, Resources: { ...meaning.Resources, [resource]: changed } };
    const is = templateSchema.parse(edited.value.toJS({ maxAliasCount }));
    return JSON.stringify(expected) === JSON.stringify(is);
  } catch {
    // Aliases without bound, or a document that is no template: what cannot be compared is not edited.
    return false;
  }
}

/** What is new stands first, as {@link insertion} writes it. */
function withValue(map: Readonly<Record<string, unknown>>, path: PropertyPath, value: Literal): object {
  const [name = "", ...rest] = path;
  const inner = mapSchema.safeParse(map[name]).data ?? {};
  const next = rest.length === 0 ? value : withValue(inner, rest, value);
  return name in map ? { ...map, [name]: next } : { [name]: next, ...map };
}

const mapSchema = z.record(z.string(), z.unknown());
const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Properties: mapSchema.optional() })),
});
