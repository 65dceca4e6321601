/** One log event. `message` is untrusted text. */
export interface LogLine {
  readonly atMs: number;
  readonly message: string;
  /** The stream that it was written to, where that is known: one process at a time writes to one. */
  readonly stream?: string;
}

/** Log events over [fromMs, toMs), oldest first; `complete: false` when a limit or a fault cut them short. */
export interface LogSample {
  readonly logGroup: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly LogLine[];
  readonly complete: boolean;
}
