import { located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const THROWN =
  /(?:^|[\s(])((?:[A-Za-z_]\w*\\)*[A-Z]\w*)(?:\(code: \S{1,20}\))?: ?(?:.{0,1500}) (?:in|at) ((?:[A-Za-z]:)?[^\s:()]{1,400}):(\d{1,9})\)?\s*$/;
const PLACE = / (?:in|at) ((?:[A-Za-z]:)?[^\s:()]{1,400}\.php):(\d{1,9})\)?\s*$/;
/** Without exceptions: `PHP Parse error: … in <file> on line 14`. */
const ON_LINE = /^(?!\s*thrown in ).{0,2000} in ((?:[A-Za-z]:)?[^\s:()]{1,400}\.php) on line (\d{1,9})\s*$/;
const UNCAUGHT = /(?:Uncaught |Next )((?:[A-Za-z_]\w*\\)*[A-Z]\w*)(?:: |$)/;
const FRAME = /^\s*#\d{1,4} (?:\[internal function\]|(\S.{0,400}?)\((\d{1,9})\)): (.{1,600})$/;
const LIBRARY = /(?:^|\/)vendor\/|^phar:|^\/opt\/(?:bref|php)\/|^\/usr\/(?:share|local\/lib)\/php/;

/** Whether a frame's file is a package's. */
export function isPhpLibrary(file: string): boolean {
  return LIBRARY.test(file.replaceAll("\\", "/"));
}

/** A trace of PHP: where it was thrown, then numbered calls; a previous exception is printed before the next. */
export function phpTrace(lines: readonly string[]): RawTrace {
  const blocks: { places: [file: string, line: string | undefined][]; calls: string[] }[] = [];
  let errorType: string | null = null;
  let uncaught: string | null = null;
  const previousLast = lines.some((line) => line.includes("[previous exception]"));
  for (const line of lines) {
    const bounded = line.slice(0, 3_000);
    const place = PLACE.exec(bounded) ?? ON_LINE.exec(bounded);
    // The message may go on over several lines, the last of which has the place.
    uncaught = UNCAUGHT.exec(bounded)?.[1] ?? uncaught;
    const thrown = place && THROWN.exec(bounded);
    if (place?.[1]) blocks.push({ places: [[place[1], place[2]]], calls: [] });
    const type = thrown?.[1] ?? (place ? uncaught : null);
    if (type && (errorType === null || !previousLast)) errorType = type;
    const frame = FRAME.exec(bounded);
    const block = blocks.at(-1);
    if (!frame || !block) continue;
    block.calls.push(frame[3] ?? "");
    block.places.push([frame[1] ?? "", frame[2]]);
  }
  const ordered = previousLast ? blocks.reverse() : blocks;
  const frames = ordered.filter(({ calls }) => calls.length > 0 || blocks.length === 1).flatMap(framesOf);
  return { language: "php", errorType, frames: frames.slice(0, MAX_FRAMES) };
}

/** A numbered line says where the call was made, and what was called: that is the function of the place above it. */
function framesOf(block: { places: [string, string | undefined][]; calls: string[] }): RawFrame[] {
  return block.places.flatMap(([file, line], index) => {
    if (file === "") return [];
    return [located(file, line, (block.calls[index] ?? "{main}").replace(/\(.*$/, ""), !isPhpLibrary(file))];
  });
}
