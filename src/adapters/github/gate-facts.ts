import type { GateFacts } from "../../domain/gate/facts.ts";
import { readChecks } from "./checks.ts";
import type { RepositoryAccess } from "./connection.ts";
import { foreignAuthors, isOwn } from "./own-work.ts";
import { mergeOf } from "./pulls.ts";
import { readPermission } from "./repositories.ts";

/** Reads afresh what the gate judges. What GitHub does not say stays null or incomplete. */
export async function readGateFacts(
  access: RepositoryAccess,
  pullNumber: number,
  proposedSha: string,
): Promise<GateFacts> {
  const { octokit, at } = access;
  const { data: pull } = await octokit.rest.pulls.get({ ...at, pull_number: pullNumber });
  const headSha = pull.head.sha;
  const [comparison, foreignCommitters, checks, reviews] = await Promise.all([
    octokit.rest.repos.compareCommitsWithBasehead({
      ...at,
      basehead: `${pull.base.ref}...${headSha}`,
      per_page: 1,
    }),
    foreignCommittersOf(access, pull),
    readChecks(access, headSha),
    readReviews(access, pullNumber, headSha),
  ]);
  return {
    state: mergeOf(pull) ? "merged" : pull.state === "open" ? "open" : "closed",
    draft: pull.draft ?? false,
    headSha,
    proposedSha,
    baseBranch: pull.base.ref,
    defaultBranch: pull.base.repo.default_branch,
    behindBy: comparison.data.behind_by,
    hasConflict: pull.mergeable === null ? null : !pull.mergeable,
    foreignCommitters,
    labels: pull.labels.map(({ name }) => name),
    checks: checks.checks,
    checksComplete: checks.complete,
    ...reviews,
  };
}

/**
 * Who beside the app has commits in a pull request, merged or not. After a merge only its own list of commits still
 * tells: the base has them all by then, or, after a squash, none.
 */
export async function readForeignCommitters(access: RepositoryAccess, pullNumber: number): Promise<string[]> {
  const { data } = await access.octokit.rest.pulls.get({ ...access.at, pull_number: pullNumber });
  return foreignCommittersOf(access, data);
}

/** GitHub lists 250 commits at most, and may list those of an earlier head; who made the others is unknown. */
async function foreignCommittersOf(
  { octokit, at, login }: RepositoryAccess,
  pull: { readonly number: number; readonly commits: number; readonly head: { readonly sha: string } },
): Promise<string[]> {
  const query = { ...at, pull_number: pull.number, per_page: 100 };
  const commits = await octokit.paginate(octokit.rest.pulls.listCommits, query);
  const isWhole = commits.some(({ sha }) => sha === pull.head.sha);
  return foreignAuthors(commits, isWhole ? pull.commits : Number.POSITIVE_INFINITY, login);
}

/**
 * The last word of each reviewer who may write. An approval counts only for the commit it was given to; a request
 * for changes stands until it is dismissed or taken back.
 */
async function readReviews(
  access: RepositoryAccess,
  pullNumber: number,
  headSha: string,
): Promise<Pick<GateFacts, "approvals" | "changesRequestedBy">> {
  const { octokit, at, login } = access;
  const reviews = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...at,
    pull_number: pullNumber,
    per_page: 100,
  });
  const lastWords = new Map<string, { readonly state: string; readonly commit: string | null }>();
  for (const { user, state, commit_id } of reviews) {
    if (user === null || isOwn(user, login)) continue;
    // What a bot approves, no person has looked at.
    if (state === "APPROVED" && user.type !== "User") continue;
    if (!["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(state)) continue;
    lastWords.set(user.login, { state, commit: commit_id });
  }
  const changesRequestedBy: string[] = [];
  let approvals = 0;
  for (const [reviewer, { state, commit }] of lastWords) {
    const counts = state === "CHANGES_REQUESTED" || (state === "APPROVED" && commit === headSha);
    if (!counts || !(await mayWrite(access, reviewer))) continue;
    if (state === "APPROVED") approvals += 1;
    else changesRequestedBy.push(reviewer);
  }
  return { approvals, changesRequestedBy };
}

async function mayWrite(access: RepositoryAccess, login: string): Promise<boolean> {
  return ["admin", "write"].includes(await readPermission(access, login));
}
