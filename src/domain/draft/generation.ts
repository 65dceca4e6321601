import type { Change, SourceFile } from "../change/change.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import type { Reason } from "../shared/reason.ts";
import type { Metric } from "../shared/series.ts";

/** What a generator gets to see. It has no credentials and writes nothing. */
export interface GenerationTask {
  readonly opportunity: Opportunity;
  readonly files: readonly SourceFile[];
  /** The metric that the watch will measure the gain by; null when there is none. */
  readonly primaryMetric: Metric | null;
}

/** What a generator answers. `none` is an expected outcome: nothing to change, refused, or not configured. */
export type Proposal =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "none"; readonly reason: Reason };
