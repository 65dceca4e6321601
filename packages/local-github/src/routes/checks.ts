import { z } from "zod";
import { addStatus, createCheckRun, updateCheckRun } from "../actions/checks.ts";
import { requireWritable } from "../actions/issues.ts";
import { ApiError, notFound, validationFailed } from "../api-error.ts";
import type { CheckRun } from "../entities.ts";
import { apiUrl, repositoryJson } from "../responses/accounts.ts";
import { checkRunJson, checkSuiteJson, statusJson } from "../responses/checks.ts";
import {
  bodyOf,
  created,
  numberParameter,
  ok,
  page,
  parameter,
  query,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";
import { requireRevision } from "./commits.ts";

/** Check runs, their suites, and commit statuses. */
export const checkRoutes = [
  repositoryRoute("POST", "/check-runs", ["checks:write"], createRun),
  repositoryRoute("GET", "/check-runs/{id}", ["checks:read"], getRun),
  repositoryRoute("PATCH", "/check-runs/{id}", ["checks:write"], updateRun),
  repositoryRoute("GET", "/commits/{ref+}/check-runs", ["checks:read"], listRuns),
  repositoryRoute("GET", "/commits/{ref+}/check-suites", ["checks:read"], listSuites),
  repositoryRoute("POST", "/statuses/{sha}", ["statuses:write"], createStatus),
  repositoryRoute("GET", "/commits/{ref+}/statuses", ["statuses:read"], listStatuses),
  repositoryRoute("GET", "/commits/{ref+}/status", ["statuses:read"], combinedStatus),
];

const runBody = {
  name: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed"]).optional(),
  conclusion: z.string().optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  output: z
    .object({ title: z.string().optional(), summary: z.string().optional(), text: z.string().optional() })
    .optional(),
};

function toRequest(body: z.infer<z.ZodObject<typeof runBody>>) {
  if (body.status === "completed" && body.conclusion === undefined) {
    throw validationFailed({ resource: "CheckRun", field: "conclusion", code: "missing_field" });
  }
  const { title, summary, text } = body.output ?? {};
  return {
    name: body.name,
    status: body.status,
    conclusion: body.conclusion,
    externalId: body.external_id,
    detailsUrl: body.details_url,
    output: {
      ...(title === undefined ? {} : { title }),
      ...(summary === undefined ? {} : { summary }),
      ...(text === undefined ? {} : { text }),
    },
  };
}

async function createRun(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository } = call;
  const body = bodyOf(call, { ...runBody, name: z.string(), head_sha: z.string() });
  if (!(await repository.git.commit(body.head_sha))) {
    throw new ApiError(422, `No commit found for SHA: ${body.head_sha}`);
  }
  const request = { ...toRequest(body), name: body.name };
  return created(
    checkRunJson(
      world,
      repository,
      createCheckRun(world, repository, call.token.app, body.head_sha, request),
    ),
  );
}

function runOf(call: RepositoryCall): CheckRun {
  const id = numberParameter(call, "id");
  const run = call.repository.checkRuns.find((candidate) => candidate.id === id);
  if (!run) {
    throw notFound();
  }
  return run;
}

function getRun(call: RepositoryCall) {
  return ok(checkRunJson(call.world, call.repository, runOf(call)));
}

function updateRun(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository } = call;
  const run = runOf(call);
  if (run.app.id !== call.token.app.id) {
    throw new ApiError(403, "Invalid app_id for check run - check run can only be modified by its app.");
  }
  updateCheckRun(world, repository, run, toRequest(bodyOf(call, runBody)));
  return ok(checkRunJson(world, repository, run));
}

async function listRuns(call: RepositoryCall) {
  const { world, repository } = call;
  const sha = await requireRevision(repository, parameter(call, "ref"));
  const [name, status] = [query(call, "check_name"), query(call, "status")];
  const appId = query(call, "app_id");
  const all = repository.checkRuns.filter(
    (run) =>
      run.headSha === sha &&
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (appId === null || String(run.app.id) === appId),
  );
  const latest = [...new Map(all.map((run) => [`${run.suiteId}/${run.name}`, run])).values()];
  return page(
    call,
    query(call, "filter") === "all" ? all : latest,
    (run) => checkRunJson(world, repository, run),
    (items, total) => ({ total_count: total, check_runs: items }),
  );
}

async function listSuites(call: RepositoryCall) {
  const { world, repository } = call;
  const sha = await requireRevision(repository, parameter(call, "ref"));
  const appId = query(call, "app_id");
  const suites = Map.groupBy(
    repository.checkRuns.filter(
      ({ headSha, app }) => headSha === sha && (appId === null || String(app.id) === appId),
    ),
    ({ suiteId }) => suiteId,
  );
  return page(
    call,
    [...suites.values()],
    (runs) => checkSuiteJson(world, repository, runs),
    (items, total) => ({ total_count: total, check_suites: items }),
  );
}

async function createStatus(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository, actor } = call;
  const body = bodyOf(call, {
    state: z.enum(["error", "failure", "pending", "success"]),
    context: z.string().default("default"),
    description: z.string().nullable().default(null),
    target_url: z.string().nullable().default(null),
  });
  const sha = await requireRevision(repository, parameter(call, "sha"));
  const { state, context, description, target_url: targetUrl } = body;
  const status = await addStatus(world, repository, actor, { sha, state, context, description, targetUrl });
  return created(statusJson(world, repository, status));
}

async function listStatuses(call: RepositoryCall) {
  const sha = await requireRevision(call.repository, parameter(call, "ref"));
  const statuses = call.repository.statuses.filter((status) => status.sha === sha).reverse();
  return page(call, statuses, (status) => statusJson(call.world, call.repository, status));
}

async function combinedStatus(call: RepositoryCall) {
  const { world, repository } = call;
  const sha = await requireRevision(repository, parameter(call, "ref"));
  const own = repository.statuses.filter((status) => status.sha === sha);
  const latest = [...new Map(own.map((status) => [status.context, status])).values()];
  const failed = latest.some(({ state }) => state === "failure" || state === "error");
  const succeeded = latest.length > 0 && latest.every(({ state }) => state === "success");
  return page(
    call,
    latest,
    (status) => statusJson(world, repository, status),
    (items, total) => ({
      state: failed ? "failure" : succeeded ? "success" : "pending",
      statuses: items,
      sha,
      total_count: total,
      repository: repositoryJson(world, repository),
      commit_url: `${apiUrl(world, repository)}/commits/${sha}`,
      url: `${apiUrl(world, repository)}/commits/${sha}/status`,
    }),
  );
}
