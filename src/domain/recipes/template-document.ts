import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";

export type TemplateReading<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "not_found"; readonly reason: Reason };

/** Where a property is below a resource's `Properties`: `["TracingConfig", "Mode"]`. */
export type PropertyPath = readonly string[];

/** What a template can say of a property without calling a function. */
export type Literal = string | number | boolean;

/** A resource of a template, with what SAM's `Globals` say for its type. */
export interface LocatedResource {
  readonly type: string;
  readonly properties: YAMLMap;
  readonly globals: YAMLMap | null;
}

/** Where a path ends: at a node, or at the innermost map that is there with the names that are not. */
export type PathEnd =
  | { readonly kind: "node"; readonly node: unknown }
  | { readonly kind: "absent"; readonly map: YAMLMap; readonly missing: PropertyPath };

export function notFound(code: ReasonCode, text: string): { kind: "not_found"; reason: Reason } {
  return { kind: "not_found", reason: reason(code, text) };
}

/** The document, or why it is none. */
export function parseTemplate(template: string): TemplateReading<Document.Parsed> {
  const malformed = (message: string) =>
    notFound("template_malformed", `The template is not valid YAML: ${message}`);
  try {
    const document = parseDocument(template, { prettyErrors: false, uniqueKeys: true });
    const [error] = document.errors;
    return error ? malformed(error.message) : { kind: "found", value: document };
  } catch (error) {
    // Nesting without end exhausts the parser's stack.
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

/** Finds a resource by its logical id. What it merges from other maps (`<<`) is not read, so it is not found then. */
export function locateResource(template: string, resource: string): TemplateReading<LocatedResource> {
  const document = parseTemplate(template);
  if (document.kind === "not_found") return document;
  const node = document.value.getIn(["Resources", resource]);
  if (!isMap(node)) return notFound("resource_missing", `The template has no resource ${resource}.`);
  const type = String(node.get("Type"));
  const properties = node.get("Properties");
  if (!isMap(properties)) return notFound("resource_missing", `${resource} has no Properties.`);
  // SAM's globals are for SAM's own resources.
  const section = /^AWS::Serverless::(\w+)$/.exec(type)?.[1];
  const globals = section ? document.value.getIn(["Globals", section]) : null;
  if (properties.has("<<") || (isMap(globals) && globals.has("<<"))) return merges(resource);
  return { kind: "found", value: { type, properties, globals: isMap(globals) ? globals : null } };
}

/** Follows a path from a resource's properties, or from the globals of its type. */
export function follow(from: YAMLMap, path: PropertyPath, resource: string): TemplateReading<PathEnd> {
  let map = from;
  for (const [index, name] of path.entries()) {
    if (map.has("<<")) return merges(resource);
    const node: unknown = map.get(name, true);
    if (node === undefined) {
      return { kind: "found", value: { kind: "absent", map, missing: path.slice(index) } };
    }
    if (index === path.length - 1) return { kind: "found", value: { kind: "node", node } };
    if (!isMap(node)) return notLiteral(path.slice(0, index + 1), resource);
    map = node;
  }
  return notLiteral(path, resource);
}

/** The literal that a node is; null when it is none: a function, an alias, a map, nothing. */
export function literalOf(node: unknown): Literal | null {
  if (!isScalar(node) || node.tag !== undefined) return null;
  const { value } = node;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

export function notLiteral(path: PropertyPath, resource: string): { kind: "not_found"; reason: Reason } {
  return notFound("template_not_literal", `${path.join(".")} of ${resource} is not a plain value.`);
}

function merges(resource: string): { kind: "not_found"; reason: Reason } {
  return notFound("template_not_literal", `${resource} merges other maps (<<) into its properties.`);
}
