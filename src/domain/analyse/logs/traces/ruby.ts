import { located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const FRAME =
  /(?:^|[\s"])(?:from )?((?:[A-Za-z]:)?(?:<internal:[^>\n]{1,200}>|[^\s:"<>()]{1,400})):(\d{1,9}):in [`']([^\n]{1,300}?)'/;
const TYPE = /\(((?:[A-Z]\w*::)*[A-Z]\w*)\)\s*$/;
const RAILS_TYPE = /^\s*(?:Caused by: )?((?:[A-Z]\w*::)*[A-Z]\w*) \(/;
const LIBRARY =
  /\/gems\/|\/lib\/ruby\/|^<internal:|^\/var\/(?:runtime|lang)\/|^\/opt\/ruby\/|\/rubygems\/|^\(eval/;

/** Whether a frame's file is Ruby's or a gem's. */
export function isRubyLibrary(file: string): boolean {
  return LIBRARY.test(file);
}

/** A trace of Ruby: `file:line:in 'method'`; what caused it is printed below it. */
export function rubyTrace(lines: readonly string[]): RawTrace {
  const blocks: RawFrame[][] = [[]];
  let errorType: string | null = null;
  for (const line of lines) {
    const type = TYPE.exec(line.slice(-300))?.[1] ?? RAILS_TYPE.exec(line)?.[1] ?? null;
    const match = FRAME.exec(line);
    if (type !== null && blocks.at(-1)?.length) blocks.push([]);
    errorType ??= type;
    if (!match?.[1] || !match[3]) continue;
    blocks.at(-1)?.push(located(match[1], match[2], match[3], !isRubyLibrary(match[1])));
  }
  // Some versions number the calls and print the outermost first.
  const upside = lines.some((line) => /^\s*\d+: from /.test(line));
  const frames = upside ? blocks.flat().reverse() : blocks.reverse().flat();
  return { language: "ruby", errorType, frames: frames.slice(0, MAX_FRAMES) };
}
