import { ApiError, notFound } from "../api-error.ts";
import { type Comment, type Issue, isPull, type Pull, type Repository, type User } from "../entities.ts";
import { labelJson } from "../responses/accounts.ts";
import { commentJson, issueJson } from "../responses/issues.ts";
import type { World } from "../state.ts";
import { emit, emitPull } from "./events.ts";

export function requireIssue(repository: Repository, number: number): Issue {
  const issue = repository.issues.get(number);
  if (!issue) {
    throw notFound();
  }
  return issue;
}

/** Refuses writes to an archived repository, as GitHub does. */
export function requireWritable(repository: Repository): void {
  if (repository.archived) {
    throw new ApiError(403, "Repository was archived so is read-only.");
  }
}

/** Refuses an app's words where a conversation is locked, as GitHub does. */
export function requireUnlocked(issue: Issue, user: User, deed: string): void {
  if (issue.locked && user.type === "Bot") {
    throw new ApiError(403, `Unable to ${deed} because issue is locked.`);
  }
}

/** Takes the next number of the repository; webhooks are up to the caller. */
export function addIssue(
  world: World,
  repository: Repository,
  request: {
    readonly user: User;
    readonly title: string;
    readonly body: string | null;
    readonly pull: Pull | null;
  },
): Issue {
  const issue: Issue = {
    ...request,
    id: world.nextId(),
    number: repository.issues.size + 1,
    state: "open",
    labels: new Map(),
    createdAtMs: world.now(),
    updatedAtMs: world.now(),
    closedAtMs: null,
    closedBy: null,
    locked: false,
    comments: [],
    reactions: [],
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

export function openIssue(
  world: World,
  repository: Repository,
  user: User,
  request: { readonly title: string; readonly body: string | null; readonly labels: readonly string[] },
): Issue {
  requireWritable(repository);
  if (!repository.hasIssues) {
    throw new ApiError(410, "Issues has been disabled in this repository.");
  }
  const issue = addIssue(world, repository, { user, title: request.title, body: request.body, pull: null });
  for (const name of request.labels) {
    issue.labels.set(name.toLowerCase(), ensureLabel(world, repository, name));
  }
  emit(world, repository, user, "issues", { action: "opened", issue: issueJson(world, repository, issue) });
  return issue;
}

export function addComment(
  world: World,
  repository: Repository,
  user: User,
  issue: Issue,
  body: string,
): Comment {
  requireWritable(repository);
  requireUnlocked(issue, user, "create comment");
  const comment: Comment = {
    id: world.nextId(),
    issueNumber: issue.number,
    user,
    body,
    createdAtMs: world.now(),
    updatedAtMs: world.now(),
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAtMs = world.now();
  emit(world, repository, user, "issue_comment", {
    action: "created",
    issue: issueJson(world, repository, issue),
    comment: commentJson(world, repository, comment),
  });
  return comment;
}

/** A label of the repository; made on first use, as GitHub does when one is added to an issue. */
export function ensureLabel(world: World, repository: Repository, name: string) {
  const known = repository.labels.get(name.toLowerCase());
  if (known) {
    return known;
  }
  const label = { id: world.nextId(), name, color: "ededed", description: null };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

export async function addLabels(
  world: World,
  repository: Repository,
  user: User,
  issue: Issue,
  names: readonly string[],
): Promise<void> {
  requireWritable(repository);
  for (const name of names.filter((candidate) => !issue.labels.has(candidate.toLowerCase()))) {
    issue.labels.set(name.toLowerCase(), ensureLabel(world, repository, name));
    await emitLabel(world, repository, user, issue, "labeled", name);
  }
}

export async function removeLabel(
  world: World,
  repository: Repository,
  user: User,
  issue: Issue,
  name: string,
): Promise<void> {
  requireWritable(repository);
  if (!issue.labels.delete(name.toLowerCase())) {
    throw new ApiError(404, "Label does not exist");
  }
  await emitLabel(world, repository, user, issue, "unlabeled", name);
}

async function emitLabel(
  world: World,
  repository: Repository,
  user: User,
  issue: Issue,
  action: string,
  name: string,
): Promise<void> {
  issue.updatedAtMs = world.now();
  const label = labelJson(world, repository, ensureLabel(world, repository, name));
  if (isPull(issue)) {
    await emitPull(world, repository, user, issue, action, { label });
    return;
  }
  emit(world, repository, user, "issues", { action, issue: issueJson(world, repository, issue), label });
}

/** Closes or reopens an issue or a pull request; does nothing when it already is so. */
export async function setState(
  world: World,
  repository: Repository,
  user: User,
  issue: Issue,
  state: "open" | "closed",
): Promise<void> {
  requireWritable(repository);
  if (issue.state === state) {
    return;
  }
  issue.state = state;
  issue.updatedAtMs = world.now();
  issue.closedAtMs = state === "closed" ? world.now() : null;
  issue.closedBy = state === "closed" ? user : null;
  const action = state === "closed" ? "closed" : "reopened";
  if (isPull(issue)) {
    issue.pull.autoMerge = null;
    await emitPull(world, repository, user, issue, action);
    return;
  }
  emit(world, repository, user, "issues", { action, issue: issueJson(world, repository, issue) });
}
