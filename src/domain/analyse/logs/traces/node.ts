import { headerType, linesAbove, located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const HEADER = /(?:^|[\s"'([])((?:[A-Za-z_$][\w$]*\.)*[A-Z_$][\w$]*)(?: \[[A-Z_0-9]+\])?(?::|$)/;
const LIBRARY =
  /^(?:node:|internal\/|native\b|ext:|evalmachine|wasm:|https?:)|node_modules\/|\/\.yarn\/|\.pnp\.|^\/var\/runtime\/|^\/opt\/(?:nodejs\/|extensions\/)|^<anonymous>|webpack\/(?:bootstrap|runtime|startup)|\(webpack\)/;
/** Endings of other languages, whose frames look alike. */
const FOREIGN = /\.(?:java|kt|kts|scala|groovy|clj|rs|cs|fs|vb|go|py|rb|php)$/;
/** A block of its own: the error that caused this one, or one of several. */
const INNER = /^\W*(?:\[?cause\]?|caused by|\[?errors\]?|\[?previous\]?|\[?original\w*\]?)\W*:/i;
/** No source file has lines as long, or as many of them: a bundler or minifier made it. */
const LONGEST_LINE = 1_000;
const MOST_LINES = 20_000;

/** Whether a frame's file is the runtime's or a package's. */
export function isNodeLibrary(file: string): boolean {
  return LIBRARY.test(file.replaceAll("\\", "/"));
}

/** A trace of Node or another V8: `at name (file:line:column)`, with causes as `util.inspect` prints them. */
export function nodeTrace(lines: readonly string[]): RawTrace {
  const blocks: RawFrame[][] = [[]];
  let count = 0;
  for (const line of lines) {
    if (INNER.test(line)) blocks.push([]);
    const frame = count < MAX_FRAMES * 2 ? nodeFrame(line) : null;
    if (!frame) continue;
    count++;
    blocks.at(-1)?.push(frame);
  }
  const frames = deepestFirst(blocks, lines).slice(0, MAX_FRAMES);
  const above = linesAbove(lines, (line) => nodeFrame(line) !== null);
  return { language: "node", errorType: headerType(above, HEADER), frames };
}

/** Causes stand below what they caused; the errors of an AggregateError stand side by side. */
function deepestFirst(blocks: readonly RawFrame[][], lines: readonly string[]): RawFrame[] {
  const [outer = [], ...inner] = blocks;
  const sideBySide = lines.some((line) => /^\W*\[?errors\]?\W*:/.test(line));
  return [...(sideBySide ? inner : inner.reverse()).flat(), ...outer];
}

function nodeFrame(line: string): RawFrame | null {
  const body = /^\s*at (?:async )?(.{1,1200}?)[\s{}\],;'"`+]*$/.exec(line)?.[1];
  if (!body) return null;
  const open = body.endsWith(")") ? body.indexOf(" (") : -1;
  const name = open === -1 ? "" : body.slice(0, open).replace(/ \[as [^\]]{1,200}\]$/, "");
  const place = open === -1 ? body : body.slice(open + 2, -1);
  const evaluated = /\((?!eval at )((?:[A-Za-z]:[\\/])?[^():]{1,500}):(\d{1,9}):(\d{1,9})\)/.exec(place);
  const match = evaluated ?? /^(.{1,500}):(\d{1,9}):(\d{1,9})$/.exec(place);
  const file = match?.[1]?.replace(/^file:\/\//, "");
  if (!file || !isScript(file)) return null;
  const frame = located(file, match?.[2], name === "" ? "<anonymous>" : name, !isNodeLibrary(file));
  const isGenerated = Number(match?.[3]) > LONGEST_LINE || Number(match?.[2]) > MOST_LINES;
  return isGenerated ? { ...frame, generated: true } : frame;
}

function isScript(file: string): boolean {
  return (
    /[A-Za-z]/.test(file) && /[./\\]|^node:/.test(file) && !FOREIGN.test(file) && !/ in |\s\s/.test(file)
  );
}
