import type { RepositoryAccess } from "./connection.ts";
import { statusOf } from "./errors.ts";

/** What tells check runs of one name on one commit apart. */
interface NamedRun {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number } | null;
  readonly check_suite: { readonly id: number } | null;
}

/** Which workflow a check suite is a run of, and what started it. */
interface SuiteOrigin {
  readonly workflowId: number;
  readonly event: string;
}

/**
 * The check runs of a commit without those that a newer run of the same workflow has taken the place of. GitHub's
 * `filter=latest` is per check suite, and each run of a workflow is one. Where it cannot be known that two runs are of
 * one workflow, both stay.
 */
export async function withoutSuperseded<Run extends NamedRun>(
  access: RepositoryAccess,
  sha: string,
  runs: readonly Run[],
): Promise<Run[]> {
  const twins = Map.groupBy(runs, (run) => `${run.app?.id}/${run.name}`);
  if ([...twins.values()].every((same) => same.length === 1)) return [...runs];
  const origins = await readOrigins(access, sha);
  return runs.filter((run) => {
    const same = twins.get(`${run.app?.id}/${run.name}`) ?? [];
    return !same.some((other) => supersedes(other, run, origins));
  });
}

/**
 * Whether a run takes the place of another one. What a push started says nothing about what the pull request started,
 * which tests the merge; only what was cancelled has no result that could be lost.
 */
function supersedes(newer: NamedRun, older: NamedRun, origins: ReadonlyMap<number, SuiteOrigin>): boolean {
  if (newer.id <= older.id) return false;
  const [one, other] = [newer, older].map((run) => origins.get(run.check_suite?.id ?? 0));
  if (!one || !other || one.workflowId !== other.workflowId) return false;
  return one.event === other.event || older.conclusion === "cancelled";
}

/** By check suite. Empty where the app may not read GitHub Actions: its `actions` permission may not be accepted yet. */
async function readOrigins(
  { octokit, at, log }: RepositoryAccess,
  sha: string,
): Promise<Map<number, SuiteOrigin>> {
  try {
    const query = { ...at, head_sha: sha, per_page: 100 };
    const runs = await octokit.paginate(octokit.rest.actions.listWorkflowRunsForRepo, query);
    return new Map(
      runs.flatMap(({ check_suite_id, workflow_id, event }) =>
        check_suite_id === undefined ? [] : [[check_suite_id, { workflowId: workflow_id, event }] as const],
      ),
    );
  } catch (error) {
    const status = statusOf(error);
    if (status !== 403 && status !== 404) throw error;
    log.warn({ ...at, sha }, `Runs of one check name cannot be told apart by workflow: ${String(error)}`);
    return new Map();
  }
}
