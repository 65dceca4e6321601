import type { PullIssue, Repository, User } from "../entities.ts";
import { repositoryJson, userJson } from "../responses/accounts.ts";
import { pullDetailJson } from "../responses/issues.ts";
import type { World } from "../state.ts";

/** Sends a webhook about a repository, where the app is installed. */
export function emit(
  world: World,
  repository: Repository,
  sender: User,
  event: string,
  payload: Readonly<Record<string, unknown>>,
): void {
  if (repository.installationId === null) {
    return;
  }
  world.webhooks.send(event, {
    ...payload,
    repository: repositoryJson(world, repository),
    sender: userJson(world, sender),
    installation: { id: repository.installationId, node_id: "" },
  });
}

export async function emitPull(
  world: World,
  repository: Repository,
  sender: User,
  issue: PullIssue,
  action: string,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  emit(world, repository, sender, "pull_request", {
    action,
    number: issue.number,
    pull_request: await pullDetailJson(world, repository, issue, false),
    ...extra,
  });
}
