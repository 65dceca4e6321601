import { VALUE } from "./masker.ts";
import { isIdentifier, slotScore } from "./slot.ts";

/** A masked text with how many lines have it. */
export interface Shape {
  readonly masked: string;
  readonly count: number;
}

/** Rounds end earlier when nothing changes; each makes one more slot of a template a value. */
const MAX_ROUNDS = 12;
/** Longer texts are left as they are: they are dumps, not sentences. */
const MAX_WORDS = 60;
/** Of a place with more words than this the first are enough to know it again. */
const MAX_PAIRED = 8;

interface Node {
  masked: string;
  count: number;
  /** Constant words, and what stands before, between and after them. */
  words: readonly string[];
  gaps: readonly string[];
  hashes: readonly number[];
  hash: number;
  members: number[];
}

interface Candidate {
  readonly nodes: Node[];
  readonly positions: number[];
}

/** A set of nodes that are equal but for the words at some positions. */
interface Family {
  readonly nodes: readonly Node[];
  readonly positions: readonly number[];
  readonly score: number;
}

/**
 * Decides which shapes are one template: for each shape the masked text of its template. Shapes that are equal but
 * for one word (or for several that all look like identifiers) become one when that place looks like a value, best
 * first, again and again. The result does not depend on the order of the shapes.
 *
 * The idea of reading variables from how words vary while the rest stays is IPLoM's (Makanju et al. 2009) and
 * Brain's (Yu et al. 2023).
 */
export function generaliseShapes(shapes: readonly Shape[]): string[] {
  let nodes = mergeEqual(shapes.map(({ masked, count }, index) => makeNode(masked, count, [index])));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const families = findFamilies(nodes);
    if (families.length === 0) break;
    nodes = mergeEqual(mergeFamilies(nodes, families));
  }
  const templates: string[] = [];
  for (const node of nodes) for (const member of node.members) templates[member] = node.masked;
  return templates;
}

function makeNode(masked: string, count: number, members: number[]): Node {
  const words: string[] = [];
  const gaps: string[] = [];
  let from = 0;
  for (const match of masked.matchAll(/[^\s\uE000=,;()[\]{}|"'`<>:!?]+/g)) {
    if (match[0] === ".") continue;
    gaps.push(masked.slice(from, match.index));
    words.push(match[0]);
    from = match.index + match[0].length;
  }
  gaps.push(masked.slice(from));
  const hashes = words.map((word, position) => hashWord(word, position));
  let hash = hashWord(gaps.join("\u0002"), words.length);
  for (const one of hashes) hash += one;
  return { masked, count, words, gaps, hashes, hash, members };
}

/** 46 bits, so that a sum of 64 of them is still exact. */
function hashWord(word: string, position: number): number {
  let high = Math.imul(position + 1, 0x9e3779b1);
  let low = Math.imul(position + 7, 0x85ebca6b);
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high ^= high >>> 15;
  low ^= low >>> 13;
  return ((high >>> 0) & 0x3fffff) * 0x1000000 + ((low >>> 0) & 0xffffff);
}

function mergeEqual(nodes: readonly Node[]): Node[] {
  const byText = new Map<string, Node>();
  for (const node of nodes) {
    const same = byText.get(node.masked);
    if (!same) byText.set(node.masked, node);
    else {
      same.count += node.count;
      same.members.push(...node.members);
    }
  }
  return [...byText.values()];
}

function findFamilies(nodes: readonly Node[]): Family[] {
  const countOf = new Map(nodes.map((node) => [node.masked, node.count]));
  const byKey = new Map<number, Candidate>();
  for (const node of nodes) {
    if (node.words.length > MAX_WORDS) continue;
    const identifiers: number[] = [];
    for (const [position, word] of node.words.entries()) {
      if (isIdentifier(word)) identifiers.push(position);
      enter(byKey, node, [position]);
    }
    if (identifiers.length > 1) enter(byKey, node, identifiers);
  }
  const slots: { candidate: Candidate; valueLines: number }[] = [];
  for (const candidate of byKey.values()) {
    const valueLines = candidate.positions.length === 1 ? linesWithValue(candidate, countOf) : 0;
    if (candidate.nodes.length > 1 || valueLines > 0) slots.push({ candidate, valueLines });
  }
  const alternatives = countAlternatives(slots.map(({ candidate }) => candidate));
  const families: Family[] = [];
  for (const { candidate, valueLines } of slots) {
    const score = familyScore(candidate, valueLines, alternatives);
    if (score > 0) families.push({ ...candidate, score });
  }
  return families.sort((a, b) => b.score - a.score || b.nodes.length - a.nodes.length || compare(a, b));
}

/** How often two words are found as alternatives in one place, by the pair. */
function countAlternatives(candidates: readonly Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { nodes, positions } of candidates) {
    const [position] = positions;
    if (positions.length > 1 || position === undefined) continue;
    for (const pair of pairs(nodes, position)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

function pairs(nodes: readonly Node[], position: number): string[] {
  const words = [...new Set(nodes.map((node) => node.words[position] ?? ""))].sort().slice(0, MAX_PAIRED);
  return words.flatMap((word, index) => words.slice(index + 1).map((other) => `${word} ${other}`));
}

function compare(a: Family, b: Family): number {
  const left = a.nodes.map((node) => node.masked).sort()[0] ?? "";
  const right = b.nodes.map((node) => node.masked).sort()[0] ?? "";
  return left < right ? -1 : left > right ? 1 : (a.positions[0] ?? 0) - (b.positions[0] ?? 0);
}

function enter(byKey: Map<number, Candidate>, node: Node, positions: number[]): void {
  let key = node.hash;
  for (const position of positions) key += (position + 1) * 0x10001 - (node.hashes[position] ?? 0);
  const family = byKey.get(key);
  if (family) family.nodes.push(node);
  else byKey.set(key, { nodes: [node], positions });
}

/** How many lines are equal to the candidate's but have a plain value at its position. */
function linesWithValue({ nodes, positions }: Candidate, countOf: Map<string, number>): number {
  const [node] = nodes;
  const [position] = positions;
  if (!node || position === undefined) return 0;
  if (
    /\uE000(?:, ?|[:;/|-]| )?$/.test(node.gaps[position] ?? "") ||
    /^(?:, ?|[:;/|-]| )?\uE000/.test(node.gaps[position + 1] ?? "")
  ) {
    return 0;
  }
  let text = "";
  for (const [index, gap] of node.gaps.entries())
    text += gap + (index === position ? VALUE : (node.words[index] ?? ""));
  return countOf.get(text) ?? 0;
}

function familyScore(
  { nodes, positions }: Candidate,
  valueLines: number,
  alternatives: ReadonlyMap<string, number>,
): number {
  const [first] = nodes;
  if (!first) return -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const position of positions) {
    const words = new Set(nodes.map((node) => node.words[position] ?? ""));
    if (words.size < 2 && valueLines === 0) continue;
    const score = slotScore({
      words,
      before: first.words[position - 1] ?? "",
      gapBefore: first.gaps[position] ?? "",
      gapAfter: first.gaps[position + 1] ?? "",
      position,
      constants: first.words.length - positions.length,
      places: Math.max(0, ...pairs(nodes, position).map((pair) => alternatives.get(pair) ?? 0)),
      valueLines,
    });
    lowest = Math.min(lowest, score);
  }
  return lowest;
}

function mergeFamilies(nodes: readonly Node[], families: readonly Family[]): Node[] {
  const merged = new Set<Node>();
  const result: Node[] = [];
  for (const { nodes: members, positions } of families) {
    const single = members.length === 1 && positions.length === 1;
    const free = members.filter((node) => !merged.has(node));
    if (free.length < members.length) continue;
    for (const node of free) {
      merged.add(node);
      result.push(
        makeNode(
          withValues(node, single ? positions : varyingPositions(members, positions)),
          node.count,
          node.members,
        ),
      );
    }
  }
  return [...result, ...nodes.filter((node) => !merged.has(node))];
}

function varyingPositions(nodes: readonly Node[], positions: readonly number[]): number[] {
  return positions.filter((position) =>
    nodes.some((node) => node.words[position] !== nodes[0]?.words[position]),
  );
}

function withValues(node: Node, positions: readonly number[]): string {
  let text = "";
  for (const [position, gap] of node.gaps.entries()) {
    text += gap + (positions.includes(position) ? VALUE : (node.words[position] ?? ""));
  }
  return text.replace(/\uE000(?:(?:, ?|[:;/|-]| )?\uE000)+/g, VALUE);
}
