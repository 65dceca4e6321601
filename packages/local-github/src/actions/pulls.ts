import { ApiError, notFound, validationFailed } from "../api-error.ts";
import { isPull, type PullIssue, pullsOf, type Repository, type User } from "../entities.ts";
import type { Signature } from "../git/objects.ts";
import { mergeability } from "../merging.ts";
import { requireCommit } from "../responses/commits.ts";
import { mergeViolations, methodViolations, ruleViolation } from "../rulesets.ts";
import type { World } from "../state.ts";
import { emitPull } from "./events.ts";
import { addIssue, requireIssue, requireWritable, setState } from "./issues.ts";
import { writeSquash } from "./merge-commit.ts";
import { moveRef, tidyMerged } from "./references.ts";

export function requirePull(repository: Repository, number: number): PullIssue {
  const issue = requireIssue(repository, number);
  if (!isPull(issue)) {
    throw notFound();
  }
  return issue;
}

export async function openPull(
  world: World,
  repository: Repository,
  user: User,
  request: {
    readonly title: string;
    readonly body: string | null;
    readonly headRef: string;
    readonly baseRef: string;
    readonly draft: boolean;
  },
): Promise<PullIssue> {
  requireWritable(repository);
  const { headRef, baseRef, draft } = request;
  const asked = { between: "", reads: 0 };
  const pull = { headRef, baseRef, draft, merged: null, autoMerge: null, asked, reviews: [] };
  const shas = await requireDifference(repository, headRef, baseRef);
  const issue = addIssue(world, repository, {
    user,
    title: request.title,
    body: request.body,
    pull: { ...pull, ...shas },
  });
  await repository.git.writeRef(`refs/pull/${issue.number}/head`, shas.headSha);
  const opened = requirePull(repository, issue.number);
  await emitPull(world, repository, user, opened, "opened");
  return opened;
}

async function requireDifference(repository: Repository, headRef: string, baseRef: string) {
  const [headSha, baseSha] = await Promise.all([
    repository.git.ref(`refs/heads/${headRef}`),
    repository.git.ref(`refs/heads/${baseRef}`),
  ]);
  const invalid = (field: string) => ({ resource: "PullRequest", field, code: "invalid" });
  if (!headSha || !baseSha) {
    throw validationFailed(...(headSha ? [] : [invalid("head")]), ...(baseSha ? [] : [invalid("base")]));
  }
  const custom = (message: string) => validationFailed({ resource: "PullRequest", code: "custom", message });
  const same = pullsOf(repository).find(
    ({ state, pull }) => state === "open" && pull.headRef === headRef && pull.baseRef === baseRef,
  );
  if (same) {
    throw custom(`A pull request already exists for ${repository.owner}:${headRef}.`);
  }
  if ((await repository.git.commitsBetween(baseSha, headSha)).length === 0) {
    throw custom(`No commits between ${baseRef} and ${headRef}`);
  }
  return { headSha, baseSha };
}

export interface MergeRequest {
  readonly method: "merge" | "squash" | "rebase";
  /** Merge only if this is still the head. */
  readonly sha?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Merges by a real three-way merge, and returns the new commit; throws GitHub's 405 and 409. */
export async function mergePull(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  request: MergeRequest,
): Promise<string> {
  requireWritable(repository);
  const { pull } = issue;
  if (issue.state !== "open" || pull.draft) {
    throw new ApiError(405, pull.draft ? "Pull Request is still a draft" : "Pull Request is not mergeable");
  }
  if (request.sha !== undefined && request.sha !== pull.headSha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  if (!repository.mergeMethods.has(request.method)) {
    throw new ApiError(405, `${methodNames[request.method]} are not allowed on this repository.`);
  }
  const forbidden = methodViolations(repository, pull.baseRef, request.method);
  if (forbidden.length > 0) throw new ApiError(405, ruleViolation(forbidden));
  const { tree, unmet } = await mergeability(repository, issue);
  if (tree === null) {
    throw new ApiError(405, "Pull Request is not mergeable");
  }
  if (unmet.length > 0) {
    throw new ApiError(405, unmet.join(" "));
  }
  if (repository.protections.get(pull.baseRef)?.mergeQueue) {
    throw new ApiError(405, "Changes must be made through the merge queue");
  }
  const sha = await writeMerge(world, repository, user, issue, tree, request);
  // Of a rebase GitHub signs nothing: the commits are their authors'.
  if (request.method !== "rebase") repository.verifiedCommits.add(sha);
  const violations = await mergeViolations(repository, pull, request.method, sha);
  if (violations.length > 0) throw new ApiError(405, ruleViolation(violations));
  Object.assign(issue, {
    state: "closed",
    closedAtMs: world.now(),
    closedBy: user,
    updatedAtMs: world.now(),
  });
  pull.merged = { sha, atMs: world.now(), by: user };
  pull.autoMerge = null;
  await moveRef(world, repository, user, `refs/heads/${pull.baseRef}`, sha);
  await emitPull(world, repository, user, issue, "closed");
  await tidyMerged(world, repository, user, issue);
  return sha;
}

const methodNames = { merge: "Merge commits", squash: "Squash merges", rebase: "Rebase merges" };

async function writeMerge(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  tree: string,
  request: MergeRequest,
): Promise<string> {
  const { pull } = issue;
  const atSeconds = Math.floor(world.now() / 1000);
  const merger: Signature = { name: user.login, email: world.emailOf(user), atSeconds };
  const committer: Signature = { name: "GitHub", email: "noreply@github.com", atSeconds };
  if (request.method === "merge") {
    const title =
      request.title ?? `Merge pull request #${issue.number} from ${repository.owner}/${pull.headRef}`;
    const message = `${title}\n\n${request.message ?? issue.title}`;
    const parents = [pull.baseSha, pull.headSha];
    return repository.git.writeCommit({ tree, parents, author: merger, committer, message });
  }
  if (request.method === "rebase") return writeRebased(repository, issue, committer);
  return writeSquash(world, repository, issue, tree, pull.baseSha, request);
}

/** Each commit of the branch made anew on the base, by its author; returns the last. */
async function writeRebased(
  repository: Repository,
  { pull }: PullIssue,
  committer: Signature,
): Promise<string> {
  let tip = pull.baseSha;
  for (const sha of await repository.git.commitsBetween(pull.baseSha, pull.headSha)) {
    const { parents, author, message } = await requireCommit(repository, sha);
    const tree = await repository.git.mergedTree(pull.baseSha, sha);
    if (tree === null || parents.length > 1) throw new ApiError(405, "This branch can't be rebased");
    tip = await repository.git.writeCommit({ tree, parents: [tip], author, committer, message });
  }
  return tip;
}

/** Reopens; throws GitHub's 422 when the pull request is merged or its branch is gone. */
export async function reopenPull(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
): Promise<void> {
  const headSha = await repository.git.ref(`refs/heads/${issue.pull.headRef}`);
  const baseSha = await repository.git.ref(`refs/heads/${issue.pull.baseRef}`);
  if (issue.pull.merged || !headSha || !baseSha) {
    throw validationFailed({ resource: "PullRequest", code: "custom", message: "state cannot be changed." });
  }
  Object.assign(issue.pull, { headSha, baseSha });
  await setState(world, repository, user, issue, "open");
}

/** Sends an open pull request into another branch; throws GitHub's 422 where that cannot be. */
export async function retargetPull(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  base: string,
): Promise<void> {
  requireWritable(repository);
  const { headRef, baseRef: from, baseSha } = issue.pull;
  if (base === from) return;
  if (issue.state !== "open") {
    const message = "Cannot change the base branch of a closed pull request.";
    throw validationFailed({ resource: "PullRequest", code: "invalid", field: "base", message });
  }
  const shas = await requireDifference(repository, headRef, base);
  Object.assign(issue.pull, { ...shas, baseRef: base });
  issue.updatedAtMs = world.now();
  const changes = { base: { ref: { from }, sha: { from: baseSha } } };
  await emitPull(world, repository, user, issue, "edited", { changes });
}

/** Makes a pull request a draft, or a draft ready for review; nothing when it already is so. */
export async function setDraft(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  draft: boolean,
): Promise<void> {
  requireWritable(repository);
  if (issue.pull.draft === draft || issue.state !== "open") return;
  issue.pull.draft = draft;
  issue.updatedAtMs = world.now();
  await emitPull(world, repository, user, issue, draft ? "converted_to_draft" : "ready_for_review");
}
