import type { Repository } from "../entities.ts";
import type { ChangedFile } from "../git/diff.ts";
import type { Commit, Signature } from "../git/objects.ts";
import type { World } from "../state.ts";
import { apiUrl, nodeId, pageUrl, timestamp, userJson } from "./accounts.ts";

function signatureJson({ name, email, atSeconds }: Signature) {
  return { name, email, date: timestamp(atSeconds * 1000) };
}

function verification(repository: Repository, sha: string) {
  return repository.verifiedCommits.has(sha)
    ? { verified: true, reason: "valid", signature: "local", payload: "local", verified_at: null }
    : { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
}

/** A commit as `/git/commits` shows it. */
export function gitCommitJson(world: World, repository: Repository, sha: string, commit: Commit) {
  const api = apiUrl(world, repository);
  return {
    sha,
    node_id: nodeId(sha, repository.id),
    url: `${api}/git/commits/${sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${sha}`,
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/git/commits/${parent}`,
      html_url: `${pageUrl(world, repository)}/commit/${parent}`,
    })),
    verification: verification(repository, sha),
  };
}

/** A commit as `/commits` shows it: with the accounts of its author and committer. */
export function commitJson(world: World, repository: Repository, sha: string, commit: Commit) {
  const api = apiUrl(world, repository);
  const { author, committer, message, tree, verification } = gitCommitJson(world, repository, sha, commit);
  const account = ({ email }: Signature) => {
    const user = world.userByEmail(email);
    return user && userJson(world, user);
  };
  return {
    sha,
    node_id: nodeId(sha, repository.id),
    url: `${api}/commits/${sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      author,
      committer,
      message,
      tree,
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification,
    },
    author: account(commit.author),
    committer: account(commit.committer),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${pageUrl(world, repository)}/commit/${parent}`,
    })),
  };
}

export function fileJson(world: World, repository: Repository, atSha: string, file: ChangedFile) {
  const path = file.filename.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${pageUrl(world, repository)}/blob/${atSha}/${path}`,
    raw_url: `${pageUrl(world, repository)}/raw/${atSha}/${path}`,
    contents_url: `${apiUrl(world, repository)}/contents/${path}?ref=${atSha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousFilename === null ? {} : { previous_filename: file.previousFilename }),
  };
}

/** Reads a commit that must be there. */
export async function requireCommit(repository: Repository, sha: string): Promise<Commit> {
  const commit = await repository.git.commit(sha);
  if (!commit) {
    throw new Error(`The commit ${sha} is missing in ${repository.owner}/${repository.name}.`);
  }
  return commit;
}
