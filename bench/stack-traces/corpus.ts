import { heldOutLoggers } from "./held-out-loggers.ts";
import { dotnetTraces, jvmTraces } from "./jvm-traces.ts";
import { type Logger, text } from "./logger.ts";
import { loggers } from "./loggers.ts";
import { nodeTraces } from "./node-traces.ts";
import { goTraces, phpTraces, rubyTraces, rustTraces } from "./other-traces.ts";
import { pythonTraces } from "./python-traces.ts";
import { structuredTraces } from "./structured-loggers.ts";
import type { Trace } from "./trace.ts";

/** One logged trace: the log events, and what is right to say about them. */
export interface Entry {
  readonly trace: Trace;
  readonly logger: string;
  readonly lines: readonly string[];
}

const traces: readonly Trace[] = [
  ...nodeTraces,
  ...pythonTraces,
  ...jvmTraces,
  ...dotnetTraces,
  ...goTraces,
  ...rubyTraces,
  ...phpTraces,
  ...rustTraces,
];

/** Every trace by every logger that can carry it. */
export function corpus(heldOut: boolean): Entry[] {
  const own = structuredTraces.map((trace) =>
    entries(
      trace,
      text(trace.name, () => trace.logged),
    ),
  );
  const crossed = (heldOut ? heldOutLoggers : loggers).map((logger) =>
    traces.flatMap((trace) => entries(trace, logger)),
  );
  return [...crossed, ...(heldOut ? [] : own)].flat();
}

function entries(trace: Trace, logger: Logger): Entry[] {
  const lines = logger.lines(trace);
  return lines === null ? [] : [{ trace, logger: logger.name, lines }];
}
