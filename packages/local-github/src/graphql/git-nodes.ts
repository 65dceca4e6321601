import type { Repository } from "../entities.ts";
import { nodeId, timestamp } from "../responses/accounts.ts";
import { checkSuitesOf, rollupOf, statusOf } from "./check-nodes.ts";
import type { PageArguments } from "./connection.ts";
import { mayRead, problem } from "./problem.ts";
import { actorNode, type Scope } from "./scope.ts";

/** Text of larger blobs is cut, in bytes. */
const longestText = 512_000;

/** A branch of a repository; null when there is none of that name. */
export async function refNode(scope: Scope, repository: Repository, branch: string) {
  const sha = await repository.git.ref(`refs/heads/${branch}`);
  if (sha === null) return null;
  return {
    __typename: "Ref",
    id: nodeId(`Ref/${branch}`, repository.id),
    name: branch,
    prefix: "refs/heads/",
    target: () => commitNode(scope, repository, sha),
    compare: ({ headRef }: { headRef: string }) => comparisonNode(scope, repository, sha, headRef),
  };
}

async function comparisonNode(scope: Scope, repository: Repository, base: string, headRef: string) {
  const { git } = repository;
  const head = await git.resolve(headRef.replace(/^refs\/heads\//, ""));
  if (head === null) throw problem("NOT_FOUND", `Could not resolve to a ref with the name ${headRef}.`);
  return {
    __typename: "Comparison",
    aheadBy: async () => (await git.commitsBetween(base, head)).length,
    behindBy: async () => (await git.commitsBetween(head, base)).length,
    baseTarget: () => commitNode(scope, repository, base),
    headTarget: () => commitNode(scope, repository, head),
  };
}

/** What a git revision such as `HEAD:path` names; null when there is nothing. */
export async function objectNode(scope: Scope, repository: Repository, expression: string) {
  mayRead(scope.token, "contents");
  const [revision = "", path] = expression.split(/:(.*)/s);
  const sha = await repository.git.resolve(revision === "HEAD" ? repository.defaultBranch : revision);
  if (sha === null) return null;
  if (path === undefined) return commitNode(scope, repository, sha);
  const object = await repository.git.object(`${sha}:${path}`);
  if (object?.type === "blob") return blobNode(repository, object.sha, object.content);
  return object === null
    ? null
    : { __typename: "Tree", id: nodeId(object.sha, repository.id), oid: object.sha };
}

function blobNode(repository: Repository, oid: string, content: Buffer) {
  const isBinary = content.includes(0);
  return {
    __typename: "Blob",
    id: nodeId(oid, repository.id),
    oid,
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > longestText,
    text: isBinary ? null : content.subarray(0, longestText).toString("utf8"),
  };
}

/** A commit with its checks. Only people's accounts are named: a bot's commit has no user here. */
export async function commitNode(scope: Scope, repository: Repository, sha: string) {
  const commit = await repository.git.commit(sha);
  if (commit === null) return null;
  const actor = ({ name, email, atSeconds }: typeof commit.author) => {
    const user = scope.world.userByEmail(email);
    const date = timestamp(atSeconds * 1000);
    return { name, email, date, user: user?.type === "User" ? actorNode(user) : null };
  };
  return {
    __typename: "Commit",
    id: nodeId(sha, repository.id),
    oid: sha,
    tree: { __typename: "Tree", id: nodeId(commit.tree, repository.id), oid: commit.tree },
    message: commit.message,
    committedDate: timestamp(commit.committer.atSeconds * 1000),
    author: actor(commit.author),
    committer: actor(commit.committer),
    statusCheckRollup: () => rollupOf(scope, repository, sha),
    status: () => statusOf(scope, repository, sha),
    checkSuites: (page: PageArguments) => checkSuitesOf(scope, repository, sha, page),
  };
}
