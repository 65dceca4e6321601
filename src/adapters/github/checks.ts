import { createHash } from "node:crypto";
import type { CheckState } from "../../domain/gate/facts.ts";
import type { Forge, ShownCheck } from "../../ports/forge.ts";
import { withoutSuperseded } from "./check-runs.ts";
import type { RepositoryAccess } from "./connection.ts";
import { cutText, type Self } from "./own-work.ts";

const perPage = 100;
const maxPages = 10;
const maxSummaryLength = 65_000;

/**
 * Every check run (the newest of an app, workflow and name) and commit status of a commit, and the app's own runs.
 * @param hasStatuses false: the commit is known to have no status, so that none is asked for
 */
export async function readChecks(
  access: RepositoryAccess,
  sha: string,
  hasStatuses: boolean,
): Promise<CheckList & { readonly own: readonly ShownCheck[] }> {
  const [runs, statuses] = await Promise.allSettled([
    readCheckRuns(access, sha),
    hasStatuses ? readStatuses(access, sha) : noStatuses,
  ]);
  for (const list of [runs, statuses]) {
    if (list.status === "rejected") access.log.warn({ ...access.at, sha }, String(list.reason));
  }
  const read = [runs, statuses].flatMap((list) => (list.status === "fulfilled" ? [list.value] : []));
  return {
    checks: read.flatMap(({ checks }) => checks),
    complete: read.length === 2 && read.every((list) => list.complete),
    own: runs.status === "fulfilled" ? runs.value.own : [],
  };
}

interface CheckList {
  readonly checks: readonly CheckState[];
  readonly complete: boolean;
}

const noStatuses: CheckList = { checks: [], complete: true };

async function readCheckRuns(
  access: RepositoryAccess,
  sha: string,
): Promise<CheckList & { readonly own: readonly ShownCheck[] }> {
  const { octokit, at } = access;
  const { items, total } = await allPages(async (page) => {
    const query = { ...at, ref: sha, filter: "latest", per_page: perPage, page } as const;
    const { data } = await octokit.rest.checks.listForRef(query);
    return { items: data.check_runs, total: data.total_count };
  });
  const checks = (await withoutSuperseded(access, sha, items)).map((run) => ({
    name: run.name,
    app: run.app?.slug ?? null,
    status: runStatus(run.status),
    conclusion: run.conclusion,
  }));
  return { checks, complete: items.length === total, own: ownRuns(items, await access.self()) };
}

async function readStatuses({ octokit, at }: RepositoryAccess, sha: string): Promise<CheckList> {
  const { items, total } = await allPages(async (page) => {
    const query = { ...at, ref: sha, per_page: perPage, page };
    const { data } = await octokit.rest.repos.getCombinedStatusForRef(query);
    const items = data.statuses.map(({ context, state }): CheckState => {
      const base = { name: context, app: null };
      if (state === "pending") return { ...base, status: "in_progress", conclusion: null };
      return { ...base, status: "completed", conclusion: state === "success" ? "success" : "failure" };
    });
    return { items, total: data.total_count };
  });
  return { checks: items, complete: items.length === total };
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

async function allPages<Item>(readPage: (page: number) => Promise<Page<Item>>): Promise<Page<Item>> {
  const items: Item[] = [];
  let total = 0;
  for (let page = 1; page <= maxPages; page += 1) {
    const read = await readPage(page);
    items.push(...read.items);
    total = read.total;
    if (read.items.length < perPage) break;
  }
  return { items, total };
}

function runStatus(status: string): CheckState["status"] {
  switch (status) {
    case "completed":
    case "in_progress":
    case "queued":
      return status;
    case "requested":
    case "waiting":
    case "pending":
      return "queued";
    default:
      return "unknown";
  }
}

/** Makes the app's check run of that name say this; one that already does is left alone unless it was asked for anew. */
export async function publishOwnCheck(
  access: RepositoryAccess,
  check: Parameters<Forge["publishCheck"]>[1],
  known: readonly ShownCheck[] | null = null,
): Promise<void> {
  const { octokit, at } = access;
  const { name, headSha, conclusion, title, anew = false } = check;
  const summary = cutText(check.summary, maxSummaryLength);
  const digest = createHash("sha256")
    .update(JSON.stringify([conclusion, title, summary]))
    .digest("hex");
  const shown = {
    external_id: `${ownRunPrefix}${digest}`,
    output: { title, summary },
    ...(conclusion === null
      ? { status: "in_progress" as const }
      : { status: "completed" as const, conclusion }),
  };
  const own = (known ?? (await ownChecks(access, headSha, name))).find((run) => run.name === name);
  if (!anew && own?.externalId === shown.external_id) return;
  // A completed run cannot go back to running; a new one of the same name takes its place.
  if (anew || own === undefined || (own.completed && conclusion === null)) {
    await octokit.rest.checks.create({ ...at, name, head_sha: headSha, ...shown });
  } else {
    await octokit.rest.checks.update({ ...at, check_run_id: own.id, ...shown });
  }
}

const ownRunPrefix = "self-building:";

/** With a token the app that reports is the token's, whose id GitHub does not tell: there only the mark says it. */
export function isOwnRun(
  run: { readonly external_id: string | null; readonly app: { readonly id: number } | null },
  { appId }: Self,
): boolean {
  return appId === null ? (run.external_id ?? "").startsWith(ownRunPrefix) : run.app?.id === appId;
}

async function ownChecks(
  { octokit, at, self }: RepositoryAccess,
  headSha: string,
  name: string,
): Promise<ShownCheck[]> {
  const query = { ...at, ref: headSha, check_name: name, filter: "latest", per_page: perPage } as const;
  const { data } = await octokit.rest.checks.listForRef(query);
  return ownRuns(data.check_runs, await self());
}

interface GivenRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly external_id: string | null;
  readonly app: { readonly id: number } | null;
}

function ownRuns(runs: readonly GivenRun[], self: Self): ShownCheck[] {
  return runs
    .filter((run) => isOwnRun(run, self))
    .map(({ id, name, external_id: externalId, status }) => ({
      id,
      name,
      externalId,
      completed: status === "completed",
    }));
}
