import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";

export type TemplateReading<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "not_found"; readonly reason: Reason };

/** Where a property is below a resource's `Properties`: `["TracingConfig", "Mode"]`. */
export type PropertyPath = readonly string[];

/** What a template can say of a property without calling a function. */
export type Literal = string | number | boolean;

/** A resource of a template, with what SAM's `Globals` say for its type; null where they say nothing. */
export interface LocatedResource {
  readonly type: string;
  readonly properties: YAMLMap;
  readonly globals: YAMLMap | null | "unknown";
}

/** Where a path ends: at a node, or at the innermost map that is there with the names that are not. */
export type PathEnd =
  | { readonly kind: "node"; readonly node: unknown }
  | { readonly kind: "absent"; readonly map: YAMLMap; readonly missing: PropertyPath };

/** CloudFormation takes no larger template (1 MB from S3). */
const maxCharacters = 1_000_000;

/** Macros of AWS that set no property which the template does not show. Any other may set what it likes. */
const harmlessTransforms = [
  /^AWS::Serverless-2016-10-31$/,
  /^AWS::LanguageExtensions$/,
  /^AWS::CodeDeployBlueGreen$/,
  /^AWS::SecretsManager-/,
];

export function notFound(code: ReasonCode, text: string): { kind: "not_found"; reason: Reason } {
  return { kind: "not_found", reason: reason(code, text) };
}

/** Every recipe and every check of a change asks for the same template: it is parsed once. */
let newest: { readonly template: string; readonly reading: TemplateReading<Document.Parsed> } | null = null;

/** The document, or why it is none. Takes time in proportion to the template's length. */
export function parseTemplate(template: string): TemplateReading<Document.Parsed> {
  if (newest?.template !== template) newest = { template, reading: parsed(template) };
  return newest.reading;
}

function parsed(template: string): TemplateReading<Document.Parsed> {
  const malformed = (message: string) =>
    notFound("template_malformed", `The template is not valid YAML: ${message}`);
  if (template.length > maxCharacters) return malformed(`it is longer than ${maxCharacters} characters.`);
  try {
    // The library looks for repeated keys in quadratic time. CloudFormation takes the last one, and so does lastOf.
    const document = parseDocument(template, { prettyErrors: false, uniqueKeys: false });
    const [error] = document.errors;
    return error ? malformed(error.message) : { kind: "found", value: document };
  } catch (error) {
    // Nesting without end exhausts the parser's stack.
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The value of a key; undefined when there is none. Of a repeated key the last counts, as in CloudFormation
 * (`validate-template` and `get-template-summary`, go-to-k/cdk-real-drift#1133).
 */
function lastOf(map: YAMLMap, name: string): unknown {
  const pair = map.items.findLast(({ key }) => keyOf(key) === name);
  return pair === undefined ? undefined : (pair.value ?? null);
}

/** A key as CloudFormation reads it; null for one that is no plain text. */
export function keyOf(key: unknown): string | null {
  return isScalar(key) && key.value !== null ? String(key.value) : null;
}

/**
 * Whether what a map holds is only known when the stack is made: it is a function (`Fn::If`), includes another file or
 * calls a macro (`Fn::Transform`), repeats something (`Fn::ForEach`) or merges another map (`<<`).
 */
function isComputed(map: YAMLMap): boolean {
  if (map.tag !== undefined && map.tag !== "tag:yaml.org,2002:map") return true;
  return map.items.some(({ key }) => {
    const name = keyOf(key);
    return name === null || name === "Ref" || name === "<<" || name.startsWith("Fn::");
  });
}

/**
 * Finds a resource by its logical id. Where its properties, or what the whole template says, come from elsewhere (an
 * include, a macro, a function), it is not found: what is written there is not what runs.
 */
export function locateResource(template: string, resource: string): TemplateReading<LocatedResource> {
  const document = parseTemplate(template);
  if (document.kind === "not_found") return document;
  const missing = notFound("resource_missing", `The template has no resource ${resource}.`);
  const root = document.value.contents;
  if (!isMap(root)) return missing;
  const macro = macroOf(root);
  if (macro !== null) {
    const text = `The macro ${macro} may change whatever the template says, so ${resource} is not known from it.`;
    return notFound("template_not_literal", text);
  }
  const resources = lastOf(root, "Resources");
  const node = isMap(resources) ? lastOf(resources, resource) : undefined;
  if (!isMap(node)) return missing;
  const properties = lastOf(node, "Properties");
  if (isNothing(properties)) return notFound("resource_missing", `${resource} has no Properties.`);
  if (isComputed(node) || !isMap(properties) || isComputed(properties)) return fromElsewhere(resource);
  const kind = lastOf(node, "Type");
  const type = String(isScalar(kind) ? kind.value : undefined);
  return { kind: "found", value: { type, properties, globals: globalsFor(root, type) } };
}

/** The first macro of the template that may do anything, by its name; null when there is none. */
function macroOf(root: YAMLMap): string | null {
  if (isComputed(root)) return "of its first level";
  const transform = lastOf(root, "Transform");
  if (transform === undefined) return null;
  for (const one of isSeq(transform) ? transform.items : [transform]) {
    const name = isMap(one) ? lastOf(one, "Name") : one;
    const text = isScalar(name) && name.tag === undefined ? String(name.value) : "that it calls";
    if (isMap(one) || !harmlessTransforms.some((pattern) => pattern.test(text))) return text;
  }
  return null;
}

/** SAM's globals are for SAM's own resources. */
function globalsFor(root: YAMLMap, type: string): LocatedResource["globals"] {
  const section = /^AWS::Serverless::(\w+)$/.exec(type)?.[1];
  const globals = section === undefined ? null : mapOrUnknown(lastOf(root, "Globals"));
  return isMap(globals) ? mapOrUnknown(lastOf(globals, section ?? "")) : globals;
}

function mapOrUnknown(node: unknown): YAMLMap | null | "unknown" {
  if (isNothing(node)) return null;
  return isMap(node) && !isComputed(node) ? node : "unknown";
}

function isNothing(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

/** Follows a path from a resource's properties, or from the globals of its type. */
export function follow(from: YAMLMap, path: PropertyPath, resource: string): TemplateReading<PathEnd> {
  let map = from;
  for (const [index, name] of path.entries()) {
    if (isComputed(map)) return fromElsewhere(resource);
    const node = lastOf(map, name);
    if (node === undefined) {
      return { kind: "found", value: { kind: "absent", map, missing: path.slice(index) } };
    }
    if (index === path.length - 1) return { kind: "found", value: { kind: "node", node } };
    if (!isMap(node)) return notLiteral(path.slice(0, index + 1), resource);
    map = node;
  }
  return notLiteral(path, resource);
}

/** Numbers that YAML 1.1, which CloudFormation reads, and YAML 1.2 read alike: `010` and `1e3` are not. */
const clearNumber = /^(-?(0|[1-9]\d*)(\.\d+)?|0x[\da-fA-F]+)$/;
/** Plain words and numbers that YAML 1.1 takes for something else than text. */
const unclearText = /^(y|n|yes|no|on|off|[-+]?[\d_]+|[-+]?\d+(:[0-5]?\d)+(\.\d*)?)$/i;

/** The literal that a node is; null when it is none, or not the same for everybody: a function, an alias, a map. */
export function literalOf(node: unknown): Literal | null {
  if (!isScalar(node) || node.tag !== undefined) return null;
  const { value } = node;
  const isPlain = node.type === "PLAIN";
  if (typeof value === "number") return clearNumber.test(node.source ?? "") ? value : null;
  if (typeof value === "string") return isPlain && unclearText.test(value) ? null : value;
  return typeof value === "boolean" ? value : null;
}

/** Whether a node says that the property is not there: `!Ref AWS::NoValue`. */
export function isNoValue(node: unknown): boolean {
  if (isScalar(node)) return node.tag === "!Ref" && node.value === "AWS::NoValue";
  if (!isMap(node) || node.items.length !== 1) return false;
  const named = lastOf(node, "Ref");
  return isScalar(named) && named.tag === undefined && named.value === "AWS::NoValue";
}

export function notLiteral(path: PropertyPath, resource: string): { kind: "not_found"; reason: Reason } {
  return notFound("template_not_literal", `${path.join(".")} of ${resource} is not a plain value.`);
}

function fromElsewhere(resource: string): { kind: "not_found"; reason: Reason } {
  const text = `Properties of ${resource} come from elsewhere (an include, a macro, a function or a merged map).`;
  return notFound("template_not_literal", text);
}
