import type { RepositoryAccess } from "./connection.ts";
import { nullIfMissing } from "./repositories.ts";

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
  const deployments = await octokit.rest.repos.listDeployments(query);
  const times: number[] = [];
  for (const deployment of deployments.data) {
    // By ancestry alone: the clock of whoever made the commit may be ahead of GitHub's.
    if (!(await contains(access, deployment.sha, sha))) continue;
    const succeededAtMs = await successTime(access, deployment.id);
    if (succeededAtMs !== null) times.push(succeededAtMs);
  }
  return times.length === 0 ? null : Math.min(...times);
}

async function successTime({ octokit, at }: RepositoryAccess, deploymentId: number): Promise<number | null> {
  const query = { ...at, deployment_id: deploymentId, per_page: 100 };
  const statuses = await octokit.paginate(octokit.rest.repos.listDeploymentStatuses, query);
  const times = statuses.filter(({ state }) => state === "success").map((one) => Date.parse(one.created_at));
  return times.length === 0 ? null : Math.min(...times);
}

/** Whether a commit contains another one never changes, and is asked at every look: remembered, by client. */
const remembered = new WeakMap<RepositoryAccess["octokit"], Map<string, boolean>>();
const maxRemembered = 10_000;

async function contains({ octokit, at }: RepositoryAccess, deployed: string, sha: string): Promise<boolean> {
  if (deployed === sha) return true;
  const known = remembered.get(octokit) ?? new Map<string, boolean>();
  remembered.set(octokit, known);
  const key = `${at.owner}/${at.repo} ${sha}...${deployed}`;
  const answer = known.get(key);
  if (answer !== undefined) return answer;
  const query = { ...at, basehead: `${sha}...${deployed}`, per_page: 1 };
  const comparison = await nullIfMissing(() => octokit.rest.repos.compareCommitsWithBasehead(query));
  if (!comparison) return false;
  if (known.size >= maxRemembered) known.clear();
  known.set(key, comparison.data.status === "ahead");
  return comparison.data.status === "ahead";
}
