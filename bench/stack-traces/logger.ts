import type { Trace } from "./trace.ts";

/** A way to log a trace. `lines` are the log events; several where each line becomes one. */
export interface Logger {
  readonly name: string;
  /** Null where this logger is not of the trace's language, or its form cannot carry the trace. */
  readonly lines: (trace: Trace) => readonly string[] | null;
}

export const ID = "0b5f1c2e-7a41-4c55-9d10-000000000001";
export const TIME = "2026-11-08T10:00:00.000Z";

/** A logger that writes one text. */
export function text(name: string, write: (trace: Trace) => string | null): Logger {
  return {
    name,
    lines: (trace) => {
      const line = write(trace);
      return line === null ? null : [line];
    },
  };
}

/** A logger that writes one JSON object, for these languages or all. */
export function json(
  name: string,
  write: (trace: Trace) => object,
  languages?: readonly Trace["language"][],
): Logger {
  return text(name, (trace) =>
    languages === undefined || languages.includes(trace.language) ? JSON.stringify(write(trace)) : null,
  );
}

/** The type, or a word of the logger's own where the language has none. */
export function typed(trace: Trace): { type?: string } {
  return trace.type === null ? {} : { type: trace.type };
}
