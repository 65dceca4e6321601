import { ApiError } from "../api-error.ts";
import { type PullIssue, pullsOf, type Repository, type User } from "../entities.ts";
import { mergeability } from "../merging.ts";
import type { World } from "../state.ts";
import { emitPull } from "./events.ts";
import { type MergeRequest, mergePull } from "./pulls.ts";

/** Turns a pull request's auto-merge on, which merges it at once where nothing is missing, or off. */
export async function setAutoMerge(
  world: World,
  repository: Repository,
  user: User,
  issue: PullIssue,
  method: MergeRequest["method"] | null,
): Promise<void> {
  issue.pull.autoMerge = method === null ? null : { by: user, method };
  issue.updatedAtMs = world.now();
  const action = method === null ? "auto_merge_disabled" : "auto_merge_enabled";
  await emitPull(world, repository, user, issue, action);
  await settle(world, repository, issue);
}

/** Merges what only waited for its branch's rules, after whatever is being done to the repository. */
export function letAutoMergesGoOn(world: World, repository: Repository): void {
  for (const issue of pullsOf(repository)) {
    if (issue.pull.autoMerge) void world.exclusive(repository, () => settle(world, repository, issue));
  }
}

/** Labels, other checks and whoever pushed meanwhile are of no matter to GitHub, only the branch's rules. */
async function settle(world: World, repository: Repository, issue: PullIssue): Promise<void> {
  const { autoMerge, draft } = issue.pull;
  if (!autoMerge || issue.state !== "open" || draft) return;
  const { tree, unmet } = await mergeability(repository, issue);
  if (tree === null || unmet.length > 0) return;
  try {
    await mergePull(world, repository, autoMerge.by, issue, { method: autoMerge.method });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
