import type { CheckRun, Protection, PullIssue, Repository } from "./entities.ts";

export interface Mergeability {
  /** Tree of the merge; null when there are conflicts. */
  readonly tree: string | null;
  /** GitHub's `mergeable_state`. */
  readonly state: "clean" | "dirty" | "behind" | "blocked" | "unstable" | "draft";
  /** What the base branch's protection still misses, in GitHub's words. */
  readonly unmet: readonly string[];
}

const passing: readonly (string | null)[] = ["success", "neutral", "skipped"];

/**
 * The same as GitHub shows it to who asks: unknown until it has been asked often enough since head or base moved. A
 * delivery asks nothing, and shows what is known.
 */
export async function shownMergeability(
  repository: Repository,
  issue: PullIssue,
  asks: boolean,
): Promise<Mergeability | null> {
  const { pull } = issue;
  const between = `${pull.baseSha}...${pull.headSha}`;
  if (pull.asked.between !== between) pull.asked = { between, reads: 0 };
  const isKnown = pull.asked.reads >= repository.readsUntilMergeable;
  if (asks) pull.asked.reads += 1;
  return isKnown ? mergeability(repository, issue) : null;
}

/** Whether an open pull request can be merged now, by a real three-way merge and the branch's protection. */
export async function mergeability(repository: Repository, issue: PullIssue): Promise<Mergeability> {
  const { pull } = issue;
  const protection = repository.protections.get(pull.baseRef);
  const [tree, isUpToDate] = await Promise.all([
    repository.git.mergedTree(pull.baseSha, pull.headSha),
    repository.git.isAncestor(pull.baseSha, pull.headSha),
  ]);
  const behind = protection?.strict === true && !isUpToDate;
  const unmet = [
    ...(protection ? missing(repository, issue, protection) : []),
    ...(behind ? ["The head branch is not up to date with the base branch."] : []),
  ];
  const state = pull.draft
    ? "draft"
    : tree === null
      ? "dirty"
      : behind
        ? "behind"
        : unmet.length > 0
          ? "blocked"
          : hasFailingCheck(repository, pull.headSha)
            ? "unstable"
            : "clean";
  return { tree, state, unmet };
}

function missing(repository: Repository, issue: PullIssue, protection: Protection): string[] {
  const checks = protection.requiredChecks
    .filter(({ context, appSlug }) => !passes(repository, issue.pull.headSha, context, appSlug))
    .map(({ context }) => `Required status check "${context}" is expected.`);
  const latest = new Map(issue.pull.reviews.map(({ user, state }) => [user.login, state]));
  const approvals = [...latest.values()].filter((state) => state === "APPROVED").length;
  const reviews =
    approvals < protection.requiredApprovals
      ? [
          `At least ${protection.requiredApprovals} approving review is required by reviewers with write access.`,
        ]
      : [];
  return [...checks, ...reviews];
}

function passes(repository: Repository, sha: string, context: string, appSlug: string | undefined): boolean {
  const runs = repository.checkRuns.filter(
    (candidate) =>
      candidate.headSha === sha &&
      candidate.name === context &&
      (appSlug === undefined || candidate.app.slug === appSlug),
  );
  if (runs.length > 0) {
    return newestOfEach(runs).every((run) => run.status === "completed" && passing.includes(run.conclusion));
  }
  const status = repository.statuses.findLast(
    (candidate) => candidate.sha === sha && candidate.context === context,
  );
  return appSlug === undefined && status?.state === "success";
}

/** Where a commit of a merge queue stands with the checks that its branch requires. */
export function queueVerdict(
  repository: Repository,
  sha: string,
  baseRef: string,
): "passed" | "failed" | "waiting" {
  const required = repository.protections.get(baseRef)?.requiredChecks ?? [];
  if (required.every(({ context, appSlug }) => passes(repository, sha, context, appSlug))) return "passed";
  const runs = repository.checkRuns.filter((run) => run.headSha === sha && run.status === "completed");
  return newestOfEach(runs).every((run) => passing.includes(run.conclusion)) ? "waiting" : "failed";
}

function hasFailingCheck(repository: Repository, sha: string): boolean {
  const latest = newestOfEach(repository.checkRuns.filter(({ headSha }) => headSha === sha));
  return latest.some((run) => !passing.includes(run.conclusion));
}

/** The newest run of each app, workflow and name. */
function newestOfEach(runs: readonly CheckRun[]): CheckRun[] {
  return [...new Map(runs.map((run) => [`${run.app.id}/${run.workflow?.id}/${run.name}`, run])).values()];
}
