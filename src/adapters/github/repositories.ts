import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef, RepositoryState } from "../../domain/shared/repository.ts";
import { branchTip } from "./commits.ts";
import type { Connection, RepositoryAccess } from "./connection.ts";
import { statusOf } from "./errors.ts";

/** Every repository that any installation covers. */
export async function listInstalledRepositories(connection: Connection): Promise<RepositoryRef[]> {
  const clients = await connection.installations();
  const lists = await Promise.all(
    clients.map((octokit) =>
      octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 }),
    ),
  );
  return lists.flat().map(({ owner, name }) => ({ owner: owner.login, name }));
}

/** Default branch, its tip and whether the repository is archived; null when it does not exist. */
export async function readRepository(access: RepositoryAccess): Promise<RepositoryState | null> {
  return nullIfMissing(async () => {
    const { data } = await access.octokit.rest.repos.get(access.at);
    return {
      ref: { owner: data.owner.login, name: data.name },
      defaultBranch: data.default_branch,
      headSha: await branchTip(access, data.default_branch),
      archived: data.archived,
    };
  });
}

/**
 * Text of a file at a branch, tag or commit; null when there is no such file.
 * @throws PermanentFailure when it is larger than GitHub's contents API delivers (1 MB)
 */
export async function readRepositoryFile(
  { octokit, at }: RepositoryAccess,
  path: string,
  commit: string | null,
): Promise<string | null> {
  return nullIfMissing(async () => {
    const { data } = await octokit.rest.repos.getContent({
      ...at,
      path,
      ...(commit === null ? {} : { ref: commit }),
    });
    if (Array.isArray(data) || data.type !== "file") return null;
    if (data.encoding === "base64") return Buffer.from(data.content, "base64").toString("utf8");
    throw new PermanentFailure(
      reason("file_too_large", `${path} is larger than 1 MB, more than can be read here. Make it smaller.`),
    );
  });
}

/** What a person may do in a repository. */
export async function readPermission(
  { octokit, at }: RepositoryAccess,
  login: string,
): Promise<"admin" | "write" | "read" | "none"> {
  const answer = await nullIfMissing(() =>
    octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login }),
  );
  const permission = answer?.data.permission;
  return permission === "admin" || permission === "write" || permission === "read" ? permission : "none";
}

const newestDeployments = 30;

/**
 * When the first deployment that contains a commit succeeded in an environment; null while none has. A later
 * commit's deployment brings the earlier one along, so it counts; the newest 30 are looked at.
 */
export async function readDeploymentTime(
  access: RepositoryAccess,
  sha: string,
  environment: string,
): Promise<number | null> {
  const { octokit, at } = access;
  const query = { ...at, environment, per_page: newestDeployments };
  const [commit, deployments] = await Promise.all([
    octokit.rest.git.getCommit({ ...at, commit_sha: sha }),
    octokit.rest.repos.listDeployments(query),
  ]);
  const committedAtMs = Date.parse(commit.data.committer.date);
  const times: number[] = [];
  for (const deployment of deployments.data) {
    if (Date.parse(deployment.created_at) < committedAtMs) continue;
    const succeededAtMs = await successTime(access, deployment.id);
    if (succeededAtMs !== null && (await contains(access, deployment.sha, sha))) times.push(succeededAtMs);
  }
  return times.length === 0 ? null : Math.min(...times);
}

async function successTime({ octokit, at }: RepositoryAccess, deploymentId: number): Promise<number | null> {
  const query = { ...at, deployment_id: deploymentId, per_page: 100 };
  const statuses = await octokit.paginate(octokit.rest.repos.listDeploymentStatuses, query);
  const times = statuses.filter(({ state }) => state === "success").map((one) => Date.parse(one.created_at));
  return times.length === 0 ? null : Math.min(...times);
}

async function contains({ octokit, at }: RepositoryAccess, deployed: string, sha: string): Promise<boolean> {
  if (deployed === sha) return true;
  const query = { ...at, basehead: `${sha}...${deployed}`, per_page: 1 };
  const comparison = await nullIfMissing(() => octokit.rest.repos.compareCommitsWithBasehead(query));
  return comparison?.data.status === "ahead";
}

async function nullIfMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
