import type { InstallationToken } from "../credentials.ts";
import type { Repository, User } from "../entities.ts";
import { sees } from "../git-http.ts";
import { nodeId } from "../responses/accounts.ts";
import type { World } from "../state.ts";

/** Who asks, and of which world. */
export interface Scope {
  readonly world: World;
  readonly token: InstallationToken;
}

/** Public repositories are everybody's to read; private ones of the installation that covers them. */
export function isVisible({ token }: Scope, repository: Repository): boolean {
  return !repository.private || sees(token, repository);
}

/** An account as GraphQL's Actor: a bot's login lacks the `[bot]` that REST shows. */
export function actorNode(user: User) {
  const isBot = user.type === "Bot";
  return {
    __typename: isBot ? "Bot" : "User",
    id: nodeId("User", user.id),
    databaseId: user.id,
    login: user.login.replace(/\[bot\]$/, ""),
  };
}
