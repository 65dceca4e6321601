import type { Setting } from "../template-edit.ts";

/** One thing that is tied to a function's timeout. */
export type Coupling =
  /** It gives up after so many seconds. */
  | { readonly kind: "limit"; readonly seconds: number; readonly who: string }
  /** A queue, whose visibility timeout has to be six times the function's (AWS's advice, "Lambda with Amazon SQS"). */
  | { readonly kind: "queue"; readonly queue: string; readonly windowSeconds: number }
  /** A property that has to be at least as long. */
  | { readonly kind: "property"; readonly setting: Omit<Setting, "value">; readonly seconds: number }
  | { readonly kind: "unknown"; readonly why: string };
