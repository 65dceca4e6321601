import { isScalar } from "yaml";
import type { Edit } from "../change/change.ts";
import { templateProblems } from "./template-change.ts";
import {
  follow,
  type Literal,
  literalOf,
  locateResource,
  notFound,
  type PathEnd,
  type PropertyPath,
  type TemplateReading,
} from "./template-document.ts";
import { isMeaningMap, type Meaning, type MeaningMap, meaningOf } from "./template-meaning.ts";
import { type Replacement, uniqueReplacement } from "./unique-replacement.ts";

/** A property of a resource and what it is to be. */
export interface Setting {
  readonly resource: string;
  readonly path: PropertyPath;
  readonly value: Literal;
}

/** One edit for several properties is read more easily, unless much lies between them. */
const longestStretch = 4000;

/** {@link setProperties} for one. */
export function setProperty(
  template: string,
  file: string,
  resource: string,
  path: PropertyPath,
  value: Literal,
): TemplateReading<Edit> {
  const after = withSetting(template, { resource, path, value });
  return after.kind === "found" ? { kind: "found", value: editOf(template, file, after.value) } : after;
}

/**
 * The edits that give properties of resources other values, everything else (comments, quotes, order, line ends) as
 * it was; each on top of those before it. Where a resource has no such property of its own, one is added to its
 * `Properties`. The edited template is read again: an edit that would change anything else is not given.
 * @param file the template's path in the repository
 */
export function setProperties(
  template: string,
  file: string,
  settings: readonly Setting[],
): TemplateReading<Edit[]> {
  let text = template;
  const edits: Edit[] = [];
  for (const setting of settings) {
    const after = withSetting(text, setting);
    if (after.kind === "not_found") return after;
    edits.push(editOf(text, file, after.value));
    text = after.value;
  }
  const { from, to } = differenceOf(template, text);
  return { kind: "found", value: to - from <= longestStretch ? [editOf(template, file, text)] : edits };
}

function editOf(before: string, file: string, after: string): Edit {
  return uniqueReplacement(before, file, differenceOf(before, after));
}

function withSetting(template: string, setting: Setting): TemplateReading<string> {
  const { resource, path, value } = setting;
  const located = locateResource(template, resource);
  if (located.kind === "not_found") return located;
  const end = follow(located.value.properties, path, resource);
  if (end.kind === "not_found") return end;
  const place =
    end.value.kind === "absent"
      ? insertion(template, end.value, value, resource)
      : replacement(end.value.node, setting);
  if (place.kind === "not_found") return place;
  const { from, to, text, written } = place.value;
  const edited = template.slice(0, from) + text + template.slice(to);
  if (differsOnlyIn(template, edited, { ...setting, value: written })) {
    const [problem] = templateProblems("template.yaml", template, edited);
    return problem ? { kind: "not_found", reason: problem } : { kind: "found", value: edited };
  }
  const what = `${path.join(".")} of ${resource}`;
  return notFound(
    "template_layout",
    `${what} cannot be changed without changing something else of the template.`,
  );
}

/** A replacement and the value that it writes, which is text where a quoted number was. */
type Place = Replacement & { readonly written: Literal };

function replacement(node: unknown, { resource, path, value }: Setting): TemplateReading<Place> {
  const old = literalOf(node);
  const isQuotedNumber = typeof old === "string" && /^\d+$/.test(old) && typeof value === "number";
  const written = isQuotedNumber ? String(value) : value;
  if (!isScalar(node) || !node.range || typeof old !== typeof written) {
    return notFound(
      "template_not_literal",
      `${path.join(".")} of ${resource} is not a plain ${typeof value}.`,
    );
  }
  const [from, to] = node.range;
  if (isQuotedNumber && node.type === "QUOTE_SINGLE")
    return { kind: "found", value: { from, to, text: `'${written}'`, written } };
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  return { kind: "found", value: { from, to, text: printed(written, isQuoted), written } };
}

/** New lines at the start of the map; names of maps that are not there yet get a line each. */
function insertion(
  template: string,
  { map, missing }: Extract<PathEnd, { kind: "absent" }>,
  value: Literal,
  resource: string,
): TemplateReading<Place> {
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
  return { kind: "found", value: { from: start, to: start, text, written: value } };
}

function printed(value: Literal, isQuoted: boolean): string {
  if (typeof value !== "string") return String(value);
  // YAML 1.1, which CloudFormation reads, takes some words for something else than text.
  const isPlain = /^[A-Za-z][\w.-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isQuoted || !isPlain ? JSON.stringify(value) : value;
}

/** Whether the edited template means the same, but for one property of one resource. */
function differsOnlyIn(before: string, after: string, { resource, path, value }: Setting): boolean {
  const was = meaningOf(before);
  const is = meaningOf(after);
  if (!isMeaningMap(was) || is === null) return false;
  const expected = withValue(was, ["Resources", resource, "Properties", ...path], value);
  return JSON.stringify(expected) === JSON.stringify(is);
}

/** What is new stands first, as {@link insertion} writes it. */
function withValue(map: MeaningMap, path: PropertyPath, value: Literal): MeaningMap {
  const [name = "", ...rest] = path;
  const inner: Meaning = map[name] ?? {};
  const next = rest.length === 0 ? value : withValue(isMeaningMap(inner) ? inner : {}, rest, value);
  return name in map ? { ...map, [name]: next } : { [name]: next, ...map };
}

/** The smallest stretch of a text that has to be replaced to get another. */
function differenceOf(before: string, after: string): Replacement {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}
