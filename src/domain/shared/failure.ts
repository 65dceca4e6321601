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
