import type { Deployment, Repository } from "../entities.ts";
import { nodeId, timestamp } from "../responses/accounts.ts";
import { connection, type PageArguments } from "./connection.ts";
import { mayRead } from "./problem.ts";
import { actorNode, type Scope } from "./scope.ts";

export type DeploymentArguments = PageArguments & {
  readonly environments?: readonly string[] | null;
  readonly orderBy?: { readonly direction: "ASC" | "DESC" } | null;
};

/** A repository's deployments to these environments, oldest first unless it is asked otherwise. */
export function deploymentsOf(
  scope: Scope,
  repository: Repository,
  { environments, orderBy, ...page }: DeploymentArguments,
) {
  mayRead(scope.token, "deployments");
  const wanted = repository.deployments.filter(
    ({ environment }) => !environments || environments.includes(environment),
  );
  const ordered = orderBy?.direction === "DESC" ? wanted.reverse() : wanted;
  return connection(ordered, page, deploymentNode);
}

function deploymentNode({ id, sha, environment, creator, createdAtMs, statuses }: Deployment) {
  return {
    __typename: "Deployment",
    id: nodeId("Deployment", id),
    databaseId: id,
    commitOid: sha,
    environment,
    creator: actorNode(creator),
    createdAt: timestamp(createdAtMs),
    statuses: (page: PageArguments) =>
      connection([...statuses].reverse(), page, (status) => ({
        id: nodeId("DeploymentStatus", status.id),
        state: status.state.toUpperCase(),
        createdAt: timestamp(status.createdAtMs),
      })),
  };
}
