import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

interface Description {
  readonly root: Record<string, unknown>;
  readonly routes: readonly Route[];
}
interface Route {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly methods: Record<string, object>;
}

const jsonObject = z.record(z.string(), z.unknown());
const operations = z.record(
  z.string(),
  z.custom<object>((value) => typeof value === "object" && value !== null),
);
let description: Description | undefined;

/** The route of a path as sent, with its decoded parameters and its operations by method; null when none fits. */
export function findDescribedRoute(
  path: string,
): { readonly methods: Record<string, object>; readonly parameters: Record<string, string> } | null {
  for (const route of load().routes) {
    const match = route.pattern.exec(path);
    if (match) {
      const values = match.slice(1).map(decode);
      return {
        methods: route.methods,
        parameters: Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? ""])),
      };
    }
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function load(): Description {
  if (description) {
    return description;
  }
  const file = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
  const root = jsonObject.parse(JSON.parse(readFileSync(file, "utf8")));
  const paths = z.record(z.string(), operations).parse(root.paths);
  const routes = Object.entries(paths)
    .map(([template, methods]) => ({ template, methods }))
    .sort((a, b) => specificity(a.template).localeCompare(specificity(b.template), "en"))
    .map(({ template, methods }) => toRoute(template, methods));
  description = { root, routes };
  return description;
}

const multiSegment = new Set(["path", "ref", "basehead"]);

/** Sorts literal segments before parameters, parameters before those that span segments, long before short. */
function specificity(template: string): string {
  const kinds = template
    .slice(1)
    .split("/")
    .map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      return name === undefined ? "a" : multiSegment.has(name) ? "c" : "b";
    });
  return `${kinds.join("")}z`;
}

function toRoute(template: string, methods: Record<string, object>): Route {
  const names: string[] = [];
  const source = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) {
        return part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
      }
      names.push(name);
      return multiSegment.has(name) ? "(.+)" : "([^/]+)";
    })
    .join("");
  return { pattern: new RegExp(`^${source}$`), names, methods };
}

/** Replaces references by what they point at, so that only the schemas of one operation are compiled. */
export function inlineReferences(value: unknown, trail: readonly string[] = []): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => inlineReferences(item, trail));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("$ref" in value && typeof value.$ref === "string") {
    const reference = value.$ref;
    return trail.includes(reference)
      ? {}
      : inlineReferences(resolveReference(reference), [...trail, reference]);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, inlineReferences(item, trail)]);
  const schema = Object.fromEntries(entries.filter(([key, item]) => key !== "nullable" || item !== true));
  return "nullable" in value && value.nullable === true ? { anyOf: [{ type: "null" }, schema] } : schema;
}

function resolveReference(reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((node, key) => jsonObject.parse(node)[key], load().root);
}
