/** A pattern of paths, ready to be asked; or why it cannot be read. */
export type Glob =
  | { readonly kind: "glob"; matches(path: string): boolean }
  | { readonly kind: "unreadable"; readonly problem: string };

/** What one step through a pattern takes: one character, or none with several ways on. */
type State =
  | { readonly kind: "character"; takes(character: string): boolean; readonly next: number }
  | { readonly kind: "ways"; readonly next: readonly number[] }
  | { readonly kind: "end" };

type Part =
  | { readonly kind: "one"; takes(character: string): boolean }
  /** Any number of characters; `least` one of them where a star is a whole segment. */
  | { readonly kind: "many"; takes(character: string): boolean; readonly least: 0 | 1 }
  | { readonly kind: "either"; readonly parts: readonly (readonly Part[])[] };

/** Longer ones are nobody's own writing. */
const maxPatternCharacters = 1_000;
const maxNesting = 16;

const anything = (): boolean => true;
const withinSegment = (character: string): boolean => character !== "/";

/**
 * Reads a glob: `*` and `?` within a segment of a path, a whole segment of two stars for any number of segments,
 * `[a-z]`, `[!a]`, `{one,other}`, and a backslash before what is meant literally. It is matched as a set of states
 * (Thompson, 1968), so the work is bounded by the pattern's length times the path's, whoever wrote either.
 * Dots are like other characters, and a leading `!` is no negation.
 *
 * @param ignoreCase compares letters that only differ in case, width or compatibility as equal
 */
export function readGlob(pattern: string, { ignoreCase = false } = {}): Glob {
  if (pattern.length > maxPatternCharacters) return unreadable("it is too long");
  const fold = ignoreCase ? foldPath : (text: string): string => text;
  try {
    const states = statesOf(new GlobReader(fold(pattern)).read());
    return { kind: "glob", matches: (path) => reachesEnd(states, fold(path)) };
  } catch (error) {
    if (error instanceof UnreadableGlob) return unreadable(error.message);
    throw error;
  }
}

/** Paths that some file systems take for the same are the same here. */
export function foldPath(path: string): string {
  return path.normalize("NFKC").toLowerCase();
}

/**
 * Asks several patterns at once.
 * @throws RangeError when one of them cannot be read; where people write patterns, the policy refuses it first
 */
export function anyGlob(
  patterns: readonly string[],
  options: { readonly ignoreCase?: boolean } = {},
): (path: string) => boolean {
  const globs = patterns.map((pattern) => {
    const glob = readGlob(pattern, options);
    if (glob.kind === "unreadable")
      throw new RangeError(`${pattern} is no pattern of paths: ${glob.problem}.`);
    return glob;
  });
  return (path) => globs.some((glob) => glob.matches(path));
}

function unreadable(problem: string): Glob {
  return { kind: "unreadable", problem };
}

class UnreadableGlob extends Error {}

class GlobReader {
  private readonly characters: readonly string[];
  private at = 0;

  constructor(pattern: string) {
    const segments = pattern.split("/").filter((one, at, all) => one !== "**" || all[at - 1] !== "**");
    this.characters = [...segments.join("/")];
  }

  read(): Part[] {
    return this.sequence(0);
  }

  /** Up to the end, or inside of braces up to their next comma or end. */
  private sequence(depth: number): Part[] {
    const parts: Part[] = [];
    while (this.at < this.characters.length) {
      const character = this.characters[this.at] ?? "";
      if (depth > 0 && (character === "," || character === "}")) return parts;
      parts.push(...this.part(character, depth));
    }
    if (depth > 0) throw new UnreadableGlob("a { is never closed");
    return parts;
  }

  private part(character: string, depth: number): Part[] {
    if ("?*+@!".includes(character) && this.characters[this.at + 1] === "(") {
      throw new UnreadableGlob(`${character}( ) is not supported; write it out with { , }`);
    }
    switch (character) {
      case "*":
        return this.stars();
      case "/":
        return this.slash();
      case "?":
        this.at++;
        return [{ kind: "one", takes: withinSegment }];
      case "[":
        return [this.characterClass()];
      case "{":
        return [this.braces(depth)];
      case "\\":
        this.at++;
        if (this.at >= this.characters.length) throw new UnreadableGlob("it ends with a backslash");
        return [this.literal()];
      default:
        return [this.literal()];
    }
  }

  private literal(): Part {
    const wanted = this.characters[this.at++];
    return { kind: "one", takes: (character) => character === wanted };
  }

  private stars(): Part[] {
    const from = this.at;
    while (this.characters[this.at] === "*") this.at++;
    const isWhole = this.isSegmentStart(from) && this.isSegmentEnd(this.at);
    if (this.at - from !== 2 || !isWhole)
      return [{ kind: "many", takes: withinSegment, least: isWhole ? 1 : 0 }];
    if (this.characters[this.at] !== "/") return [{ kind: "many", takes: anything, least: 0 }];
    this.at++;
    const slash: Part = { kind: "one", takes: (character) => character === "/" };
    return [{ kind: "either", parts: [[], [{ kind: "many", takes: anything, least: 0 }, slash]] }];
  }

  /** A slash and two stars at the end also stand for nothing at all: `a/**` is `a`, too, but not behind a star. */
  private slash(): Part[] {
    const isBehindStar = this.characters[this.at - 1] === "*";
    this.at++;
    const slash: Part = { kind: "one", takes: (character) => character === "/" };
    const isGlobstar = this.characters[this.at] === "*" && this.characters[this.at + 1] === "*";
    if (!isGlobstar || !this.isSegmentEnd(this.at + 2) || this.characters[this.at + 2] === "/")
      return [slash];
    if (isBehindStar) return [slash];
    this.at += 2;
    return [{ kind: "either", parts: [[], [slash, { kind: "many", takes: anything, least: 0 }]] }];
  }

  private isSegmentStart(at: number): boolean {
    return at === 0 || ["/", "{", ","].includes(this.characters[at - 1] ?? "");
  }

  private isSegmentEnd(at: number): boolean {
    return at >= this.characters.length || ["/", "}", ","].includes(this.characters[at] ?? "");
  }

  private braces(depth: number): Part {
    if (depth >= maxNesting) throw new UnreadableGlob("its braces are nested too deep");
    const parts: Part[][] = [];
    do {
      this.at++;
      parts.push(this.sequence(depth + 1));
    } while (this.characters[this.at] === ",");
    this.at++;
    return { kind: "either", parts };
  }

  private characterClass(): Part {
    const end = this.characters.indexOf("]", this.at + 2);
    if (end < 0) throw new UnreadableGlob("a [ is never closed");
    const inside = this.characters.slice(this.at + 1, end);
    this.at = end + 1;
    const isNegated = inside[0] === "!" || inside[0] === "^";
    const ranges = rangesOf(isNegated ? inside.slice(1) : inside);
    const isIn = (character: string): boolean =>
      ranges.some(([low, high]) => low <= character && character <= high);
    return { kind: "one", takes: (character) => withinSegment(character) && isIn(character) !== isNegated };
  }
}

function rangesOf(inside: readonly string[]): [low: string, high: string][] {
  const ranges: [string, string][] = [];
  for (let at = 0; at < inside.length; at++) {
    const low = inside[at] ?? "";
    const high = inside[at + 1] === "-" ? inside[at + 2] : undefined;
    ranges.push([low, high ?? low]);
    if (high !== undefined) at += 2;
  }
  return ranges;
}

/** The last state is the start. */
function statesOf(parts: readonly Part[]): readonly State[] {
  const states: State[] = [{ kind: "end" }];
  const add = (state: State): number => states.push(state) - 1;
  const addAll = (all: readonly Part[], next: number): number =>
    all.reduceRight((after, part) => addPart(part, after), next);
  const addPart = (part: Part, next: number): number => {
    switch (part.kind) {
      case "one":
        return add({ kind: "character", takes: part.takes, next });
      case "either":
        return add({ kind: "ways", next: part.parts.map((one) => addAll(one, next)) });
      case "many": {
        const loop = add({ kind: "ways", next: [states.length + 1, next] });
        const step = add({ kind: "character", takes: part.takes, next: loop });
        return part.least === 1 ? step : loop;
      }
    }
  };
  add({ kind: "ways", next: [addAll(parts, 0)] });
  return states;
}

function reachesEnd(states: readonly State[], path: string): boolean {
  let current = closure(states, [states.length - 1]);
  for (const character of path) {
    const next: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === "character" && state.takes(character)) next.push(state.next);
    }
    if (next.length === 0) return false;
    current = closure(states, next);
  }
  return current.has(0);
}

function closure(states: readonly State[], from: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index];
    if (state?.kind === "ways") open.push(...state.next);
  }
  return reached;
}
