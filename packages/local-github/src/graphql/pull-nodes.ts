import { entryOf, queueOf } from "../actions/queue-state.ts";
import { type Label, type PullIssue, pullsOf, type Repository, type Review } from "../entities.ts";
import { shownMergeability } from "../merging.ts";
import { labelJson, nodeId, nullableTimestamp, timestamp } from "../responses/accounts.ts";
import { connection, type PageArguments } from "./connection.ts";
import { commitNode, refNode } from "./git-nodes.ts";
import { mayRead } from "./problem.ts";
import { actorNode, type Scope } from "./scope.ts";

/** What a list of a pull request's commits holds at most, over all pages. */
const maxListedCommits = 250;

export interface PullsArguments extends PageArguments {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly states?: readonly string[] | null;
}

/** A repository's pull requests, oldest first as GitHub lists them. */
export function pullsNode(scope: Scope, repository: Repository, wanted: PullsArguments) {
  mayRead(scope.token, "pull_requests");
  const { headRefName = null, baseRefName = null, states = null } = wanted;
  const found = pullsOf(repository)
    .reverse()
    .filter(
      (issue) =>
        (headRefName === null || issue.pull.headRef === headRefName) &&
        (baseRefName === null || issue.pull.baseRef === baseRefName) &&
        (states === null || states.includes(stateOf(issue))),
    );
  return connection(found, wanted, (issue) => pullNode(scope, repository, issue));
}

/** A repository's labels. */
export function labelsOf(scope: Scope, repository: Repository, page: PageArguments) {
  return labelList(scope, repository, [...repository.labels.values()], page);
}

function labelList(scope: Scope, repository: Repository, labels: readonly Label[], page: PageArguments) {
  return connection(labels, page, (label) => {
    const { node_id: id, name } = labelJson(scope.world, repository, label);
    return { id, name };
  });
}

function stateOf({ state, pull }: PullIssue): "OPEN" | "CLOSED" | "MERGED" {
  if (pull.merged) return "MERGED";
  return state === "open" ? "OPEN" : "CLOSED";
}

export function pullNode(scope: Scope, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const { merged } = pull;
  return {
    __typename: "PullRequest",
    id: nodeId("PullRequest", issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: stateOf(issue),
    isDraft: pull.draft,
    author: actorNode(issue.user),
    createdAt: timestamp(issue.createdAtMs),
    updatedAt: timestamp(issue.updatedAtMs),
    mergedAt: nullableTimestamp(merged?.atMs ?? null),
    mergedBy: merged && actorNode(merged.by),
    mergeCommit: merged && (() => commitNode(scope, repository, merged.sha)),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    baseRef: () => refNode(scope, repository, pull.baseRef),
    mergeable: async () => {
      if (issue.state !== "open") return "UNKNOWN";
      const shown = await shownMergeability(repository, issue, true);
      if (!shown) return "UNKNOWN";
      return shown.tree === null ? "CONFLICTING" : "MERGEABLE";
    },
    autoMergeRequest: pull.autoMerge && {
      __typename: "AutoMergeRequest",
      enabledBy: actorNode(pull.autoMerge.by),
      mergeMethod: pull.autoMerge.method.toUpperCase(),
    },
    isInMergeQueue: entryOf(repository, issue) !== null,
    mergeQueueEntry: () => queueEntryNode(scope, repository, issue),
    repository: () => ({ __typename: "Repository", ...repositoryFacts(scope, repository) }),
    labels: (page: PageArguments) => labelList(scope, repository, [...issue.labels.values()], page),
    reviews: (page: PageArguments) =>
      connection(pull.reviews, page, (review) => reviewNode(scope, repository, review)),
    commits: async (page: PageArguments) => {
      const shas = await repository.git.commitsBetween(pull.baseSha, pull.headSha);
      const list = connection(shas.slice(0, maxListedCommits), page, (sha) => ({
        id: nodeId(`PullRequestCommit/${sha}`, issue.id),
        commit: () => commitNode(scope, repository, sha),
      }));
      return { ...list, totalCount: shas.length };
    },
  };
}

/** Where a pull request stands in its base's merge queue; null when it is in none. */
export function queueEntryNode(scope: Scope, repository: Repository, issue: PullIssue) {
  const entry = entryOf(repository, issue);
  if (!entry) return null;
  const { group } = entry;
  return {
    __typename: "MergeQueueEntry",
    id: nodeId("MergeQueueEntry", entry.id),
    position: queueOf(repository, issue.pull.baseRef).indexOf(entry) + 1,
    state: group ? "AWAITING_CHECKS" : "QUEUED",
    enqueuedAt: timestamp(entry.atMs),
    enqueuer: actorNode(entry.by),
    headCommit: group && (() => commitNode(scope, repository, group.sha)),
  };
}

function reviewNode(scope: Scope, repository: Repository, review: Review) {
  return {
    __typename: "PullRequestReview",
    id: nodeId("Review", review.id),
    author: actorNode(review.user),
    state: review.state,
    submittedAt: timestamp(review.submittedAtMs),
    commit: () => commitNode(scope, repository, review.commitSha),
  };
}

/** What is said of a repository without asking git. */
export function repositoryFacts(scope: Scope, repository: Repository) {
  return {
    id: nodeId("Repository", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: `${repository.owner}/${repository.name}`,
    owner: { ...actorNode(scope.world.user(repository.owner)) },
    isArchived: repository.archived,
    isPrivate: repository.private,
    deleteBranchOnMerge: repository.deletesMergedBranches,
    hasIssuesEnabled: repository.hasIssues,
    defaultBranchRef: () => refNode(scope, repository, repository.defaultBranch),
  };
}
