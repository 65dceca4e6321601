import { z } from "zod";
import { ApiError, notFound, unprocessable } from "../api-error.ts";
import { answerGraphQl } from "../graphql/execute.ts";
import { appJson, installationJson, repositoryJson, timestamp, userJson } from "../responses/accounts.ts";
import {
  bodyOf,
  type Call,
  created,
  numberParameter,
  ok,
  page,
  parameter,
  type Route,
  type TokenCall,
} from "../routing.ts";

/** The app about itself, its installations, and their tokens. */
export const appRoutes: readonly Route[] = [
  { kind: "app", method: "GET", path: "/app", handle: getApp },
  { kind: "app", method: "GET", path: "/app/installations", handle: listInstallations },
  { kind: "app", method: "GET", path: "/app/installations/{id}", handle: getInstallation },
  { kind: "app", method: "GET", path: "/repos/{owner}/{repo}/installation", handle: repositoryInstallation },
  { kind: "app", method: "POST", path: "/app/installations/{id}/access_tokens", handle: issueToken },
  { kind: "token", method: "GET", path: "/installation/repositories", handle: installationRepositories },
  { kind: "token", method: "GET", path: "/users/{username}", handle: getUser },
  { kind: "public", method: "GET", path: "/rate_limit", handle: rateLimit },
  { kind: "token", method: "POST", path: "/graphql", handle: answerGraphQl },
];

/** Requests an hour of an installation; the local GitHub never runs out by itself. */
export const hourlyLimit = 15_000;

function getApp({ world }: Call) {
  return ok({ ...appJson(world, world.app), installations_count: world.installations.length });
}

function listInstallations(call: Call) {
  return page(call, call.world.installations, (installation) => installationJson(call.world, installation));
}

function requireInstallation(call: Call, id: number) {
  const installation = call.world.installations.find((candidate) => candidate.id === id);
  if (!installation) {
    throw notFound();
  }
  return installation;
}

function getInstallation(call: Call) {
  return ok(installationJson(call.world, requireInstallation(call, numberParameter(call, "id"))));
}

function repositoryInstallation(call: Call) {
  const repository = call.world.repository(parameter(call, "owner"), parameter(call, "repo"));
  if (repository?.installationId === undefined || repository.installationId === null) {
    throw notFound();
  }
  return ok(installationJson(call.world, requireInstallation(call, repository.installationId)));
}

function issueToken(call: Call) {
  const { world } = call;
  const installation = requireInstallation(call, numberParameter(call, "id"));
  if (installation.suspended) throw new ApiError(403, "This installation has been suspended");
  const body = bodyOf(call, {
    permissions: z.record(z.string(), z.enum(["read", "write"])).optional(),
    repositories: z.array(z.string()).optional(),
    repository_ids: z.array(z.number()).optional(),
  });
  const own = [...world.repositories.values()].filter((one) => one.installationId === installation.id);
  const named = own.filter(
    ({ name, id }) => body.repositories?.includes(name) || body.repository_ids?.includes(id),
  );
  const wanted = (body.repositories?.length ?? 0) + (body.repository_ids?.length ?? 0);
  if (named.length < wanted) {
    throw unprocessable("There is at least one repository that does not exist or is not accessible.");
  }
  const granted = installation.permissions ?? world.appPermissions;
  const token = call.credentials.issue(installation, world.app, granted, {
    permissions: body.permissions,
    repositories: wanted > 0 ? named.map(({ name }) => name) : undefined,
  });
  return created({
    token: token.token,
    expires_at: timestamp(token.expiresAtMs),
    permissions: token.permissions,
    repository_selection: wanted > 0 ? "selected" : "all",
    ...(wanted > 0 ? { repositories: named.map((one) => repositoryJson(world, one)) } : {}),
  });
}

function installationRepositories(call: TokenCall) {
  const { installation, repositories } = call.token;
  const visible = [...call.world.repositories.values()].filter(
    ({ installationId, name }) =>
      installationId === installation.id && (repositories === null || repositories.has(name.toLowerCase())),
  );
  return page(
    call,
    visible,
    (repository) => repositoryJson(call.world, repository),
    (items, total) => ({
      total_count: total,
      repository_selection: "selected",
      repositories: items,
    }),
  );
}

function getUser(call: TokenCall) {
  const user = call.world.account(parameter(call, "username"));
  if (!user) {
    throw notFound();
  }
  return ok(userJson(call.world, user));
}

function rateLimit() {
  const core = {
    limit: hourlyLimit,
    used: 0,
    remaining: hourlyLimit,
    reset: Math.ceil(Date.now() / 1000) + 3600,
  };
  return ok({ resources: { core, search: core }, rate: core });
}
