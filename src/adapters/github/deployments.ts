import { z } from "zod";
import { isSameEnvironment } from "../../domain/watch/deployment.ts";
import type { RepositoryAccess } from "./connection.ts";
import { askGraphQl } from "./graphql.ts";
import { nullIfMissing } from "./repositories.ts";

const newestDeployments = 30;
const mostStatuses = 50;

/**
 * When the first deployment that contains a commit succeeded in an environment; null while none has. A later
 * commit's deployment brings the earlier one along, so it counts; the newest 30 are looked at.
 */
export async function readDeploymentTime(
  access: RepositoryAccess,
  sha: string,
  environment: string,
): Promise<number | null> {
  const times: number[] = [];
  for (const deployment of await deploymentsTo(access, environment)) {
    // By ancestry alone: the clock of whoever made the commit may be ahead of GitHub's.
    if (!(await contains(access, deployment.sha, sha))) continue;
    const succeededAtMs = await deployment.succeededAtMs();
    if (succeededAtMs !== null) times.push(succeededAtMs);
  }
  return times.length === 0 ? null : Math.min(...times);
}

interface Deployment {
  readonly sha: string;
  /** When it first succeeded; null while it has not. */
  succeededAtMs(): Promise<number | null>;
}

const answerSchema = z.object({
  repository: z.object({
    deployments: z.object({
      nodes: z.array(
        z.object({
          databaseId: z.int(),
          commitOid: z.string(),
          statuses: z.object({
            totalCount: z.number(),
            nodes: z.array(z.object({ state: z.string(), createdAt: z.string() })),
          }),
        }),
      ),
    }),
  }),
});

/** The newest to an environment; only where none has exactly its name, in whatever case. */
async function deploymentsTo(access: RepositoryAccess, environment: string): Promise<readonly Deployment[]> {
  const exact = (await queryDeployments(access, environment)) ?? (await listed(access, environment));
  return exact.length > 0 ? exact : resembling(access, environment);
}

/** The newest ones with how they went, in one request; null when GraphQL cannot tell. */
async function queryDeployments(
  access: RepositoryAccess,
  environment: string,
): Promise<readonly Deployment[] | null> {
  const query = `query Deployments($owner: String!, $name: String!, $environment: String!) {
    repository(owner: $owner, name: $name) {
      deployments(first: ${newestDeployments}, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes { databaseId commitOid statuses(first: ${mostStatuses}) { totalCount nodes { state createdAt } } }
      }
    }
  }`;
  const { owner, repo: name } = access.at;
  const answer = await askGraphQl(access, query, { owner, name, environment });
  const parsed = answerSchema.safeParse(answer?.data);
  if (!answer || answer.problems.length > 0 || !parsed.success) return null;
  return parsed.data.repository.deployments.nodes.map(({ databaseId, commitOid: sha, statuses }) => {
    const given = statuses.nodes.map(({ state, createdAt }) => ({ state, created_at: createdAt }));
    const isWhole = statuses.totalCount <= given.length;
    const succeededAtMs = async () => (isWhole ? firstSuccess(given) : successTime(access, databaseId));
    return { sha, succeededAtMs };
  });
}

async function listed(access: RepositoryAccess, environment: string): Promise<readonly Deployment[]> {
  const { octokit, at } = access;
  const query = { ...at, environment, per_page: newestDeployments };
  const { data } = await octokit.rest.repos.listDeployments(query);
  return data.map((one) => asDeployment(access, one));
}

/** Those among the newest hundred that are to an environment of that name in whatever case. */
async function resembling(access: RepositoryAccess, environment: string): Promise<readonly Deployment[]> {
  const { data } = await access.octokit.rest.repos.listDeployments({ ...access.at, per_page: 100 });
  const same = data.filter((one) => isSameEnvironment(one.environment, environment));
  return same.slice(0, newestDeployments).map((one) => asDeployment(access, one));
}

function asDeployment(access: RepositoryAccess, { id, sha }: { id: number; sha: string }): Deployment {
  return { sha, succeededAtMs: () => successTime(access, id) };
}

/** The environments of the newest hundred deployments, sorted. */
export async function readDeployedEnvironments({ octokit, at }: RepositoryAccess): Promise<string[]> {
  const { data } = await octokit.rest.repos.listDeployments({ ...at, per_page: 100 });
  return [...new Set(data.map(({ environment }) => environment))].sort();
}

async function successTime({ octokit, at }: RepositoryAccess, deploymentId: number): Promise<number | null> {
  const query = { ...at, deployment_id: deploymentId, per_page: 100 };
  const statuses = await octokit.paginate(octokit.rest.repos.listDeploymentStatuses, query);
  return firstSuccess(statuses);
}

function firstSuccess(
  statuses: readonly { readonly state: string; readonly created_at: string }[],
): number | null {
  const successes = statuses.filter(({ state }) => state.toLowerCase() === "success");
  const times = successes.map((one) => Date.parse(one.created_at));
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
