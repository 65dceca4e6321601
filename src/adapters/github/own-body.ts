import { stableHash } from "../../domain/shared/hash.ts";
import { cutBody } from "./own-work.ts";

const maxBodyLength = 65_536;
const textMark = /<!-- self-building:text [0-9a-z]+ -->/g;
const marker = /<!-- self-building:marker [^>]*-->/g;
/** What stands where people have taken the mark away. */
const editedMark = "<!-- self-building:text edited -->";

/** A body of a pull request of the app's, as it is to be written. */
export interface OwnBody {
  readonly body: string;
  /** Whether people have edited the app's own text, which then stays as they have left it. */
  readonly isPeoples: boolean;
}

/** A body with a mark below its text by which an edit is noticed, cut to what GitHub accepts. */
export function markedBody(text: string): string {
  const room = maxBodyLength - editedMark.length - stableHash("").length - 2;
  const cut = cutBody(text, room);
  const { above, hidden } = parts(cut, marker);
  return joined([above, markOf(above), hidden]);
}

/**
 * What becomes of a body that people may have edited since the app wrote it. What they add below the app's text stays;
 * where they have edited the text itself, nothing of it is replaced but what nobody sees.
 * @param own the app's new one, of {@link markedBody}
 */
export function bodyAfter(own: string, earlier: string): OwnBody {
  const next = parts(own, textMark);
  const said = parts(earlier, textMark);
  const isKnown = said.mark !== "";
  const hasMarker = parts(earlier, marker).mark !== "";
  const newMarker = parts(next.below, marker).mark;
  // Builds before this one left no mark, but in every improvement's body a marker.
  const isPeoples = isKnown
    ? said.mark !== markOf(said.above)
    : !hasMarker && newMarker !== "" && earlier.trim() !== "";
  const below = parts(isKnown ? said.below : earlier, marker);
  const added = isKnown
    ? joined([below.mark === "" ? "" : below.above.trim(), below.below || below.tail])
    : below.below;
  const base = isPeoples ? joined([isKnown ? said.above : earlier, said.mark || editedMark, newMarker]) : own;
  const whole = joined([base, isPeoples && !isKnown ? "" : added]);
  return { body: whole.length > maxBodyLength ? base : whole, isPeoples };
}

interface Parts {
  readonly above: string;
  /** "" where there is none. */
  readonly mark: string;
  readonly below: string;
  /** The mark and what is below it. */
  readonly hidden: string;
  /** All of it, where there is no mark. */
  readonly tail: string;
}

/** A text around the last mark in it. */
function parts(text: string, mark: RegExp): Parts {
  const [last] = [...text.matchAll(mark)].slice(-1);
  if (!last) return { above: text, mark: "", below: "", hidden: "", tail: text.trim() };
  const end = last.index + last[0].length;
  const below = text.slice(end).trim();
  return { above: text.slice(0, last.index), mark: last[0], below, hidden: text.slice(last.index), tail: "" };
}

function markOf(text: string): string {
  return `<!-- self-building:text ${stableHash(text.replaceAll("\r\n", "\n").trim())} -->`;
}

function joined(all: readonly string[]): string {
  return all
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .join("\n\n");
}
