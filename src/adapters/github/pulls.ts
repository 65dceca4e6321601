import type { RestEndpointMethodTypes } from "@octokit/rest";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge, OwnPull } from "../../ports/forge.ts";
import { deleteOwnBranch } from "./commits.ts";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault, messageOf, statusOf } from "./errors.ts";
import type { RepositoryLabels } from "./labels.ts";
import { bodyAfter, markedBody } from "./own-body.ts";
import { type Account, cutTitle, isBot, isOwn, isSameText, missingLabels, type Self } from "./own-work.ts";
import { nullIfMissing } from "./repositories.ts";

type OpenPullRequest = Parameters<Forge["openPull"]>[0];

const maxOwnPulls = 300;
/** Of 100 pull requests each, so that a busy repository does not use up the rate limit. */
const maxPages = 10;

/** What a pull request of a list and a single one have in common. */
interface PullAnswer {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string | null;
  readonly user: Account | null;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly labels: readonly { readonly name?: string }[];
  readonly created_at: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly merged_by?: Account | null;
}

/**
 * The app's own pull requests among the repository's newest 1,000, newest first, at most 300. Who closed one is
 * not part of GitHub's list: `closedBy` is null there.
 */
export async function listOwnPulls(access: RepositoryAccess): Promise<OwnPull[]> {
  const { octokit, at, log } = access;
  const self = await access.self();
  const own: OwnPull[] = [];
  const query = { ...at, state: "all", sort: "created", direction: "desc", per_page: 100 } as const;
  let pages = 0;
  for await (const page of octokit.paginate.iterator(octokit.rest.pulls.list, query)) {
    own.push(...page.data.filter(({ user }) => isOwn(user, self)).map((pull) => toOwnPull(pull, null)));
    pages += 1;
    if (own.length >= maxOwnPulls) break;
    if (pages === maxPages && page.data.length === query.per_page) {
      log.warn({ ...at }, "Only the newest 1,000 pull requests were searched for the app's own");
      break;
    }
  }
  return own.slice(0, maxOwnPulls);
}

/** A single pull request as the REST API answers it. */
export type PullDetail = RestEndpointMethodTypes["pulls"]["get"]["response"]["data"];

/** A pull request, whoever's it is; null when there is none. */
export function readPullDetail(
  { octokit, at }: RepositoryAccess,
  number: number,
): Promise<PullDetail | null> {
  return nullIfMissing(async () => (await octokit.rest.pulls.get({ ...at, pull_number: number })).data);
}

/** One of the app's own pull requests with who closed it; null when there is none or it is not the app's. */
export async function readOwnPull(access: RepositoryAccess, number: number): Promise<OwnPull | null> {
  const detail = await readPullDetail(access, number);
  return detail && ownPullOf(access, detail);
}

/** The same of a pull request that was just read. */
export async function ownPullOf(access: RepositoryAccess, detail: PullDetail): Promise<OwnPull | null> {
  const { octokit, at } = access;
  const self = await access.self();
  if (!isOwn(detail.user, self)) return null;
  if (detail.state === "open") return toOwnPull(detail, null);
  if (detail.merged_at !== null) return toOwnPull(detail, closerOf(detail.merged_by, self));
  const query = { ...at, issue_number: detail.number };
  const issue = await nullIfMissing(() => octokit.rest.issues.get(query));
  return issue && toOwnPull(detail, closerOf(issue.data.closed_by, self));
}

/** The app's own pull request of a branch: the open one, or else the newest. */
export async function readOwnPullByBranch(access: RepositoryAccess, branch: string): Promise<OwnPull | null> {
  const own = await ownPullsOfBranch(access, branch);
  const open = own.find(({ state }) => state === "open");
  if (open) return open;
  const [newest] = own;
  return newest ? readOwnPull(access, newest.number) : null;
}

/** Opens a pull request unless one of the branch is open, whose body and labels are brought up to date instead. */
export async function openOwnPull(
  access: RepositoryAccess,
  request: OpenPullRequest,
  known: RepositoryLabels,
): Promise<OwnPull> {
  const { octokit, at } = access;
  const { branch } = request;
  const title = cutTitle(request.title);
  const ownBody = markedBody(request.body);
  await known.ensure(access, [...request.labels, ...(request.namedLabels ?? [])]);
  const made = request.isNew ? await createPull(access, { ...request, title, body: ownBody }) : null;
  const open = made ?? (await ownPullsOfBranch(access, branch)).find(({ state }) => state === "open");
  const pull = open ?? (await createPull(access, { ...request, title, body: ownBody })) ?? unlisted(branch);
  const { body, isPeoples } = bodyAfter(ownBody, pull.body);
  // The title is people's from then on: a lint may ask for another one, and GitHub's own button would take it.
  if (!isSameText(pull.body, body)) {
    await octokit.rest.pulls.update({ ...at, pull_number: pull.number, body });
  }
  const missing = missingLabels(pull.labels, request.labels);
  if (missing.length > 0) {
    await octokit.rest.issues.addLabels({ ...at, issue_number: pull.number, labels: missing });
  }
  const opened = { ...pull, body, labels: [...pull.labels, ...missing] };
  return isPeoples ? { ...opened, hasPeoplesText: true } : opened;
}

/** Opens a pull request; null when GitHub has one of the branch already. */
async function createPull(
  { octokit, at }: RepositoryAccess,
  { branch, base, title, body }: OpenPullRequest,
): Promise<OwnPull | null> {
  try {
    const created = await octokit.rest.pulls.create({ ...at, head: branch, base, title, body });
    return { ...toOwnPull(created.data, null), title, body };
  } catch (error) {
    if (statusOf(error) !== 422 || !/already exists/i.test(messageOf(error))) throw error;
    return null;
  }
}

function unlisted(branch: string): never {
  throw new GitHubFault(
    `GitHub has a pull request for ${branch} that it does not list as the app's. It is looked for again; close it if somebody else opened it.`,
    { status: 422, retryAfterMs: null },
    {},
  );
}

/** Closes an open pull request of the app's own and deletes its branch unless others have commits on it. */
export async function closeOwnPull(access: RepositoryAccess, number: number): Promise<void> {
  const { octokit, at } = access;
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: number });
  if (!isOwn(data.user, await access.self())) {
    throw new PermanentFailure(
      reason("not_own_pull", `Pull request #${number} is not the app's own, so the app does not close it.`),
    );
  }
  if (data.state === "open") {
    await octokit.rest.pulls.update({ ...at, pull_number: number, state: "closed" });
  }
  // After a squash the base lacks the branch's commit; its own base commit tells whose commits are on it.
  await deleteOwnBranch(access, data.head.ref, data.base.sha);
}

/** Opens a pull request of the app's own again. GitHub refuses what is merged or has lost its branch. */
export async function reopenOwnPull(access: RepositoryAccess, number: number): Promise<"open" | "gone"> {
  const { octokit, at } = access;
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: number });
  if (!isOwn(data.user, await access.self())) return "gone";
  if (data.state === "open") return "open";
  try {
    await octokit.rest.pulls.update({ ...at, pull_number: number, state: "open" });
    return "open";
  } catch (error) {
    if (statusOf(error) === 422) return "gone";
    throw error;
  }
}

async function ownPullsOfBranch(access: RepositoryAccess, branch: string): Promise<OwnPull[]> {
  const { octokit, at } = access;
  const self = await access.self();
  const found = await octokit.rest.pulls.list({
    ...at,
    head: `${at.owner}:${branch}`,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  return found.data
    .filter(({ user, head }) => isOwn(user, self) && head.ref === branch)
    .map((pull) => toOwnPull(pull, null));
}

type Closer = Pick<OwnPull, "closedBy" | "closedByBot" | "closedByOwn">;

function closerOf(account: Account | null | undefined, self: Self): Closer | null {
  if (!account) return null;
  return {
    closedBy: account.login ?? null,
    closedByBot: isBot(account),
    closedByOwn: isOwn(account, self),
  };
}

function toOwnPull(pull: PullAnswer, closer: Closer | null): OwnPull {
  const merged = mergeOf(pull);
  return {
    number: pull.number,
    state: merged ? "merged" : pull.state === "open" ? "open" : "closed",
    branch: pull.head.ref,
    baseBranch: pull.base.ref,
    baseSha: pull.base.sha,
    headSha: pull.head.sha,
    title: pull.title,
    body: pull.body ?? "",
    labels: pull.labels.flatMap(({ name }) => (name === undefined ? [] : [name])),
    createdAtMs: Date.parse(pull.created_at),
    merged,
    ...(closer ?? { closedBy: null, closedByBot: false, closedByOwn: false }),
  };
}

/**
 * Merge commit and time of a pull request; null unless merged. An open one has a `merge_commit_sha` too, of a test
 * merge.
 * @throws GitHubFault when GitHub has not named the commit yet
 */
export function mergeOf(pull: {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}): OwnPull["merged"] {
  if (pull.merged_at === null) return null;
  if (pull.merge_commit_sha === null) {
    throw new GitHubFault(
      `GitHub says that #${pull.number} is merged but not as which commit. It is asked again later.`,
      { status: null, retryAfterMs: null },
      {},
    );
  }
  return { sha: pull.merge_commit_sha, atMs: Date.parse(pull.merged_at) };
}
