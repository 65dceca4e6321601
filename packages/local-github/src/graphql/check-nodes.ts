import type { CheckRun, CommitStatus, Repository } from "../entities.ts";
import { nodeId, timestamp } from "../responses/accounts.ts";
import { connection, type PageArguments } from "./connection.ts";
import { mayRead } from "./problem.ts";
import { actorNode, type Scope } from "./scope.ts";

/** The newest commit status of each context; null where there is none at all. */
export function statusOf(scope: Scope, repository: Repository, sha: string) {
  mayRead(scope.token, "statuses");
  const own = repository.statuses.filter((status) => status.sha === sha);
  const contexts = [...new Map(own.map((status) => [status.context, status])).values()];
  if (contexts.length === 0) return null;
  const failed = contexts.some(({ state }) => state === "failure" || state === "error");
  const succeeded = contexts.every(({ state }) => state === "success");
  return {
    id: nodeId(`Status/${sha}`, repository.id),
    state: failed ? "FAILURE" : succeeded ? "SUCCESS" : "PENDING",
    contexts: contexts.map(contextNode),
  };
}

function contextNode({ id, context, state, creator, createdAtMs }: CommitStatus) {
  return {
    __typename: "StatusContext",
    id: nodeId("StatusContext", id),
    context,
    state: state.toUpperCase(),
    creator: actorNode(creator),
    createdAt: timestamp(createdAtMs),
  };
}

/** Everything that is reported of a commit, newest of each; null where nothing is. */
export function rollupOf(scope: Scope, repository: Repository, sha: string) {
  mayRead(scope.token, "checks");
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === sha);
  const newest = [...new Map(runs.map((run) => [`${run.suiteId}/${run.name}`, run])).values()];
  const statuses = statusOf(scope, repository, sha)?.contexts ?? [];
  const contexts = [...newest.map((run) => runNode(scope, runs, run)), ...statuses];
  if (contexts.length === 0) return null;
  const isGreen = newest.every(({ conclusion }) => conclusion === "success");
  return {
    id: nodeId(`Rollup/${sha}`, repository.id),
    state: isGreen ? "SUCCESS" : "PENDING",
    contexts: (page: PageArguments) => connection(contexts, page, (one) => one),
  };
}

export function checkSuitesOf(scope: Scope, repository: Repository, sha: string, page: PageArguments) {
  mayRead(scope.token, "checks");
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === sha);
  const suites = [...Map.groupBy(runs, ({ suiteId }) => suiteId).values()];
  return connection(suites, page, (runs) => suiteNode(scope, runs));
}

type RunFilter = PageArguments & { readonly filterBy?: { readonly checkType?: "ALL" | "LATEST" } };

function suiteNode(scope: Scope, runs: readonly CheckRun[]) {
  const [first] = runs;
  const workflow = first?.workflow ?? null;
  return {
    __typename: "CheckSuite",
    id: nodeId("CheckSuite", first?.suiteId ?? 0),
    databaseId: first?.suiteId ?? null,
    app: first ? { id: nodeId("App", first.app.id), databaseId: first.app.id, slug: first.app.slug } : null,
    workflowRun: () => {
      if (workflow === null) return null;
      mayRead(scope.token, "actions");
      const { id, name, event } = workflow;
      return {
        id: nodeId("WorkflowRun", id),
        event,
        workflow: { id: nodeId("Workflow", id), databaseId: id, name },
      };
    },
    checkRuns: ({ filterBy, ...page }: RunFilter) => {
      const newest = [...new Map(runs.map((run) => [run.name, run])).values()];
      return connection(filterBy?.checkType === "LATEST" ? newest : runs, page, (run) =>
        runNode(scope, runs, run),
      );
    },
  };
}

function runNode(scope: Scope, runs: readonly CheckRun[], run: CheckRun) {
  const suite = runs.filter(({ suiteId }) => suiteId === run.suiteId);
  return {
    checkSuite: () => suiteNode(scope, suite),
    __typename: "CheckRun",
    id: nodeId("CheckRun", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId === "" ? null : run.externalId,
  };
}
