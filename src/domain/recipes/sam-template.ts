import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { z } from "zod";
import type { Edit } from "../change/change.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";

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

const serverlessFunction = "AWS::Serverless::Function";
const plainFunction = "AWS::Lambda::Function";

/** Aliases may repeat at most this many nodes; a "billion laughs" template stops here. */
const maxAliasCount = 100;

/** Memory and timeout of a function in a SAM or CloudFormation template, `Globals` included. */
export function readFunctionSettings(template: string, resource: string): TemplateReading<FunctionSettings> {
  const located = locate(template, resource);
  if (located.kind === "not_found") return located;
  const memory = numberAt(located.value, "MemorySize", lambdaDefaults.memoryMegabytes);
  const timeout = numberAt(located.value, "Timeout", lambdaDefaults.timeoutSeconds);
  if (memory === null || timeout === null) {
    return notFound("template_not_literal", `MemorySize or Timeout of ${resource} is not a plain number.`);
  }
  return { kind: "found", value: { memoryMegabytes: memory, timeoutSeconds: timeout } };
}

/**
 * The edit that gives a function's property another value, everything else (comments, quotes, order, line
 * ends) as it was. Where the function has no such property of its own, one is added to its `Properties`.
 * The edited template is read again: an edit that would change anything else is not given.
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
  const place =
    scalar === undefined
      ? insertionAt(template, located.value.properties, `${property}: ${value}`, resource)
      : replacementOf(scalar, String(value), `${property} of ${resource}`);
  if (place.kind === "not_found") return place;
  const { from, to, text } = place.value;
  const edited = template.slice(0, from) + text + template.slice(to);
  if (!differsOnlyIn(template, edited, resource, property, value)) {
    return notFound(
      "template_layout",
      `${property} of ${resource} cannot be changed without changing something else of the template.`,
    );
  }
  return { kind: "found", value: uniqueReplacement(template, path, from, to, text) };
}

/** What is to be written instead of [from, to). */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function replacementOf(node: unknown, text: string, what: string): TemplateReading<Replacement> {
  if (!isScalar(node) || !node.range || typeof node.value !== "number") {
    return notFound("template_not_literal", `${what} is not a plain number.`);
  }
  return { kind: "found", value: { from: node.range[0], to: node.range[1], text } };
}

function insertionAt(
  template: string,
  properties: YAMLMap,
  line: string,
  resource: string,
): TemplateReading<Replacement> {
  const start = properties.range?.[0];
  const lineStart = start === undefined ? 0 : template.lastIndexOf("\n", start - 1) + 1;
  const indentation = template.slice(lineStart, start);
  if (start === undefined || properties.flow || !/^ *$/.test(indentation)) {
    return notFound(
      "template_layout",
      `Properties of ${resource} are not written as a block, so nothing is added.`,
    );
  }
  const lineEnd = template.includes("\r\n") ? "\r\n" : "\n";
  return { kind: "found", value: { from: start, to: start, text: `${line}${lineEnd}${indentation}` } };
}

/** Replaces [from, to) by an edit whose old text, whole lines around it, occurs once in the template. */
function uniqueReplacement(template: string, path: string, from: number, to: number, text: string): Edit {
  let start = lineStartBefore(template, from);
  let end = lineEndAfter(template, to);
  // Twice as many lines each time: a template of thousands of equal lines must not take for ever.
  for (let lines = 1; !occursOnce(template, start, end); lines *= 2) {
    for (let line = 0; line < lines; line++) {
      if (start > 0) start = lineStartBefore(template, start - 1);
      else end = lineEndAfter(template, end + 1);
    }
  }
  return {
    kind: "replace",
    path,
    oldText: template.slice(start, end),
    newText: template.slice(start, from) + text + template.slice(to, end),
  };
}

function lineStartBefore(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

function lineEndAfter(text: string, at: number): number {
  const next = text.indexOf("\n", at);
  return next < 0 ? text.length : next;
}

function occursOnce(text: string, start: number, end: number): boolean {
  const part = text.slice(start, end);
  return part !== "" && text.indexOf(part) === start && text.indexOf(part, start + 1) < 0;
}

interface LocatedFunction {
  readonly properties: YAMLMap;
  readonly globals: YAMLMap | null;
}

function locate(template: string, resource: string): TemplateReading<LocatedFunction> {
  const document = parse(template);
  if (typeof document === "string") {
    return notFound("template_malformed", `The template is not valid YAML: ${document}`);
  }
  const node = document.getIn(["Resources", resource]);
  if (!isMap(node)) return notFound("resource_missing", `The template has no resource ${resource}.`);
  const type = node.get("Type");
  if (type !== serverlessFunction && type !== plainFunction) {
    return notFound("resource_not_a_function", `${resource} is a ${String(type)}, not a Lambda function.`);
  }
  const properties = node.get("Properties");
  if (!isMap(properties)) return notFound("resource_missing", `${resource} has no Properties.`);
  // SAM's globals are for SAM's own functions.
  const globals = type === serverlessFunction ? document.getIn(["Globals", "Function"]) : null;
  if (properties.has("<<") || (isMap(globals) && globals.has("<<"))) {
    return notFound("template_not_literal", `${resource} merges other maps (<<) into its properties.`);
  }
  return { kind: "found", value: { properties, globals: isMap(globals) ? globals : null } };
}

/** The document, or what is wrong with it. */
function parse(template: string): Document.Parsed | string {
  try {
    const document = parseDocument(template, { prettyErrors: false, uniqueKeys: true });
    return document.errors[0]?.message ?? document;
  } catch (error) {
    // Nesting without end exhausts the parser's stack.
    return error instanceof Error ? error.message : String(error);
  }
}

/** null when the template gives the property, but not as a whole number. */
function numberAt(
  { properties, globals }: LocatedFunction,
  property: SizingProperty,
  byDefault: number,
): number | null {
  const node = properties.get(property, true) ?? globals?.get(property, true);
  if (node === undefined) return byDefault;
  return isScalar(node) && Number.isInteger(node.value) ? Number(node.value) : null;
}

/** Whether the edited template means the same, but for one property of one resource. */
function differsOnlyIn(
  before: string,
  after: string,
  resource: string,
  property: SizingProperty,
  value: number,
): boolean {
  const wanted = parse(before);
  const edited = parse(after);
  if (typeof wanted === "string" || typeof edited === "string") return false;
  try {
    const meaning = templateSchema.parse(wanted.toJS({ maxAliasCount }));
    const properties = meaning.Resources[resource]?.Properties;
    const own = { ...properties };
    const changed = property in own ? { ...own, [property]: value } : { [property]: value, ...own };
    const resources = {
      ...meaning.Resources,
      [resource]: { ...meaning.Resources[resource], Properties: changed },
    };
    const expected = { ...meaning, Resources: resources };
    return JSON.stringify(expected) === JSON.stringify(templateSchema.parse(edited.toJS({ maxAliasCount })));
  } catch {
    // Aliases without bound, or a document that is no template: what cannot be compared is not edited.
    return false;
  }
}

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

function notFound(code: ReasonCode, text: string): { kind: "not_found"; reason: Reason } {
  return { kind: "not_found", reason: reason(code, text) };
}
