import type { IsolationKind } from "../shared/isolation.ts";
import type { Metric } from "../shared/series.ts";

/** One edit of one file. Paths are relative to the repository's root, with forward slashes. */
export type Edit =
  | {
      readonly kind: "replace";
      readonly path: string;
      /** Must occur in the file exactly once. */
      readonly oldText: string;
      readonly newText: string;
    }
  | { readonly kind: "create"; readonly path: string; readonly content: string };

/** What the change is expected to do to one metric; the effect is relative: −0.3 is 30 % less. */
export interface Prediction {
  readonly metric: Metric;
  readonly expectedRelativeEffect: number;
  readonly interval: readonly [number, number];
  /** New price of a unit of the metric over the old one: 0.5 when memory is halved; absent when unchanged. */
  readonly costFactor?: number;
}

/** A file as it is at the base commit. */
export interface SourceFile {
  readonly path: string;
  readonly content: string;
}

/** A proposed change and what is expected of it. */
export interface Change {
  readonly edits: readonly Edit[];
  /** One line, imperative; becomes the pull request's title. */
  readonly summary: string;
  readonly rationale: string;
  /** null when nothing measurable is promised. */
  readonly prediction: Prediction | null;
  /** true when text that an outsider could have written took part in making it. */
  readonly influencedByUntrusted: boolean;
  /** Which generator made it: a recipe's name or the model's. */
  readonly generator: {
    readonly kind: "recipe" | "model";
    readonly name: string;
    /** What kept the process apart that talked to the model; absent for recipes and in older rows. */
    readonly isolation?: IsolationKind | undefined;
  };
}

/** A file after a change; `content: null` means deleted. `mode` is git's. */
export interface FileAfter {
  readonly path: string;
  readonly content: string | null;
  readonly mode: "100644" | "100755";
}
