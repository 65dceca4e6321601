import { type Document, isScalar, visit } from "yaml";

/** A key that a map of a YAML document has twice. */
export interface RepeatedKey {
  readonly key: string;
  /** Where the second one stands, in characters. */
  readonly at: number;
}

/**
 * The first key that a map has twice; null when none has. To be asked of documents that were read with
 * `uniqueKeys: false`: the parser's own search is quadratic, which a file of 20,000 keys makes seconds of.
 */
export function repeatedKey(document: Document): RepeatedKey | null {
  let repeated: RepeatedKey | null = null;
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) repeated ??= { key: String(key.value), at: key.range?.[0] ?? 0 };
        seen.add(key.value);
      }
      return repeated === null ? undefined : visit.BREAK;
    },
  });
  return repeated;
}
