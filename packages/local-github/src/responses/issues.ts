import type { Comment, Issue, PullIssue, Reaction, Repository, Review } from "../entities.ts";
import { changedFiles } from "../git/diff.ts";
import { shownMergeability } from "../merging.ts";
import type { World } from "../state.ts";
import {
  apiUrl,
  labelJson,
  nodeId,
  nullableTimestamp,
  pageUrl,
  repositoryJson,
  timestamp,
  userJson,
} from "./accounts.ts";

function association(repository: Repository, login: string): string {
  const permission = repository.permissions.get(login.toLowerCase());
  return repository.owner.toLowerCase() === login.toLowerCase()
    ? "OWNER"
    : permission === "admin" || permission === "write"
      ? "COLLABORATOR"
      : "NONE";
}

export function reactionJson(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("Reaction", reaction.id),
    user: userJson(world, reaction.user),
    content: reaction.content,
    created_at: timestamp(reaction.createdAtMs),
  };
}

function common(world: World, repository: Repository, issue: Issue) {
  return {
    id: issue.id,
    node_id: nodeId("Issue", issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    locked: issue.locked,
    user: userJson(world, issue.user),
    labels: [...issue.labels.values()].map((label) => labelJson(world, repository, label)),
    assignee: null,
    assignees: [],
    milestone: null,
    author_association: association(repository, issue.user.login),
    created_at: timestamp(issue.createdAtMs),
    updated_at: timestamp(issue.updatedAtMs),
    closed_at: nullableTimestamp(issue.closedAtMs),
    active_lock_reason: null,
    comments: issue.comments.length,
  };
}

/** An issue; a pull request too, with GitHub's `pull_request` links. */
export function issueJson(world: World, repository: Repository, issue: Issue) {
  const api = apiUrl(world, repository);
  const page = `${pageUrl(world, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  const pull = issue.pull && {
    url: `${api}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: nullableTimestamp(issue.pull.merged?.atMs ?? null),
  };
  return {
    ...common(world, repository, issue),
    url: `${api}/issues/${issue.number}`,
    repository_url: api,
    comments_url: `${api}/issues/${issue.number}/comments`,
    html_url: page,
    state_reason: issue.state === "closed" ? "completed" : null,
    closed_by: issue.closedBy && userJson(world, issue.closedBy),
    ...(pull ? { pull_request: pull, draft: issue.pull?.draft } : {}),
  };
}

export function commentJson(world: World, repository: Repository, comment: Comment) {
  const api = apiUrl(world, repository);
  const issue = repository.issues.get(comment.issueNumber);
  const kind = issue?.pull ? "pull" : "issues";
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${pageUrl(world, repository)}/${kind}/${comment.issueNumber}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issueNumber}`,
    body: comment.body,
    user: userJson(world, comment.user),
    author_association: association(repository, comment.user.login),
    created_at: timestamp(comment.createdAtMs),
    updated_at: timestamp(comment.updatedAtMs),
    performed_via_github_app: null,
  };
}

export function reviewJson(world: World, repository: Repository, pull: PullIssue, review: Review) {
  const page = `${pageUrl(world, repository)}/pull/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId("Review", review.id),
    user: userJson(world, review.user),
    body: review.body,
    state: review.state,
    html_url: `${page}#pullrequestreview-${review.id}`,
    pull_request_url: `${apiUrl(world, repository)}/pulls/${pull.number}`,
    submitted_at: timestamp(review.submittedAtMs),
    commit_id: review.commitSha,
    author_association: association(repository, review.user.login),
  };
}

/** A pull request as in lists. */
export function pullJson(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const api = apiUrl(world, repository);
  const page = `${pageUrl(world, repository)}/pull/${issue.number}`;
  const side = (ref: string, sha: string) => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userJson(world, world.user(repository.owner)),
    repo: repositoryJson(world, repository),
  });
  const { comments, ...shared } = common(world, repository, issue);
  return {
    ...shared,
    node_id: nodeId("PullRequest", issue.id),
    url: `${api}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${api}/pulls/${issue.number}/commits`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
    draft: pull.draft,
    merged_at: nullableTimestamp(pull.merged?.atMs ?? null),
    merge_commit_sha: pull.merged?.sha ?? null,
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: pull.autoMerge && {
      enabled_by: userJson(world, pull.autoMerge.by),
      merge_method: pull.autoMerge.method,
      commit_title: null,
      commit_message: null,
    },
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
  };
}

/**
 * A pull request by itself: with its mergeability and its size.
 * @param asks whether somebody asks for it, so that GitHub begins to find out whether it merges cleanly
 */
export async function pullDetailJson(world: World, repository: Repository, issue: PullIssue, asks = true) {
  const { pull } = issue;
  const mergeBase = await repository.git.mergeBase(pull.baseSha, pull.headSha);
  const [commits, files, judged] = await Promise.all([
    repository.git.commitsBetween(pull.baseSha, pull.headSha),
    changedFiles(repository.git, mergeBase, pull.headSha),
    issue.state === "open" ? shownMergeability(repository, issue, asks) : null,
  ]);
  const total = (key: "additions" | "deletions") => files.reduce((sum, file) => sum + file[key], 0);
  return {
    ...pullJson(world, repository, issue),
    merged: pull.merged !== null,
    merged_by: pull.merged && userJson(world, pull.merged.by),
    mergeable: judged ? judged.tree !== null : null,
    rebaseable: judged ? judged.tree !== null : null,
    mergeable_state: judged?.state ?? "unknown",
    maintainer_can_modify: false,
    comments: issue.comments.length,
    review_comments: 0,
    commits: commits.length,
    additions: total("additions"),
    deletions: total("deletions"),
    changed_files: files.length,
  };
}
