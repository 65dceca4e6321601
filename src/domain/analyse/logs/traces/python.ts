import { pythonPackages } from "./python-packages.ts";
import { located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const FRAME = /^\s*File \\?"([^"\n]{1,500}?)\\?", line (\d{1,9})(?:, in (.{1,300}?))?\s*$/;
/** The boxes of rich. */
const BOXED = /^[\s│|]{0,20}([^\s│]{1,500}\.py):(\d{1,9}) in (\S{1,300})/;
const DURING = "During handling of the above exception, another exception occurred:";
const DIRECT = "The above exception was the direct cause of the following exception:";
const LIBRARY =
  /(?:site|dist)-packages\/|\/lib(?:64)?\/python\d|^\/var\/(?:runtime|lang)\/|^<(?:frozen|string|stdin|unknown)|^\/opt\/python\//;
const TYPE = /^([A-Za-z_][\w.]*)(?::\s|:?\s*$)/;

/** Whether a frame's file is Python's own or a package's, also one that was installed beside the application. */
export function isPythonLibrary(file: string): boolean {
  if (LIBRARY.test(file)) return true;
  const beside = /^(?:\/var\/task|\/app|\/function|\/home\/app)\/(\w+)(?:\/|\.py$)/.exec(file)?.[1];
  return beside !== undefined && pythonPackages.has(beside.toLowerCase());
}

/** A part of the text that prints one exception. */
interface Part {
  readonly frames: readonly RawFrame[];
  readonly errorType: string | null;
}

/**
 * A Python traceback. Frames are printed outermost first, causes before what they caused. What was raised while
 * another exception was handled is a fault of its own and comes first; what was raised from a cause comes after it.
 */
export function pythonTrace(raw: readonly string[]): RawTrace {
  const chain: { direct: boolean; lines: string[] }[] = [{ direct: false, lines: [] }];
  for (const line of raw) {
    const text = line.trim();
    if (text === DURING || text === DIRECT) chain.push({ direct: text === DIRECT, lines: [] });
    else chain.at(-1)?.lines.push(line);
  }
  let frames: readonly RawFrame[] = [];
  let errorType: string | null = null;
  for (const { direct, lines } of chain) {
    const part = readGroup(lines);
    frames = direct ? [...frames, ...part.frames] : [...part.frames, ...frames];
    errorType = part.errorType ?? errorType;
  }
  return { language: "python", errorType, frames: frames.slice(0, MAX_FRAMES) };
}

/** An exception and, of a group, the exceptions in it, which come before it. */
function readGroup(lines: readonly string[]): Part {
  const members: string[][] = [[]];
  for (const line of lines) {
    if (/^[\s|]*\+[-+\s\d.]*-{4,}/.test(line)) members.push([]);
    else members.at(-1)?.push(line.replace(/^(?:\s*[|+])+ ?/, ""));
  }
  const [own, ...inner] = members.map(readPart);
  return {
    frames: [...inner.flatMap((part) => part.frames), ...(own?.frames ?? [])],
    errorType: own?.errorType ?? inner.find((part) => part.errorType !== null)?.errorType ?? null,
  };
}

function readPart(lines: readonly string[]): Part {
  const frames: RawFrame[] = [];
  let first = -1;
  let last = -1;
  for (const [index, line] of lines.entries()) {
    const match = FRAME.exec(line) ?? BOXED.exec(line);
    if (!match?.[1]) continue;
    frames.push(located(match[1], match[2], match[3] ?? "<module>", !isPythonLibrary(match[1])));
    if (first === -1) first = index;
    last = index;
  }
  return {
    frames: frames.reverse(),
    errorType: typeAfter(lines.slice(last + 1)) ?? typeBefore(lines, first),
  };
}

/** The error is named on the first line without indent after the frames, on Lambda also before them. */
function typeAfter(lines: readonly string[]): string | null {
  const indent = /^\s*/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0].length ?? 0;
  const base = Math.max(0, indent - 4);
  for (const line of lines) {
    const own = /^\s*$/.test(line.slice(0, base)) ? line.slice(base) : line;
    const type = /^\s/.test(own) ? undefined : TYPE.exec(own)?.[1];
    if (type) return type;
  }
  return null;
}

function typeBefore(lines: readonly string[], first: number): string | null {
  if (first === -1) return null;
  for (const line of lines.slice(0, first).reverse()) {
    const type = TYPE.exec(line.trim())?.[1];
    if (type && /(?:^|\.)[A-Z]\w*$/.test(type) && type !== "Traceback") return type;
  }
  return null;
}
