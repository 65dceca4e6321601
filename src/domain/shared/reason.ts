/** Why something was not done, or why it was. Every "no" of the product carries at least one. */
export interface Reason {
  /** Stable snake_case identifier that scripts and tests may match on. */
  readonly code: string;
  /** One sentence for people; where something can be done about it, it says what. */
  readonly text: string;
}

/** Builds a {@link Reason}. */
export function reason(code: string, text: string): Reason {
  return { code, text };
}
