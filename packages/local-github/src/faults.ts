/** A failure to play for the next requests that fit, of the REST API or of git. */
export interface Fault {
  readonly method: string;
  /** Matched against the request's path, without the query. */
  readonly path: RegExp;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many requests fail; 1 by default. */
  readonly times?: number;
  /** Does what was asked before it answers with the failure; REST only. */
  readonly afterSideEffect?: boolean;
  /** Cuts the connection instead of answering. */
  readonly dropConnection?: boolean;
}

/** Holds the failures that are still to be played. */
export class Faults {
  readonly #pending: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): { stop(): void } {
    const entry = { fault, left: fault.times ?? 1 };
    this.#pending.push(entry);
    return {
      stop: () => {
        entry.left = 0;
      },
    };
  }

  /** The failure for this request, which is used up by asking; null when it shall work. */
  take(method: string, path: string): Fault | null {
    const entry = this.#pending.find(
      ({ fault, left }) => left > 0 && fault.method.toUpperCase() === method && fault.path.test(path),
    );
    if (!entry) {
      return null;
    }
    entry.left -= 1;
    return entry.fault;
  }
}
