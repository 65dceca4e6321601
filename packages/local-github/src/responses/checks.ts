import { type CheckRun, type CommitStatus, type Deployment, pullsOf, type Repository } from "../entities.ts";
import type { World } from "../state.ts";
import { apiUrl, appJson, nodeId, nullableTimestamp, pageUrl, timestamp, userJson } from "./accounts.ts";

/** Open pull requests whose head is that commit, in the short form that checks carry. */
function pullsAt(world: World, repository: Repository, headSha: string) {
  const api = apiUrl(world, repository);
  const repo = { id: repository.id, url: api, name: repository.name };
  return pullsOf(repository)
    .filter((issue) => issue.state === "open" && issue.pull.headSha === headSha)
    .map((issue) => ({
      id: issue.id,
      number: issue.number,
      url: `${api}/pulls/${issue.number}`,
      head: { ref: issue.pull.headRef, sha: issue.pull.headSha, repo },
      base: { ref: issue.pull.baseRef, sha: issue.pull.baseSha, repo },
    }));
}

export function checkRunJson(world: World, repository: Repository, run: CheckRun) {
  return {
    id: run.id,
    node_id: nodeId("CheckRun", run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: `${apiUrl(world, repository)}/check-runs/${run.id}`,
    html_url: `${pageUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${pageUrl(world, repository)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAtMs),
    completed_at: nullableTimestamp(run.completedAtMs),
    output: {
      ...run.output,
      annotations_count: 0,
      annotations_url: `${apiUrl(world, repository)}/check-runs/${run.id}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appJson(world, run.app),
    pull_requests: pullsAt(world, repository, run.headSha),
  };
}

/** The suite of one app's check runs on one commit. */
export function checkSuiteJson(world: World, repository: Repository, runs: readonly CheckRun[]) {
  const [first] = runs;
  if (!first) {
    throw new Error("A check suite needs at least one check run.");
  }
  const isRequeued = repository.requeuedSuites.has(first.suiteId);
  const done = !isRequeued && runs.every(({ status }) => status === "completed");
  const bad = runs.find(
    ({ conclusion }) => conclusion !== "success" && conclusion !== "neutral" && conclusion !== "skipped",
  );
  const pulls = pullsAt(world, repository, first.headSha);
  return {
    id: first.suiteId,
    node_id: nodeId("CheckSuite", first.suiteId),
    head_sha: first.headSha,
    head_branch: pulls[0]?.head.ref ?? null,
    status: done ? "completed" : isRequeued ? "queued" : "in_progress",
    conclusion: done ? (bad ? bad.conclusion : "success") : null,
    url: `${apiUrl(world, repository)}/check-suites/${first.suiteId}`,
    before: null,
    after: first.headSha,
    app: appJson(world, first.app),
    pull_requests: pulls,
    latest_check_runs_count: runs.length,
    created_at: timestamp(first.startedAtMs),
    updated_at: timestamp(Math.max(...runs.map((run) => run.completedAtMs ?? run.startedAtMs))),
  };
}

export function statusJson(world: World, repository: Repository, status: CommitStatus) {
  return {
    id: status.id,
    node_id: nodeId("Status", status.id),
    url: `${apiUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: null,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: timestamp(status.createdAtMs),
    updated_at: timestamp(status.createdAtMs),
    creator: userJson(world, status.creator),
  };
}

export function deploymentJson(world: World, repository: Repository, deployment: Deployment) {
  const url = `${apiUrl(world, repository)}/deployments/${deployment.id}`;
  return {
    id: deployment.id,
    node_id: nodeId("Deployment", deployment.id),
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userJson(world, deployment.creator),
    created_at: timestamp(deployment.createdAtMs),
    updated_at: timestamp(deployment.statuses.at(-1)?.createdAtMs ?? deployment.createdAtMs),
    statuses_url: `${url}/statuses`,
    repository_url: apiUrl(world, repository),
  };
}

export function deploymentStatusJson(
  world: World,
  repository: Repository,
  deployment: Deployment,
  status: Deployment["statuses"][number],
) {
  const url = `${apiUrl(world, repository)}/deployments/${deployment.id}`;
  return {
    id: status.id,
    node_id: nodeId("DeploymentStatus", status.id),
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    creator: userJson(world, status.creator),
    description: status.description ?? "",
    environment: deployment.environment,
    target_url: "",
    created_at: timestamp(status.createdAtMs),
    updated_at: timestamp(status.createdAtMs),
    deployment_url: url,
    repository_url: apiUrl(world, repository),
  };
}
