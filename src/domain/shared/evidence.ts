import { z } from "zod";
import { type Series, seriesSchema } from "./series.ts";

/**
 * Where a fact comes from. `measured`: a number from telemetry. `config`: the repository or the server's own
 * records. `untrusted`: text that an outsider could have written (log lines, issue bodies); it never steers.
 */
export type Provenance = "measured" | "config" | "untrusted";

/** A fact that a person can check, with its provenance. */
export interface Evidence {
  readonly provenance: Provenance;
  /** What it is, e.g. `Duration p99`. */
  readonly label: string;
  /** What it says, formatted for people with its unit, e.g. `2,310 ms`. */
  readonly value: string;
  /** Which time it covers; milliseconds since the Unix epoch. */
  readonly window?: { readonly fromMs: number; readonly toMs: number };
  /** The points behind it, for a chart. */
  readonly series?: Series;
}

/** {@link Evidence} as it is stored. */
export const evidenceSchema = z.object({
  provenance: z.enum(["measured", "config", "untrusted"]),
  label: z.string(),
  value: z.string(),
  window: z.object({ fromMs: z.number(), toMs: z.number() }).optional(),
  series: seriesSchema.optional(),
}) satisfies z.ZodType<Evidence>;
