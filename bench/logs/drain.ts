/** Drain's own defaults, as in the Drain3 package. */
const SIMILARITY = 0.4;
const PREFIX_TOKENS = 2;
const MAX_CHILDREN = 100;
const WILDCARD = "<*>";

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:[0-9a-f]{2,}:){3,}[0-9a-f]{2,}\b/gi, WILDCARD],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, WILDCARD],
  [/\b[0-9a-f]{6,}(?:\s+[0-9a-f]{6,})+\b/gi, WILDCARD],
  [/\b0x[0-9a-f]+\b/gi, WILDCARD],
  [/(?<=[^A-Za-z0-9]|^)[-+]?\d+(?=[^A-Za-z0-9]|$)/g, WILDCARD],
];

/**
 * Groups lines with Drain (He et al., ICWS 2017) with the masks of Drain3's example configuration: the reference
 * that the corpora are read against. For each line its final template.
 */
export function drainGroups(lines: readonly string[]): string[] {
  const leaves = new Map<string, string[][]>();
  const children = new Map<string, Set<string>>();
  const clusters = lines.map((line) => {
    const tokens = MASKS.reduce((text, [mask, shown]) => text.replace(mask, shown), line)
      .trim()
      .split(/\s+/);
    const leaf = leafKey(tokens, children);
    const candidates = leaves.get(leaf) ?? [];
    leaves.set(leaf, candidates);
    let best: string[] | null = null;
    let bestScore = -1;
    for (const template of candidates) {
      const score = template.filter((token, index) => token === tokens[index]).length / tokens.length;
      if (score > bestScore) [best, bestScore] = [template, score];
    }
    if (!best || bestScore < SIMILARITY) {
      candidates.push(tokens);
      return tokens;
    }
    for (const [index, token] of tokens.entries()) if (best[index] !== token) best[index] = WILDCARD;
    return best;
  });
  const ids = new Map([...new Set(clusters)].map((cluster, index) => [cluster, index]));
  return clusters.map((cluster) => `${ids.get(cluster)} ${cluster.join(" ")}`);
}

function leafKey(tokens: readonly string[], children: Map<string, Set<string>>): string {
  let key = String(tokens.length);
  for (const token of tokens.slice(0, PREFIX_TOKENS)) {
    const known = children.get(key) ?? new Set<string>();
    children.set(key, known);
    const usable = !/\d/.test(token) && (known.has(token) || known.size < MAX_CHILDREN) ? token : WILDCARD;
    known.add(usable);
    key += `\n${usable}`;
  }
  return key;
}
