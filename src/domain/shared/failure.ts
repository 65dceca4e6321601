import type { Reason } from "./reason.ts";

/** A fault that trying again cannot cure: a missing permission, a wrong setting, something that is gone. */
export class PermanentFailure extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason.text, options);
    this.name = "PermanentFailure";
    this.reason = reason;
  }
}

/** A fault that may pass by itself: a rate limit, a conflict, a server that is down. */
export class PassingFailure extends Error {
  /** How long the other side asks to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = "PassingFailure";
    this.retryAfterMs = retryAfterMs;
  }
}
