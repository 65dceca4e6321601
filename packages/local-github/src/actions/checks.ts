import type { App, CheckRun, CommitStatus, Deployment, Repository, User } from "../entities.ts";
import {
  checkRunJson,
  checkSuiteJson,
  deploymentJson,
  deploymentStatusJson,
  statusJson,
} from "../responses/checks.ts";
import { commitJson, requireCommit } from "../responses/commits.ts";
import type { World } from "../state.ts";
import { letAutoMergesGoOn } from "./auto-merge.ts";
import { emit } from "./events.ts";
import { settleQueue } from "./merge-queue.ts";

export interface CheckRunRequest {
  readonly name?: string | undefined;
  readonly status?: CheckRun["status"] | undefined;
  readonly conclusion?: string | undefined;
  readonly externalId?: string | undefined;
  readonly detailsUrl?: string | undefined;
  readonly output?: Partial<CheckRun["output"]> | undefined;
}

export function createCheckRun(
  world: World,
  repository: Repository,
  app: App,
  headSha: string,
  request: CheckRunRequest & { readonly name: string; readonly workflow?: CheckRun["workflow"] },
): CheckRun {
  const workflow = request.workflow ?? null;
  const suite = repository.checkRuns.find(
    (run) => workflow === null && run.workflow === null && run.headSha === headSha && run.app.id === app.id,
  );
  const run: CheckRun = {
    id: world.nextId(),
    suiteId: suite?.suiteId ?? world.nextId(),
    workflow,
    app,
    headSha,
    name: request.name,
    status: "queued",
    conclusion: null,
    startedAtMs: world.now(),
    completedAtMs: null,
    externalId: "",
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
  };
  repository.checkRuns.push(run);
  repository.requeuedSuites.delete(run.suiteId);
  apply(world, run, request);
  announce(world, repository, run, "created");
  if (run.status === "completed") {
    announceCompletion(world, repository, run);
  }
  return run;
}

export function updateCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  request: CheckRunRequest,
): void {
  const wasCompleted = run.status === "completed";
  repository.requeuedSuites.delete(run.suiteId);
  apply(world, run, request);
  if (run.status === "completed" && !wasCompleted) {
    announceCompletion(world, repository, run);
  }
}

/**
 * "Re-run" of a check, or of its whole suite: the app that made it is told and nobody else. GitHub resets the suite
 * and leaves the runs as they are, until the app writes another one.
 */
export function rerequest(
  world: World,
  repository: Repository,
  sender: User,
  run: CheckRun,
  what: "check_run" | "check_suite",
): void {
  repository.requeuedSuites.add(run.suiteId);
  if (run.app.id !== world.app.id) return;
  const runs = repository.checkRuns.filter(({ suiteId }) => suiteId === run.suiteId);
  const shown =
    what === "check_run" ? checkRunJson(world, repository, run) : checkSuiteJson(world, repository, runs);
  emit(world, repository, sender, what, { action: "rerequested", [what]: shown });
}

/** After whatever is being done to the repository. */
function letMergesGoOn(world: World, repository: Repository): void {
  for (const [baseRef, queue] of repository.queues) {
    if (queue.length > 0) void world.exclusive(repository, () => settleQueue(world, repository, baseRef));
  }
  letAutoMergesGoOn(world, repository);
}

function apply(world: World, run: CheckRun, request: CheckRunRequest): void {
  run.name = request.name ?? run.name;
  run.status = request.conclusion !== undefined ? "completed" : (request.status ?? run.status);
  run.conclusion = run.status === "completed" ? (request.conclusion ?? run.conclusion) : null;
  run.completedAtMs = run.status === "completed" ? (run.completedAtMs ?? world.now()) : null;
  run.externalId = request.externalId ?? run.externalId;
  run.detailsUrl = request.detailsUrl ?? run.detailsUrl;
  run.output = { ...run.output, ...request.output };
}

function announce(world: World, repository: Repository, run: CheckRun, action: string): void {
  const payload = { action, check_run: checkRunJson(world, repository, run) };
  emit(world, repository, world.botOf(run.app), "check_run", payload);
}

function announceCompletion(world: World, repository: Repository, run: CheckRun): void {
  announce(world, repository, run, "completed");
  letMergesGoOn(world, repository);
  const runs = repository.checkRuns.filter(({ suiteId }) => suiteId === run.suiteId);
  if (runs.every(({ status }) => status === "completed")) {
    emit(world, repository, world.botOf(run.app), "check_suite", {
      action: "completed",
      check_suite: checkSuiteJson(world, repository, runs),
    });
  }
}

export async function addStatus(
  world: World,
  repository: Repository,
  creator: User,
  request: Pick<CommitStatus, "sha" | "context" | "state" | "description" | "targetUrl">,
): Promise<CommitStatus> {
  const status: CommitStatus = { ...request, id: world.nextId(), creator, createdAtMs: world.now() };
  repository.statuses.push(status);
  letMergesGoOn(world, repository);
  const commit = await requireCommit(repository, request.sha);
  emit(world, repository, creator, "status", {
    ...statusJson(world, repository, status),
    sha: request.sha,
    name: `${repository.owner}/${repository.name}`,
    commit: commitJson(world, repository, request.sha, commit),
    branches: [],
  });
  return status;
}

export function addDeployment(
  world: World,
  repository: Repository,
  creator: User,
  request: Pick<Deployment, "sha" | "ref" | "task" | "environment" | "description">,
): Deployment {
  const deployment: Deployment = {
    ...request,
    id: world.nextId(),
    creator,
    createdAtMs: world.now(),
    statuses: [],
  };
  repository.deployments.push(deployment);
  emit(world, repository, creator, "deployment", {
    action: "created",
    deployment: deploymentJson(world, repository, deployment),
  });
  return deployment;
}

export function addDeploymentStatus(
  world: World,
  repository: Repository,
  creator: User,
  deployment: Deployment,
  request: { readonly state: string; readonly description: string | null },
) {
  const status = { ...request, id: world.nextId(), creator, createdAtMs: world.now() };
  deployment.statuses.push(status);
  emit(world, repository, creator, "deployment_status", {
    action: "created",
    deployment_status: deploymentStatusJson(world, repository, deployment, status),
    deployment: deploymentJson(world, repository, deployment),
  });
  return status;
}
