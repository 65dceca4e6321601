import { located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const PANIC = /panicked at (?:'.{0,1500}', )?([^\s:',]{1,400}\.rs):(\d{1,9}):\d{1,9}/;
const SYMBOL = /^\s*\d{1,4}: (?:0x[0-9a-f]+ - )?(\S.{0,400}?)\s*$/;
const LOCATION = /^\s+at (\S.{0,400}\.rs):(\d{1,9})(?::\d{1,9})?\s*$/;
const LIBRARY = /\/rustc\/|\.cargo\/(?:registry|git)\/|\/library\/(?:std|core|alloc)\//;
const LIBRARY_CALL =
  /^<?(?:std|core|alloc|rust_begin_unwind|rust_panic|tokio|hyper|lambda_runtime|lambda_http|futures|futures_util|tower|anyhow|backtrace|aws_\w+|__rust)(?:::|$| )/;

/** Whether a frame is Rust's or a crate's. */
export function isRustLibrary(file: string, call: string): boolean {
  return LIBRARY.test(file) || LIBRARY_CALL.test(call);
}

/** A trace of Rust: a numbered symbol, its place on the next line; without a backtrace the place of the panic. */
export function rustTrace(lines: readonly string[]): RawTrace {
  const frames: RawFrame[] = [];
  let panic: RawFrame | null = null;
  let call = "";
  for (const line of lines) {
    const place = LOCATION.exec(line);
    if (place?.[1] && frames.length < MAX_FRAMES)
      frames.push(located(place[1], place[2], call, !isRustLibrary(place[1], call)));
    call = SYMBOL.exec(line)?.[1] ?? call;
    const at = panic === null ? PANIC.exec(line.slice(0, 3_000)) : null;
    if (at?.[1]) panic = located(at[1], at[2], "panic", !isRustLibrary(at[1], ""));
  }
  const errorType = panic === null ? null : "panic";
  return { language: "rust", errorType, frames: frames.length === 0 && panic ? [panic] : frames };
}
