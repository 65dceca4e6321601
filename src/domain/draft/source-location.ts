import type { StackFrame } from "../analyse/finding.ts";

/**
 * The repository files behind a stack trace's in-app frames, innermost first, without repeats. A frame's path is
 * where the code was deployed (`/var/task/src/app.js`), so the file with the longest common tail is taken; a tie
 * goes to the service's own source folder, and a tie that remains is no answer.
 */
export function locateFrames(
  frames: readonly StackFrame[],
  files: readonly string[],
  sourceFolder: string,
): string[] {
  const found = frames.filter((frame) => frame.inApp).map((frame) => locate(frame.file, files, sourceFolder));
  return [...new Set(found.filter((path) => path !== null))];
}

function locate(deployed: string, files: readonly string[], sourceFolder: string): string | null {
  const wanted = deployed.split("/").filter((part) => part !== "" && part !== ".");
  let best: string[] = [];
  let bestLength = 0;
  for (const file of files) {
    const length = commonTail(file.split("/"), wanted);
    if (length === 0 || length < bestLength) continue;
    best = length > bestLength ? [file] : [...best, file];
    bestLength = length;
  }
  if (best.length === 1) return best[0] ?? null;
  const own = best.filter((file) => file.startsWith(`${sourceFolder.replace(/\/$/, "")}/`));
  return own.length === 1 ? (own[0] ?? null) : null;
}

function commonTail(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
