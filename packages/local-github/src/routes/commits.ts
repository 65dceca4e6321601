import { ApiError, notFound } from "../api-error.ts";
import { pullsOf, type Repository } from "../entities.ts";
import { changedFiles } from "../git/diff.ts";
import { apiUrl, pageUrl } from "../responses/accounts.ts";
import { commitJson, fileJson, requireCommit } from "../responses/commits.ts";
import { pullJson } from "../responses/issues.ts";
import { ok, page, parameter, query, type RepositoryCall, repositoryRoute } from "../routing.ts";

const read = ["contents:read"];

/** History and comparisons. */
export const commitRoutes = [
  repositoryRoute("GET", "/commits", read, listCommits),
  repositoryRoute("GET", "/commits/{sha}/pulls", ["pull_requests:read"], pullsOfCommit),
  repositoryRoute("GET", "/commits/{ref+}", read, getCommit),
  repositoryRoute("GET", "/compare/{basehead+}", read, compare),
];

/** The commit a revision names; throws GitHub's 422 when there is none. */
export async function requireRevision(repository: Repository, revision: string): Promise<string> {
  const sha = await repository.git.resolve(revision);
  if (!sha) {
    throw new ApiError(422, `No commit found for SHA: ${revision}`);
  }
  return sha;
}

async function listCommits(call: RepositoryCall) {
  const { git, defaultBranch } = call.repository;
  const sha = await git.resolve(query(call, "sha") ?? defaultBranch);
  if (!sha) {
    throw query(call, "sha") === null ? new ApiError(409, "Git Repository is empty.") : notFound();
  }
  const [path, since, until] = [query(call, "path"), query(call, "since"), query(call, "until")];
  const { stdout } = await git.immutable([
    "rev-list",
    ...(since ? [`--since=${since}`] : []),
    ...(until ? [`--until=${until}`] : []),
    sha,
    ...(path ? ["--", path] : []),
  ]);
  return page(call, stdout.toString().split("\n").filter(Boolean), (one) => commitAnswer(call, one));
}

async function commitAnswer({ world, repository }: RepositoryCall, sha: string) {
  return commitJson(world, repository, sha, await requireCommit(repository, sha));
}

async function getCommit(call: RepositoryCall) {
  const { world, repository } = call;
  const sha = await requireRevision(repository, parameter(call, "ref"));
  const commit = await requireCommit(repository, sha);
  const files = await changedFiles(repository.git, commit.parents[0] ?? null, sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok({
    ...commitJson(world, repository, sha, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => fileJson(world, repository, sha, file)),
  });
}

function pullsOfCommit(call: RepositoryCall) {
  const sha = parameter(call, "sha");
  const pulls = pullsOf(call.repository).filter(
    ({ pull }) => pull.merged?.sha === sha || pull.headSha === sha,
  );
  return page(call, pulls, (pull) => pullJson(call.world, call.repository, pull));
}

async function compare(call: RepositoryCall) {
  const { world, repository } = call;
  const [baseName = "", headName = ""] = parameter(call, "basehead").split("...");
  const base = await repository.git.resolve(withoutOwner(baseName));
  const head = await repository.git.resolve(withoutOwner(headName));
  const mergeBase = base && head ? await repository.git.mergeBase(base, head) : null;
  if (!base || !head || !mergeBase) {
    throw notFound();
  }
  const [baseCommit, mergeBaseCommit] = await Promise.all([
    commitAnswer(call, base),
    commitAnswer(call, mergeBase),
  ]);
  const shas = await repository.git.commitsBetween(base, head);
  const aheadBy = shas.length;
  const behindBy = (await repository.git.commitsBetween(head, base)).length;
  const files = await changedFiles(repository.git, mergeBase, head);
  const status =
    aheadBy > 0 && behindBy > 0 ? "diverged" : aheadBy > 0 ? "ahead" : behindBy > 0 ? "behind" : "identical";
  return page(
    call,
    shas,
    (sha) => commitAnswer(call, sha),
    (commits) => ({
      url: `${apiUrl(world, repository)}/compare/${base}...${head}`,
      html_url: `${pageUrl(world, repository)}/compare/${base}...${head}`,
      status,
      ahead_by: aheadBy,
      behind_by: behindBy,
      total_commits: shas.length,
      base_commit: baseCommit,
      merge_base_commit: mergeBaseCommit,
      commits,
      files: files.map((file) => fileJson(world, repository, head, file)),
    }),
  );
}

function withoutOwner(revision: string): string {
  return revision.replace(/^[^:/]+:/, "");
}
