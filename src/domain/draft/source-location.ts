import type { StackFrame } from "../analyse/finding.ts";
import { deployedPath } from "./deployed-path.ts";
import { type Candidate, findCandidates } from "./file-candidates.ts";

/** Where a frame's code stands in the repository, or why nobody can say. */
export type FramePlace =
  | { readonly kind: "file"; readonly path: string }
  /** Several files fit equally well. */
  | { readonly kind: "ambiguous"; readonly paths: readonly string[] }
  /** A bundle or minified file: the code comes from files that the frame does not name. */
  | { readonly kind: "generated" }
  /** A library, or a file that the repository does not have. */
  | { readonly kind: "elsewhere" };

/** Names of entries, which bundlers give to the file that they make of all others. */
const ENTRY = /^(?:index|app|main|handler|lambda|server|bundle)\.[cm]?js$/;
const DEPENDENCIES = /(?:^|[/\\])(?:node_modules|site-packages|dist-packages|vendor|gems|\.yarn)[/\\]/;

/**
 * The repository files behind a stack trace's in-app frames, innermost first, without repeats. What belongs to the
 * application is decided by its files: a frame whose file the repository does not have, or that fits several files
 * equally well, leads nowhere.
 * @param sourceFolder the service's own folder; between equals its files win
 */
export function locateFrames(
  frames: readonly StackFrame[],
  files: readonly string[],
  sourceFolder: string,
): string[] {
  const places = placeFrames(frames, files, sourceFolder);
  return [...new Set(places.flatMap((place) => (place.kind === "file" ? [place.path] : [])))];
}

/** What {@link locateFrames} knows of each frame, in order. */
export function placeFrames(
  frames: readonly StackFrame[],
  files: readonly string[],
  sourceFolder: string,
): FramePlace[] {
  const source = sourceFolder
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  const isBundled = looksBundled(frames);
  return frames.map((frame) => placeOf(frame, files, source, isBundled));
}

function placeOf(
  frame: StackFrame,
  files: readonly string[],
  source: string,
  isBundled: boolean,
): FramePlace {
  if (frame.generated) return { kind: "generated" };
  const deployed = deployedPath(frame.file);
  const candidates = findCandidates(deployed, files, source);
  if (!frame.inApp) return ownDespiteItsName(frame, candidates);
  const best = bestOf(candidates);
  const [first] = best;
  if (!first) return { kind: "elsewhere" };
  if (best.length > 1) return { kind: "ambiguous", paths: best.map(({ path }) => path) };
  if (isBundled && !first.isSameName && ENTRY.test(deployed.name)) return { kind: "generated" };
  return { kind: "file", path: first.path };
}

/** A name can be a library's and the application's: the very file in the service's folder decides. */
function ownDespiteItsName(frame: StackFrame, candidates: readonly Candidate[]): FramePlace {
  if (DEPENDENCIES.test(frame.file)) return { kind: "elsewhere" };
  const own = candidates.filter((one) => one.isOwn && one.isSameName && one.isWhole && one.matched > 1);
  const [only] = own;
  return own.length === 1 && only ? { kind: "file", path: only.path } : { kind: "elsewhere" };
}

/** The candidates that share most with the frame; among equals the service's own, then those of the same ending. */
function bestOf(candidates: readonly Candidate[]): readonly Candidate[] {
  let best = candidates;
  for (const rank of [
    (one: Candidate) => one.matched,
    (one: Candidate) => Number(one.isOwn),
    (one: Candidate) => Number(one.isSameName),
    (one: Candidate) => Number(one.isWhole),
  ]) {
    const most = Math.max(...best.map(rank));
    best = best.filter((one) => rank(one) === most);
  }
  return best;
}

/** One file of the application's alone, without packages beside it: that may be a bundle of many. */
function looksBundled(frames: readonly StackFrame[]): boolean {
  const own = new Set(frames.filter(({ inApp }) => inApp).map(({ file }) => file));
  return own.size <= 1 && !frames.some(({ file }) => /\/node_modules\//.test(file));
}
