import { z } from "zod";
import { reason } from "../../domain/shared/reason.ts";

/** Why something was not done. */
export const reasons = z
  .array(z.object({ code: z.string(), text: z.string() }))
  .describe("Why something was not done; `code` is stable.");

/** A moment as {@link iso} writes it. */
export const time = z.string().describe("ISO 8601, UTC.");

/** Whether a call put something on the queue. */
export const queuedOrRefused = z.enum(["queued", "refused"]);

/** A moment in milliseconds since the Unix epoch, as text. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

export const switchedOff = reason(
  "self_building_disabled",
  "ENABLE_SELF_BUILDING is off. Set it to true to let the app work.",
);

export const noRepositories = reason(
  "no_repositories",
  "The app is installed on no repository. Set APP_ID and PRIVATE_KEY, and install the app on GitHub.",
);
