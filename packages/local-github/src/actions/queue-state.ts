import type { PullIssue, QueueEntry, Repository } from "../entities.ts";

/** The merge queue of a branch, first one first. */
export function queueOf({ queues }: Repository, baseRef: string): QueueEntry[] {
  const known = queues.get(baseRef) ?? [];
  queues.set(baseRef, known);
  return known;
}

/** The entry of a pull request in its base's merge queue; null when it is in none. */
export function entryOf(repository: Repository, { number, pull }: PullIssue): QueueEntry | null {
  return queueOf(repository, pull.baseRef).find((entry) => entry.number === number) ?? null;
}

/** Takes a pull request out of its queue; says whether it was in it. */
export function leaveQueue(repository: Repository, { number, pull }: PullIssue): boolean {
  const queue = queueOf(repository, pull.baseRef);
  const at = queue.findIndex((entry) => entry.number === number);
  if (at >= 0) queue.splice(at, 1);
  return at >= 0;
}
