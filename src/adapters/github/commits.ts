import type { RestEndpointMethodTypes } from "@octokit/rest";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { CommitOutcome, Forge } from "../../ports/forge.ts";
import { branchStart } from "./branch-start.ts";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault, statusOf } from "./errors.ts";
import { deleteBranch } from "./left-branch.ts";
import { foreignAuthors } from "./own-work.ts";
import { branchTip } from "./references.ts";
import { commitHolds } from "./written-files.ts";

type CommitRequest = Parameters<Forge["commit"]>[0];

/**
 * Makes `branch` one commit on `baseSha`. Without author and committer GitHub signs it as the app's. Trees are
 * content-addressed, so the same request finds its own earlier commit and writes nothing.
 */
export async function commitFiles(access: RepositoryAccess, request: CommitRequest): Promise<CommitOutcome> {
  const { branch: name, baseSha, seen } = request;
  const { tip, baseTree } = await branchStart(access, { name, baseSha }, seen);
  const others = tip === null ? [] : await othersAt(access, request, tip);
  if (others.length > 0) return occupied(request.branch, others);
  // Text in a tree is the shorter way; where it does not arrive as it was sent, the bytes are sent.
  for (const entries of [textEntries, blobEntries]) {
    const tree = await makeTree(access, await entries(access, request.files), baseTree);
    const sha = await commitOf(access, request, tree, tip);
    if (!(await commitHolds(access, sha, request.files))) continue;
    if (sha !== tip) await pointBranch(access, request.branch, sha, tip);
    return { kind: "committed", sha };
  }
  const what = "GitHub wrote other bytes than the app had sent, twice; nothing was proposed.";
  throw new PermanentFailure(reason("written_differs", `${what} Look at ${request.files[0]?.path}.`));
}

/** The commit on that tree: the branch's own where it is that already. */
async function commitOf(
  access: RepositoryAccess,
  request: CommitRequest,
  tree: string,
  tip: string | null,
): Promise<string> {
  if (tip !== null && (await isSameCommit(access, tip, request, tree))) return tip;
  const { message, baseSha } = request;
  const { octokit, at } = access;
  const commit = await octokit.rest.git.createCommit({ ...at, message, tree, parents: [baseSha] });
  return commit.data.sha;
}

/** Who has commits on a branch that the app may not replace. */
async function othersAt(
  access: RepositoryAccess,
  { baseSha, replaces }: CommitRequest,
  tip: string,
): Promise<string[]> {
  if (replaces === tip) return [];
  const others = await foreignCommittersBetween(access, baseSha, tip);
  return replaces === undefined || others.length > 0 ? others : ["somebody else"];
}

/** Who has commits on `tip` that `base` lacks, the app left out. */
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
  const { commits, total_commits } = comparison.data;
  const others = foreignAuthors(commits, total_commits, await access.self());
  // The app's branches have one commit: whatever is more was made by somebody who acts under the same account.
  return others.length === 0 && total_commits > 1 ? ["somebody else with the same account"] : others;
}

/** Deletes a branch unless somebody else has commits on it. */
export async function deleteOwnBranch(access: RepositoryAccess, branch: string, base: string): Promise<void> {
  const tip = await branchTip(access, branch);
  if (tip === null) return;
  if ((await foreignCommittersBetween(access, base, tip)).length > 0) return;
  await deleteBranch(access, branch);
}

type TreeEntries = NonNullable<RestEndpointMethodTypes["git"]["createTree"]["parameters"]>["tree"];

async function textEntries(_access: RepositoryAccess, files: CommitRequest["files"]): Promise<TreeEntries> {
  return files.map(({ path, content, mode }) =>
    content === null ? { path, mode, type: "blob", sha: null } : { path, mode, type: "blob", content },
  );
}

async function blobEntries(
  { octokit, at }: RepositoryAccess,
  files: CommitRequest["files"],
): Promise<TreeEntries> {
  const entries: TreeEntries = [];
  for (const { path, content, mode } of files) {
    const bytes = content === null ? null : Buffer.from(content).toString("base64");
    const blob = bytes && (await octokit.rest.git.createBlob({ ...at, content: bytes, encoding: "base64" }));
    entries.push({ path, mode, type: "blob", sha: blob ? blob.data.sha : null });
  }
  return entries;
}

async function makeTree(
  { octokit, at }: RepositoryAccess,
  entries: TreeEntries,
  baseTree: string,
): Promise<string> {
  const tree = await octokit.rest.git.createTree({ ...at, base_tree: baseTree, tree: entries });
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
    const inTheWay = expectedTip === null ? await branchInTheWay(access, branch) : null;
    if (inTheWay !== null) throw nameTaken(branch, inTheWay, error);
    // 422 is a rule that forbids it, or a branch that was made or deleted in between.
    const tip = statusOf(error) === 422 ? await branchTip(access, branch) : expectedTip;
    throw tip === expectedTip ? error : branchMoved(branch, error);
  }
}

/** git keeps a branch as a file, so that none can be below another's name; GitHub says only that it failed. */
async function branchInTheWay(access: RepositoryAccess, branch: string): Promise<string | null> {
  const parts = branch.split("/");
  for (let count = 1; count < parts.length; count++) {
    const above = parts.slice(0, count).join("/");
    if ((await branchTip(access, above)) !== null) return above;
  }
  const below = await access.octokit.rest.git.listMatchingRefs({ ...access.at, ref: `heads/${branch}/` });
  return below.data[0]?.ref.replace("refs/heads/", "") ?? null;
}

function nameTaken(branch: string, inTheWay: string, cause: unknown): PermanentFailure {
  const text = `The branch ${inTheWay} is in the way: git cannot have ${branch} beside it. Rename or delete ${inTheWay}; it is tried again.`;
  return new PermanentFailure(reason("branch_in_the_way", text), { cause });
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
