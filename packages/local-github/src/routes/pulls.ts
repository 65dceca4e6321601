import { z } from "zod";
import { setState } from "../actions/issues.ts";
import { mergePull, openPull, reopenPull, requirePull, retargetPull } from "../actions/pulls.ts";
import { validationFailed } from "../api-error.ts";
import { pullsOf } from "../entities.ts";
import { changedFiles } from "../git/diff.ts";
import { commitJson, fileJson, requireCommit } from "../responses/commits.ts";
import { pullDetailJson, pullJson, reviewJson } from "../responses/issues.ts";
import {
  bodyOf,
  created,
  numberParameter,
  ok,
  page,
  query,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";

const read = ["pull_requests:read"];
const write = ["pull_requests:write"];

/** Pull requests, from proposal to merge. */
export const pullRoutes = [
  repositoryRoute("POST", "/pulls", write, createPull),
  repositoryRoute("GET", "/pulls", read, listPulls),
  repositoryRoute("GET", "/pulls/{number}", read, async (call) => ok(await detail(call))),
  repositoryRoute("PATCH", "/pulls/{number}", write, updatePull),
  repositoryRoute("GET", "/pulls/{number}/files", read, listFiles),
  repositoryRoute("GET", "/pulls/{number}/commits", read, listCommits),
  repositoryRoute("GET", "/pulls/{number}/reviews", read, listReviews),
  repositoryRoute("PUT", "/pulls/{number}/merge", ["contents:write"], merge),
];

function pullOf(call: RepositoryCall) {
  return requirePull(call.repository, numberParameter(call, "number"));
}

function detail(call: RepositoryCall) {
  return pullDetailJson(call.world, call.repository, pullOf(call));
}

async function createPull(call: RepositoryCall) {
  const { world, repository, actor } = call;
  const body = bodyOf(call, {
    title: z.string().optional(),
    body: z.string().nullable().default(null),
    head: z.string(),
    base: z.string(),
    draft: z.boolean().default(false),
  });
  if (!body.title) {
    throw validationFailed({ resource: "PullRequest", field: "title", code: "missing_field" });
  }
  const issue = await openPull(world, repository, actor, {
    title: body.title,
    body: body.body,
    headRef: body.head.replace(`${repository.owner}:`, ""),
    baseRef: body.base,
    draft: body.draft,
  });
  return created(await pullDetailJson(world, repository, issue));
}

function listPulls(call: RepositoryCall) {
  const { world, repository } = call;
  const state = query(call, "state") ?? "open";
  const [head, base] = [query(call, "head"), query(call, "base")];
  const pulls = pullsOf(repository).filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      (head === null ||
        `${repository.owner}:${issue.pull.headRef}`.toLowerCase() === head.toLowerCase() ||
        !head.includes(":")) &&
      (base === null || issue.pull.baseRef === base),
  );
  if (query(call, "sort") === "updated") {
    pulls.sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  }
  if (query(call, "direction") === "asc") {
    pulls.reverse();
  }
  return page(call, pulls, (issue) => pullJson(world, repository, issue));
}

async function updatePull(call: RepositoryCall) {
  const { world, repository, actor } = call;
  const issue = pullOf(call);
  const body = bodyOf(call, {
    title: z.string().optional(),
    body: z.string().nullable().optional(),
    state: z.enum(["open", "closed"]).optional(),
    base: z.string().optional(),
  });
  issue.title = body.title ?? issue.title;
  issue.body = body.body === undefined ? issue.body : body.body;
  issue.updatedAtMs = world.now();
  if (body.base !== undefined) await retargetPull(world, repository, actor, issue, body.base);
  if (body.state === "open" && issue.state === "closed") {
    await reopenPull(world, repository, actor, issue);
  } else if (body.state) {
    await setState(world, repository, actor, issue, body.state);
  }
  return ok(await detail(call));
}

async function listFiles(call: RepositoryCall) {
  const { world, repository } = call;
  const { headSha, baseSha } = pullOf(call).pull;
  const mergeBase = await repository.git.mergeBase(baseSha, headSha);
  const files = await changedFiles(repository.git, mergeBase, headSha);
  return page(call, files, (file) => fileJson(world, repository, headSha, file));
}

/** What GitHub lists of a pull request's commits at most, over all pages. */
const maxListedCommits = 250;

async function listCommits(call: RepositoryCall) {
  const { world, repository } = call;
  const { headSha, baseSha } = pullOf(call).pull;
  const shas = await repository.git.commitsBetween(baseSha, headSha);
  return page(call, shas.slice(0, maxListedCommits), async (sha) =>
    commitJson(world, repository, sha, await requireCommit(repository, sha)),
  );
}

function listReviews(call: RepositoryCall) {
  const issue = pullOf(call);
  return page(call, issue.pull.reviews, (review) => reviewJson(call.world, call.repository, issue, review));
}

async function merge(call: RepositoryCall) {
  const body = bodyOf(call, {
    commit_title: z.string().optional(),
    commit_message: z.string().optional(),
    sha: z.string().optional(),
    merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
  });
  const sha = await mergePull(call.world, call.repository, call.actor, pullOf(call), {
    method: body.merge_method,
    sha: body.sha,
    title: body.commit_title,
    message: body.commit_message,
  });
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}
