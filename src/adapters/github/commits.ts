import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { CommitOutcome, Forge } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault, statusOf } from "./errors.ts";
import { foreignAuthors } from "./own-work.ts";

type CommitRequest = Parameters<Forge["commit"]>[0];

/**
 * Makes `branch` one commit on `baseSha`. Without author and committer GitHub signs it as the app's. Trees are
 * content-addressed, so the same request finds its own earlier commit and writes nothing.
 */
export async function commitFiles(access: RepositoryAccess, request: CommitRequest): Promise<CommitOutcome> {
  const { octokit, at } = access;
  const tip = await branchTip(access, request.branch);
  if (tip !== null) {
    const others = await foreignCommittersBetween(access, request.baseSha, tip);
    if (others.length > 0) return occupied(request.branch, others);
  }
  const base = await octokit.rest.git.getCommit({ ...at, commit_sha: request.baseSha });
  const tree = await makeTree(access, request, base.data.tree.sha);
  if (tip !== null && (await isSameCommit(access, tip, request, tree))) {
    return { kind: "committed", sha: tip };
  }
  const commit = await octokit.rest.git.createCommit({
    ...at,
    message: request.message,
    tree,
    parents: [request.baseSha],
  });
  await pointBranch(access, request.branch, commit.data.sha, tip);
  return { kind: "committed", sha: commit.data.sha };
}

/** The commit a branch points at, or null when there is no such branch (or nothing in the repository at all). */
export async function branchTip(access: RepositoryAccess, branch: string): Promise<string | null> {
  try {
    const found = await access.octokit.rest.git.getRef({ ...access.at, ref: `heads/${branch}` });
    return found.data.object.sha;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 409) return null;
    throw error;
  }
}

/** Logins of those who have commits on `tip` that `base` lacks, the app left out. */
async function foreignCommittersBetween(
  access: RepositoryAccess,
  base: string,
  tip: string,
): Promise<string[]> {
  if (base === tip) return [];
  const comparison = await access.octokit.rest.repos.compareCommitsWithBasehead({
    ...access.at,
    basehead: `${base}...${tip}`,
    per_page: 100,
  });
  return foreignAuthors(comparison.data.commits, comparison.data.total_commits, await access.self());
}

/** Deletes a branch unless somebody else has commits on it. */
export async function deleteOwnBranch(access: RepositoryAccess, branch: string, base: string): Promise<void> {
  const tip = await branchTip(access, branch);
  if (tip === null) return;
  if ((await foreignCommittersBetween(access, base, tip)).length > 0) return;
  try {
    await access.octokit.rest.git.deleteRef({ ...access.at, ref: `heads/${branch}` });
  } catch (error) {
    // GitHub's own setting may delete the branch at the same time; it answers 422 then.
    if ((await branchTip(access, branch)) !== null) throw error;
  }
}

async function makeTree(
  { octokit, at }: RepositoryAccess,
  { files }: CommitRequest,
  baseTree: string,
): Promise<string> {
  const tree = await octokit.rest.git.createTree({
    ...at,
    base_tree: baseTree,
    tree: files.map(({ path, content, mode }) =>
      content === null
        ? { path, mode, type: "blob" as const, sha: null }
        : { path, mode, type: "blob" as const, content },
    ),
  });
  if (tree.data.sha !== baseTree) return tree.data.sha;
  throw new PermanentFailure(
    reason("empty_commit", "The files are already so on the base commit; there is nothing to propose."),
  );
}

async function isSameCommit(
  { octokit, at }: RepositoryAccess,
  tip: string,
  { baseSha, message }: CommitRequest,
  tree: string,
): Promise<boolean> {
  const { data } = await octokit.rest.git.getCommit({ ...at, commit_sha: tip });
  const [parent, ...more] = data.parents;
  return (
    parent?.sha === baseSha &&
    more.length === 0 &&
    data.tree.sha === tree &&
    data.message.trimEnd() === message.trimEnd()
  );
}

async function pointBranch(
  access: RepositoryAccess,
  branch: string,
  sha: string,
  expectedTip: string | null,
): Promise<void> {
  const { octokit, at } = access;
  // GitHub has no compare-and-set for branches; looking again keeps the gap in which a push is lost small.
  // A branch that is new needs no second look: GitHub refuses to make one that is there.
  if (expectedTip !== null && (await branchTip(access, branch)) !== expectedTip)
    throw branchMoved(branch, null);
  try {
    if (expectedTip === null) await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha });
    else await octokit.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: true });
  } catch (error) {
    // 422 is a rule that forbids it, or a branch that was made or deleted in between.
    const tip = statusOf(error) === 422 ? await branchTip(access, branch) : expectedTip;
    throw tip === expectedTip ? error : branchMoved(branch, error);
  }
}

function branchMoved(branch: string, cause: unknown): GitHubFault {
  return new GitHubFault(
    `Branch ${branch} moved while it was being rebuilt. It is looked at afresh on the next try.`,
    { status: null, retryAfterMs: null },
    { cause },
  );
}

function occupied(branch: string, others: readonly string[]): CommitOutcome {
  return {
    kind: "occupied",
    reason: reason(
      "branch_occupied",
      `Branch ${branch} has commits of ${others.join(", ")}, so the app leaves it alone. Delete the branch to let it start over.`,
    ),
  };
}
