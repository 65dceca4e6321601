import type { Remedy } from "../choose/opportunity.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { type FramePlace, placeFrames } from "./source-location.ts";

/**
 * Why nobody can be asked to fix an error: none of its frames leads to a file that the change may touch. Null for
 * other remedies. The frames' names are untrusted and not repeated.
 * @param all every path of the repository at the base commit
 */
export function framesLeadNowhere(remedy: Remedy, all: readonly string[]): Reason | null {
  if (remedy.kind !== "fix-error") return null;
  const places = placeFrames(remedy.finding.frames, all, remedy.source);
  const count = (kind: FramePlace["kind"]) => places.filter((place) => place.kind === kind).length;
  const parts = [
    [count("generated"), "in a bundle, which needs a source map"],
    [count("ambiguous"), "in a name that several files have"],
    [count("elsewhere"), "in libraries or in no file of the repository"],
    [count("file"), "in files that the change may not touch"],
  ] as const;
  const told = parts.filter(([frames]) => frames > 0).map(([frames, where]) => `${frames} ${where}`);
  const why = told.length > 0 ? `: ${told.join(", ")}` : "";
  const text = `Of ${places.length} frames none leads to a file that may be changed${why}.`;
  return reason("frames_lead_nowhere", text);
}
