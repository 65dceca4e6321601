import type { GateFacts, QueueStanding } from "../../domain/gate/facts.ts";
import type { ShownCheck } from "../../ports/forge.ts";
import { readChecks } from "./checks.ts";
import type { RepositoryAccess } from "./connection.ts";
import { foreignAuthors, isOwn } from "./own-work.ts";
import { mergeOf, type PullDetail } from "./pulls.ts";
import { readPermission } from "./repositories.ts";

/**
 * What is known already when the facts are read, so that nobody asks for it again: how far the base is ahead, and
 * which lists are empty. It holds for one head and base.
 */
export interface FactsHint {
  readonly headSha: string;
  readonly baseBranch: string;
  readonly behindBy: number;
  readonly hasReviews: boolean;
  readonly hasStatuses: boolean;
  readonly queue: QueueStanding;
}

/** Reads afresh what the gate judges. What GitHub does not say stays null or incomplete. */
export async function readGateFacts(
  access: RepositoryAccess,
  pullNumber: number,
  proposedSha: string,
): Promise<GateFacts> {
  const { data } = await access.octokit.rest.pulls.get({ ...access.at, pull_number: pullNumber });
  return (await gateFactsOf(access, data, proposedSha)).facts;
}

/** The same of a pull request that was just read, with the app's own check runs. */
export async function gateFactsOf(
  access: RepositoryAccess,
  pull: PullDetail,
  proposedSha: string,
  given: FactsHint | null = null,
): Promise<{ readonly facts: GateFacts; readonly ownChecks: readonly ShownCheck[] | null }> {
  const headSha = pull.head.sha;
  const hint = given?.headSha === headSha && given.baseBranch === pull.base.ref ? given : null;
  // A SHA names its content: the one commit that the app made is the app's, and only an approval has to be newer.
  const isOnlyOwn = hint?.hasReviews === false && pull.commits === 1 && headSha === proposedSha;
  const commits = isOnlyOwn ? { foreignCommitters: [], headMadeAtMs: null } : await readCommits(access, pull);
  const [behindBy, checks, reviews] = await Promise.all([
    hint ? hint.behindBy : readBehindBy(access, pull),
    readChecks(access, headSha, hint?.hasStatuses ?? true),
    hint?.hasReviews === false
      ? noReviews
      : readReviews(access, pull.number, { sha: headSha, madeAtMs: commits.headMadeAtMs }),
  ]);
  const settled = pull.mergeable === null ? await readAgain(access, pull) : pull;
  const facts: GateFacts = {
    state: mergeOf(pull) ? "merged" : pull.state === "open" ? "open" : "closed",
    draft: pull.draft ?? false,
    headSha,
    proposedSha,
    baseBranch: pull.base.ref,
    defaultBranch: pull.base.repo.default_branch,
    behindBy,
    hasConflict: settled.mergeable === null ? null : !settled.mergeable,
    mergeState: settled.mergeable_state ?? null,
    ...(pull.auto_merge ? { autoMergeBy: pull.auto_merge.enabled_by?.login ?? "somebody" } : {}),
    queue: hint?.queue ?? { kind: "unknown" },
    foreignCommitters: commits.foreignCommitters,
    labels: pull.labels.map(({ name }) => name),
    checks: checks.checks,
    checksComplete: checks.complete,
    ...reviews,
  };
  return { facts, ownChecks: checks.complete ? checks.own : null };
}

/**
 * GitHub finds out whether a pull request merges cleanly only when somebody asks, anew after each push to it or its
 * base: on a busy base whoever asks once never learns it. What it says of another head or base is no answer.
 */
async function readAgain({ octokit, at }: RepositoryAccess, pull: PullDetail): Promise<PullDetail> {
  if (pull.state !== "open") return pull;
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  return data.head.sha === pull.head.sha && data.base.ref === pull.base.ref ? data : pull;
}

const noReviews = { approvals: 0, changesRequestedBy: [] };

async function readBehindBy({ octokit, at }: RepositoryAccess, pull: PullDetail): Promise<number> {
  const basehead = `${pull.base.ref}...${pull.head.sha}`;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 });
  return data.behind_by;
}

/**
 * Who beside the app has commits in a pull request, merged or not. After a merge only its own list of commits still
 * tells: the base has them all by then, or, after a squash, none.
 */
export async function readForeignCommitters(access: RepositoryAccess, pullNumber: number): Promise<string[]> {
  const { data } = await access.octokit.rest.pulls.get({ ...access.at, pull_number: pullNumber });
  return (await readCommits(access, data)).foreignCommitters;
}

/**
 * The commit at which a pull request's branch has left its base. After a merge the base has the branch, so that the
 * commit before the merge is asked.
 */
export async function readMergeBase(access: RepositoryAccess, pullNumber: number): Promise<string> {
  const { octokit, at } = access;
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pullNumber });
  const merged = mergeOf(data);
  const base = merged ? await parentOf(access, merged.sha) : data.base.ref;
  const basehead = `${base}...${data.head.sha}`;
  const comparison = await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 });
  return comparison.data.merge_base_commit.sha;
}

async function parentOf({ octokit, at }: RepositoryAccess, sha: string): Promise<string> {
  const { data } = await octokit.rest.git.getCommit({ ...at, commit_sha: sha });
  return data.parents[0]?.sha ?? sha;
}

/** GitHub lists 250 commits at most, and may list those of an earlier head; who made the others is unknown. */
async function readCommits(
  { octokit, at, self }: RepositoryAccess,
  pull: { readonly number: number; readonly commits: number; readonly head: { readonly sha: string } },
): Promise<{ readonly foreignCommitters: string[]; readonly headMadeAtMs: number | null }> {
  const query = { ...at, pull_number: pull.number, per_page: 100 };
  const commits = await octokit.paginate(octokit.rest.pulls.listCommits, query);
  const head = commits.find(({ sha }) => sha === pull.head.sha);
  const madeAt = head?.commit.committer?.date;
  return {
    foreignCommitters: foreignAuthors(commits, head ? pull.commits : Number.POSITIVE_INFINITY, await self()),
    // The app's own commits bear the time of GitHub's clock; where others have commits nothing is merged anyway.
    headMadeAtMs: madeAt === undefined ? null : Date.parse(madeAt),
  };
}

/**
 * The last word of each reviewer who may write. An approval counts only for the commit it was given to: GitHub shows
 * it at a newer one when a push left the diff as it was, but not with a newer time. A request for changes stands until
 * it is dismissed or taken back.
 */
async function readReviews(
  access: RepositoryAccess,
  pullNumber: number,
  head: { readonly sha: string; readonly madeAtMs: number | null },
): Promise<Pick<GateFacts, "approvals" | "changesRequestedBy">> {
  const { octokit, at } = access;
  const self = await access.self();
  const reviews = await octokit.paginate(octokit.rest.pulls.listReviews, {
    ...at,
    pull_number: pullNumber,
    per_page: 100,
  });
  const lastWords = new Map<string, { readonly state: string; readonly isForHead: boolean }>();
  for (const { user, state, commit_id, submitted_at } of reviews) {
    if (user === null || isOwn(user, self)) continue;
    // What a bot approves, no person has looked at.
    if (state === "APPROVED" && user.type !== "User") continue;
    if (!["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(state)) continue;
    const isSince = head.madeAtMs !== null && Date.parse(submitted_at ?? "") >= head.madeAtMs;
    lastWords.set(user.login, { state, isForHead: commit_id === head.sha && isSince });
  }
  const changesRequestedBy: string[] = [];
  let approvals = 0;
  for (const [reviewer, { state, isForHead }] of lastWords) {
    const counts = state === "CHANGES_REQUESTED" || (state === "APPROVED" && isForHead);
    if (!counts || !(await mayWrite(access, reviewer))) continue;
    if (state === "APPROVED") approvals += 1;
    else changesRequestedBy.push(reviewer);
  }
  return { approvals, changesRequestedBy };
}

async function mayWrite(access: RepositoryAccess, login: string): Promise<boolean> {
  return ["admin", "write"].includes(await readPermission(access, login));
}
