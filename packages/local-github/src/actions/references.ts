import { type PullIssue, pullsOf, type Repository, type User } from "../entities.ts";
import { changedFiles } from "../git/diff.ts";
import { pageUrl, timestamp, userJson } from "../responses/accounts.ts";
import type { World } from "../state.ts";
import { emit, emitPull } from "./events.ts";
import { leaveQueue } from "./queue-state.ts";

export interface RefChange {
  /** Full name, e.g. `refs/heads/main`. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

const noCommit = "0".repeat(40);

/** Moves one reference and lets everything that follows it follow: pull requests and webhooks. */
export async function moveRef(
  world: World,
  repository: Repository,
  actor: User,
  name: string,
  to: string | null,
): Promise<void> {
  const before = await repository.git.ref(name);
  if (before === to) {
    return;
  }
  await repository.git.writeRef(name, to);
  await refChanged(world, repository, actor, { name, before, after: to });
}

/** Tells the world about a reference that has already moved, e.g. by `git push`. */
export async function refChanged(
  world: World,
  repository: Repository,
  actor: User,
  change: RefChange,
): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(change.name)?.[1];
  emit(world, repository, actor, "push", await pushPayload(world, repository, actor, change));
  if (branch === undefined) {
    return;
  }
  for (const issue of pullsOf(repository).filter(({ state }) => state === "open")) {
    if (issue.pull.headRef === branch) {
      await headMoved(world, repository, actor, issue, change);
    } else if (issue.pull.baseRef === branch) {
      if (change.after === null) await baseDeleted(world, repository, actor, issue);
      else issue.pull.baseSha = change.after;
    }
  }
}

/** What was to go into a branch that is deleted is closed, or goes where the branch's own pull request was merged. */
async function baseDeleted(
  world: World,
  repository: Repository,
  actor: User,
  issue: PullIssue,
): Promise<void> {
  const { pull } = issue;
  const below = pullsOf(repository).find((one) => one.pull.headRef === pull.baseRef && one.pull.merged);
  const baseSha = below && (await repository.git.ref(`refs/heads/${below.pull.baseRef}`));
  if (below && baseSha) {
    Object.assign(pull, { baseRef: below.pull.baseRef, baseSha });
    return;
  }
  await closeFor(world, repository, actor, issue);
}

async function closeFor(world: World, repository: Repository, actor: User, issue: PullIssue): Promise<void> {
  Object.assign(issue, { state: "closed", closedAtMs: world.now(), closedBy: actor });
  await emitPull(world, repository, actor, issue, "closed");
}

async function headMoved(
  world: World,
  repository: Repository,
  actor: User,
  issue: PullIssue,
  { before, after }: RefChange,
): Promise<void> {
  issue.updatedAtMs = world.now();
  if (leaveQueue(repository, issue)) {
    await emitPull(world, repository, actor, issue, "dequeued", { reason: "BRANCH_PROTECTIONS" });
  }
  if (after === null) {
    await closeFor(world, repository, actor, issue);
    return;
  }
  if (before !== null && (await hasSameDiff(repository, issue, before, after))) {
    for (const review of issue.pull.reviews) if (review.commitSha === before) review.commitSha = after;
  }
  issue.pull.headSha = after;
  await repository.git.writeRef(`refs/pull/${issue.number}/head`, after);
  await emitPull(world, repository, actor, issue, "synchronize", { before, after });
}

/** Whether a pull request shows the same changes at both heads, each compared with where it left the base. */
async function hasSameDiff(repository: Repository, { pull }: PullIssue, before: string, after: string) {
  const diffs = [before, after].map(async (head) => {
    const mergeBase = await repository.git.mergeBase(pull.baseSha, head);
    const files = await changedFiles(repository.git, mergeBase, head);
    return JSON.stringify(files.map(({ filename, status, patch }) => [filename, status, patch]));
  });
  const [one, other] = await Promise.all(diffs);
  return one === other;
}

/** As the repository's setting has it: the branch of a pull request that was just merged goes, if it is still there. */
export async function tidyMerged(
  world: World,
  repository: Repository,
  actor: User,
  { pull }: PullIssue,
): Promise<void> {
  if (!repository.deletesMergedBranches || pull.headRef === repository.defaultBranch) return;
  const tip = await repository.git.ref(`refs/heads/${pull.headRef}`);
  if (tip === pull.headSha) await moveRef(world, repository, actor, `refs/heads/${pull.headRef}`, null);
}

/** What a delivery lists of a push at most, as GitHub documents it. */
const maxPushedCommits = 2048;

async function pushPayload(world: World, repository: Repository, actor: User, change: RefChange) {
  const { before, after, name } = change;
  const shas = after === null ? [] : await newCommits(repository, before, after);
  const commits = await Promise.all(
    shas.slice(-maxPushedCommits).map((sha) => pushedCommit(world, repository, sha)),
  );
  return {
    ref: name,
    before: before ?? noCommit,
    after: after ?? noCommit,
    created: before === null,
    deleted: after === null,
    forced: before !== null && after !== null && !(await repository.git.isAncestor(before, after)),
    base_ref: null,
    compare: `${pageUrl(world, repository)}/compare/${before ?? noCommit}...${after ?? noCommit}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    pusher: { name: actor.login, email: world.emailOf(actor) },
    sender: userJson(world, actor),
  };
}

async function newCommits(repository: Repository, before: string | null, after: string): Promise<string[]> {
  const since = before ?? (await repository.git.ref(`refs/heads/${repository.defaultBranch}`));
  return since === null || since === after ? [after] : repository.git.commitsBetween(since, after);
}

async function pushedCommit(world: World, repository: Repository, sha: string) {
  const commit = await repository.git.commit(sha);
  if (!commit) {
    return null;
  }
  const files = await changedFiles(repository.git, commit.parents[0] ?? null, sha);
  const names = (status: string) =>
    files.filter((file) => file.status === status).map(({ filename }) => filename);
  const person = ({ name, email }: { name: string; email: string }) => ({
    name,
    email,
    username: world.userByEmail(email)?.login,
  });
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: timestamp(commit.committer.atSeconds * 1000),
    url: `${pageUrl(world, repository)}/commit/${sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: [...names("added"), ...names("renamed")],
    removed: [...names("removed"), ...files.flatMap(({ previousFilename }) => previousFilename ?? [])],
    modified: names("modified"),
  };
}
