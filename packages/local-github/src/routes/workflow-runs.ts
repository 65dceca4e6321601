import { apiUrl, nodeId, pageUrl, timestamp } from "../responses/accounts.ts";
import { page, query, type RepositoryCall, repositoryRoute } from "../routing.ts";

/** What GitHub Actions ran: each run is a check suite of its own. */
export const workflowRunRoutes = [repositoryRoute("GET", "/actions/runs", ["actions:read"], listRuns)];

function listRuns(call: RepositoryCall) {
  const { world, repository } = call;
  const [sha, suite, event] = [query(call, "head_sha"), query(call, "check_suite_id"), query(call, "event")];
  const runs = repository.checkRuns
    .flatMap((run) => (run.workflow === null ? [] : [{ ...run, workflow: run.workflow }]))
    .filter(
      (run) =>
        (sha === null || run.headSha === sha) &&
        (suite === null || String(run.suiteId) === suite) &&
        (event === null || run.workflow.event === event),
    );
  return page(
    call,
    runs.reverse(),
    ({ suiteId, headSha, status, conclusion, startedAtMs, workflow }) => ({
      id: suiteId + 1_000_000,
      node_id: nodeId("WorkflowRun", suiteId),
      name: workflow.name,
      path: `.github/workflows/${workflow.id}.yml`,
      workflow_id: workflow.id,
      check_suite_id: suiteId,
      head_sha: headSha,
      event: workflow.event,
      status,
      conclusion,
      created_at: timestamp(startedAtMs),
      url: `${apiUrl(world, repository)}/actions/runs/${suiteId + 1_000_000}`,
      html_url: `${pageUrl(world, repository)}/actions/runs/${suiteId + 1_000_000}`,
    }),
    (items, total) => ({ total_count: total, workflow_runs: items }),
  );
}
