import { diffArrays } from "diff";

/** A place where two texts differ: these lines of the first are those lines of the second. Ends are exclusive. */
export interface LineChange {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** More than that, and the texts count as different from end to end. */
const maxEdits = 4_000;

/** Where two lists of lines differ, in their order. */
export function lineChanges(one: readonly string[], other: readonly string[]): readonly LineChange[] {
  const parts = diffArrays([...one], [...other], { maxEditLength: maxEdits });
  if (!parts) return [{ from: [0, one.length], to: [0, other.length] }];
  const changes: LineChange[] = [];
  let [here, there] = [0, 0];
  let start: readonly [number, number] | null = null;
  for (const { added, removed, value } of [...parts, { added: false, removed: false, value: [] }]) {
    if (added || removed) {
      start ??= [here, there];
    } else if (start) {
      changes.push({ from: [start[0], here], to: [start[1], there] });
      start = null;
    }
    if (!added) here += value.length;
    if (!removed) there += value.length;
  }
  return changes;
}

/** The lines of a text, whatever ends them. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
}

/** Whether changes leave lines of the first text as they are; of no lines at all: whether nothing is put there. */
export function leaves(changes: readonly LineChange[], [start, end]: readonly [number, number]): boolean {
  return !changes.some(({ from, to }) => {
    if (start < end) return from[0] < end && start < from[1];
    const grows = to[1] - to[0] > from[1] - from[0];
    return from[0] <= start && start <= from[1] && grows;
  });
}
