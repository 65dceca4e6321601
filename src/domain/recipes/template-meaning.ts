import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { keyOf, parseTemplate } from "./template-document.ts";

/** What a template says, as JSON; CloudFormation's short forms (`!Ref A`) as the long ones (`{"Ref": "A"}`). */
export type Meaning = string | number | boolean | null | readonly Meaning[] | MeaningMap;
export interface MeaningMap {
  readonly [name: string]: Meaning;
}

/** Aliases repeat what they name: a template that grows beyond this is no template ("billion laughs"). */
const maxNodes = 1_000_000;

/** What a template says; null when it cannot be read, has keys that are no text, or aliases without bound. */
export function meaningOf(template: string): Meaning | null {
  const document = parseTemplate(template);
  if (document.kind === "not_found") return null;
  try {
    return new Reader().read(document.value.contents);
  } catch {
    return null;
  }
}

/** The resources of a template by their logical ids; what is no resource (`Fn::ForEach`) is left out. */
export function resourcesOf(meaning: Meaning): ReadonlyMap<string, MeaningMap> {
  const resources = isMeaningMap(meaning) ? (meaning.Resources ?? null) : null;
  const entries = isMeaningMap(resources) ? Object.entries(resources) : [];
  return new Map(
    entries.flatMap(([id, one]) => (isMeaningMap(one) && typeof one.Type === "string" ? [[id, one]] : [])),
  );
}

export function isMeaningMap(meaning: Meaning | undefined): meaning is MeaningMap {
  return typeof meaning === "object" && meaning !== null && !Array.isArray(meaning);
}

export function isList(meaning: Meaning | undefined): meaning is readonly Meaning[] {
  return Array.isArray(meaning);
}

class Reader {
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;

  read(node: Document.Parsed["contents"] | unknown): Meaning {
    this.#nodes += 1;
    if (this.#nodes > maxNodes) throw new RangeError("The aliases of the template repeat too much.");
    if (isAlias(node)) {
      const named = this.#anchors.get(node.source);
      if (named === undefined) throw new RangeError("An alias names nothing.");
      return this.read(named);
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
      return tagged(node.tag, this.#content(node));
    }
    return null;
  }

  #content(node: unknown): Meaning {
    if (isSeq(node)) return node.items.map((item) => this.read(item));
    if (isMap(node)) {
      // Without a prototype, so that a key called __proto__ is a key.
      const map: Record<string, Meaning> = Object.create(null);
      for (const { key, value } of node.items) {
        const name = keyOf(key);
        if (name === null) throw new RangeError("A key is no text.");
        map[name] = this.read(value);
      }
      return map;
    }
    const value = isScalar(node) ? node.value : null;
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? value
      : null;
  }
}

function tagged(tag: string | undefined, content: Meaning): Meaning {
  const name = /^!([A-Za-z]\w*)$/.exec(tag ?? "")?.[1];
  if (name === undefined) return content;
  if (name === "Ref" || name === "Condition") return { [name]: content };
  if (name !== "GetAtt" || typeof content !== "string") return { [`Fn::${name}`]: content };
  const dot = content.indexOf(".");
  return { "Fn::GetAtt": dot < 0 ? [content] : [content.slice(0, dot), content.slice(dot + 1)] };
}
