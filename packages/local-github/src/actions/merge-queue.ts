import { ApiError } from "../api-error.ts";
import { isPull, type PullIssue, type QueueEntry, type Repository, type User } from "../entities.ts";
import { mergeability, queueVerdict } from "../merging.ts";
import { commitJson, requireCommit } from "../responses/commits.ts";
import type { World } from "../state.ts";
import { emit, emitPull } from "./events.ts";
import { writeSquash } from "./merge-commit.ts";
import { entryOf, leaveQueue, queueOf } from "./queue-state.ts";
import { moveRef, tidyMerged } from "./references.ts";

/**
 * Puts a pull request at the end of its base's merge queue, as GitHub's `enqueuePullRequest` does. A commit of it and
 * all that is before it is made for CI, on a branch of the queue's own.
 * @param expectedHeadSha null for whatever the head is
 * @throws ApiError in GitHub's words when there is no queue, the head is another one, or the branch's rules are not met
 */
export async function enqueue(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  expectedHeadSha: string | null,
): Promise<QueueEntry> {
  const { pull, number } = issue;
  await refuseUnlessReady(repository, issue, expectedHeadSha);
  const entry = {
    id: world.nextId(),
    number,
    headSha: pull.headSha,
    group: null,
    by: user,
    atMs: world.now(),
  };
  queueOf(repository, pull.baseRef).push(entry);
  await emitPull(world, repository, user, issue, "enqueued");
  await settleQueue(world, repository, pull.baseRef);
  return entry;
}

async function refuseUnlessReady(
  repository: Repository,
  issue: PullIssue,
  expectedHeadSha: string | null,
): Promise<void> {
  const { pull } = issue;
  if (!repository.protections.get(pull.baseRef)?.mergeQueue) {
    throw new ApiError(422, "Merge queue is not enabled for this branch");
  }
  if (expectedHeadSha !== null && expectedHeadSha !== pull.headSha) {
    throw new ApiError(422, "Head sha didn't match expected head oid");
  }
  if (entryOf(repository, issue)) throw new ApiError(422, "Pull request is already in the merge queue");
  const { tree, unmet } = await mergeability(repository, issue);
  if (issue.state !== "open" || pull.draft || tree === null || unmet.length > 0) {
    throw new ApiError(422, `Pull request is not mergeable ${unmet.join(" ")}`.trim());
  }
}

/** Takes a pull request out of its queue, as `dequeuePullRequest` does; false when it was in none. */
export async function dequeue(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
): Promise<boolean> {
  if (!leaveQueue(repository, issue)) return false;
  await emitPull(world, repository, user, issue, "dequeued", { reason: "MANUAL" });
  await settleQueue(world, repository, issue.pull.baseRef);
  return true;
}

/**
 * Lets a queue go on: groups what has no commit on what is before it, merges the first ones whose commit has passed
 * every required check, and throws out one that has failed or conflicts.
 */
export async function settleQueue(world: World, repository: Repository, baseRef: string): Promise<void> {
  const queue = queueOf(repository, baseRef);
  for (let first = queue[0]; first; first = queue[0]) {
    await groupAll(world, repository, baseRef);
    const issue = repository.issues.get(first.number);
    if (!issue || !isPull(issue) || queue[0] !== first) continue;
    const verdict = first.group ? queueVerdict(repository, first.group.sha, baseRef) : "failed";
    if (verdict === "waiting") return;
    if (verdict === "failed") await throwOut(world, repository, issue, "CI_FAILURE");
    else await mergeFirst(world, repository, issue, first);
  }
}

async function groupAll(world: World, repository: Repository, baseRef: string): Promise<void> {
  let ontoSha = (await repository.git.ref(`refs/heads/${baseRef}`)) ?? "";
  for (const entry of [...queueOf(repository, baseRef)]) {
    const issue = repository.issues.get(entry.number);
    if (!issue || !isPull(issue)) continue;
    if (entry.group?.ontoSha !== ontoSha)
      entry.group = await makeGroup(world, repository, issue, entry, ontoSha);
    if (!entry.group) await throwOut(world, repository, issue, "MERGE_CONFLICT");
    else ontoSha = entry.group.sha;
  }
}

async function makeGroup(
  world: World,
  repository: Repository,
  issue: PullIssue,
  entry: QueueEntry,
  ontoSha: string,
): Promise<QueueEntry["group"]> {
  const { pull, number } = issue;
  const tree = await repository.git.mergedTree(ontoSha, pull.headSha);
  if (tree === null) return null;
  const sha = await writeSquash(world, repository, issue, tree, ontoSha);
  const ref = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${number}-${ontoSha}`;
  await moveRef(world, repository, world.user("github-merge-queue[bot]"), ref, sha);
  const commit = commitJson(world, repository, sha, await requireCommit(repository, sha));
  emit(world, repository, entry.by, "merge_group", {
    action: "checks_requested",
    merge_group: {
      head_sha: sha,
      head_ref: ref,
      base_sha: ontoSha,
      base_ref: `refs/heads/${pull.baseRef}`,
      head_commit: commit,
    },
  });
  return { sha, ontoSha };
}

async function throwOut(
  world: World,
  repository: Repository,
  issue: PullIssue,
  reason: string,
): Promise<void> {
  leaveQueue(repository, issue);
  await emitPull(world, repository, world.user("github-merge-queue[bot]"), issue, "dequeued", { reason });
}

async function mergeFirst(
  world: World,
  repository: Repository,
  issue: PullIssue,
  { group, by }: QueueEntry,
): Promise<void> {
  if (!group) return;
  leaveQueue(repository, issue);
  const now = world.now();
  Object.assign(issue, { state: "closed", closedAtMs: now, closedBy: by, updatedAtMs: now });
  issue.pull.merged = { sha: group.sha, atMs: now, by };
  await moveRef(world, repository, by, `refs/heads/${issue.pull.baseRef}`, group.sha);
  await emitPull(world, repository, by, issue, "closed");
  await tidyMerged(world, repository, by, issue);
}
