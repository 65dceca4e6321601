import { z } from "zod";
import {
  addComment,
  addLabels,
  openIssue,
  requireIssue,
  requireUnlocked,
  requireWritable,
  setState,
} from "../actions/issues.ts";
import { reopenPull } from "../actions/pulls.ts";
import { ApiError, notFound } from "../api-error.ts";
import { type Comment, type Issue, isPull, type Repository } from "../entities.ts";
import { commentJson, issueJson } from "../responses/issues.ts";
import {
  bodyOf,
  created,
  noContent,
  numberParameter,
  ok,
  page,
  query,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";

const read = ["issues:read", "pull_requests:read"];
const write = ["issues:write", "pull_requests:write"];

/** Issues and their comments; pull requests are issues too. */
export const issueRoutes = [
  repositoryRoute("POST", "/issues", ["issues:write"], createIssue),
  repositoryRoute("GET", "/issues", ["issues:read"], listIssues),
  repositoryRoute("GET", "/issues/{number}", read, (call) => ok(toJson(call, issueOf(call)))),
  repositoryRoute("PATCH", "/issues/{number}", write, updateIssue),
  repositoryRoute("POST", "/issues/{number}/comments", write, createComment),
  repositoryRoute("GET", "/issues/{number}/comments", read, listComments),
  repositoryRoute("GET", "/issues/comments/{id}", read, getComment),
  repositoryRoute("PATCH", "/issues/comments/{id}", write, updateComment),
  repositoryRoute("DELETE", "/issues/comments/{id}", write, deleteComment),
];

/** The issue that the route's `{number}` names. */
export function issueOf(call: RepositoryCall): Issue {
  return requireIssue(call.repository, numberParameter(call, "number"));
}

/** The comment that the route's `{id}` names. */
export function commentOf(call: RepositoryCall): Comment {
  const id = numberParameter(call, "id");
  const comment = allComments(call.repository).find((candidate) => candidate.id === id);
  if (!comment) {
    throw notFound();
  }
  return comment;
}

function allComments(repository: Repository): Comment[] {
  return [...repository.issues.values()].flatMap(({ comments }) => comments);
}

function toJson(call: RepositoryCall, issue: Issue) {
  return issueJson(call.world, call.repository, issue);
}

const labelNames = z
  .array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]))
  .default([]);

function createIssue(call: RepositoryCall) {
  const body = bodyOf(call, {
    title: z.union([z.string(), z.number()]).transform(String),
    body: z.string().nullable().default(null),
    labels: labelNames,
  });
  return created(toJson(call, openIssue(call.world, call.repository, call.actor, body)));
}

function listIssues(call: RepositoryCall) {
  const state = query(call, "state") ?? "open";
  const creator = query(call, "creator")
    ?.replace(/^app\/(.+)$/, "$1[bot]")
    .toLowerCase();
  const labels = query(call, "labels")?.toLowerCase().split(",") ?? [];
  const since = Date.parse(query(call, "since") ?? "") || 0;
  const byTime = query(call, "sort") === "updated" ? "updatedAtMs" : "createdAtMs";
  const newestFirst = query(call, "direction") === "asc" ? -1 : 1;
  const issues = [...call.repository.issues.values()]
    .filter(
      (issue) =>
        (state === "all" || issue.state === state) &&
        (creator === undefined || issue.user.login.toLowerCase() === creator) &&
        labels.every((name) => issue.labels.has(name.trim())) &&
        issue.updatedAtMs >= since,
    )
    .sort((a, b) => newestFirst * (b[byTime] - a[byTime] || b.number - a.number));
  return page(call, issues, (issue) => toJson(call, issue));
}

async function updateIssue(call: RepositoryCall) {
  const { world, repository, actor } = call;
  requireWritable(repository);
  const issue = issueOf(call);
  const body = bodyOf(call, {
    title: z.string().optional(),
    body: z.string().nullable().optional(),
    state: z.enum(["open", "closed"]).optional(),
    labels: labelNames.optional(),
  });
  issue.title = body.title ?? issue.title;
  issue.body = body.body === undefined ? issue.body : body.body;
  issue.updatedAtMs = world.now();
  if (body.labels) {
    issue.labels.clear();
    await addLabels(world, repository, actor, issue, body.labels);
  }
  if (body.state === "open" && issue.state === "closed" && isPull(issue)) {
    await reopenPull(world, repository, actor, issue);
  } else if (body.state) {
    await setState(world, repository, actor, issue, body.state);
  }
  return ok(toJson(call, issue));
}

const longestComment = 65_536;

function commentBody(call: RepositoryCall): string {
  const { body } = bodyOf(call, { body: z.string() });
  if (body.trim() === "" || body.length > longestComment) {
    throw new ApiError(422, `Body must have between 1 and ${longestComment} characters`);
  }
  return body;
}

function createComment(call: RepositoryCall) {
  const { world, repository, actor } = call;
  const comment = addComment(world, repository, actor, issueOf(call), commentBody(call));
  return created(commentJson(world, repository, comment));
}

function listComments(call: RepositoryCall) {
  const since = Date.parse(query(call, "since") ?? "") || 0;
  const comments = issueOf(call).comments.filter(({ updatedAtMs }) => updatedAtMs >= since);
  return page(call, comments, (comment) => commentJson(call.world, call.repository, comment));
}

function getComment(call: RepositoryCall) {
  return ok(commentJson(call.world, call.repository, commentOf(call)));
}

function updateComment(call: RepositoryCall) {
  requireWritable(call.repository);
  const comment = commentOf(call);
  requireUnlocked(requireIssue(call.repository, comment.issueNumber), call.actor, "update comment");
  comment.body = commentBody(call);
  comment.updatedAtMs = call.world.now();
  return ok(commentJson(call.world, call.repository, comment));
}

function deleteComment(call: RepositoryCall) {
  requireWritable(call.repository);
  const comment = commentOf(call);
  const { comments } = requireIssue(call.repository, comment.issueNumber);
  comments.splice(comments.indexOf(comment), 1);
  return noContent();
}
