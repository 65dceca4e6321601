import { setTimeout as pause } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import type { Permissions } from "./jobs.ts";

/** What an installation's token is asked for. */
export interface TokenScope {
  readonly installationId: number;
  readonly permissions: Permissions;
  /** null for all repositories of the installation; by number where it is known, which a rename does not change. */
  readonly repository: { readonly id: number } | { readonly name: string } | null;
}

interface Token {
  readonly token: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** A token is not used in its last minute. */
const marginMs = 60_000;
/** For so long GitHub may not know a new token everywhere yet, and answers 401. */
const spreadingMs = 5_000;

/** How Octokit hands a request to what authenticates it. */
interface HookedRequest {
  (endpoint: object): Promise<unknown>;
  readonly endpoint: {
    merge(route: string | object, parameters?: object): { headers: Record<string, unknown> };
  };
}

/**
 * Octokit's authentication by a token of exactly one scope, which `app` asks for when there is none or it ends.
 * Octokit's own (`@octokit/auth-app` 8.3) gives clients of one installation that ask at the same moment one and the
 * same token, whatever each may do with it.
 * @param pauseMs before a request is sent again that a brand-new token was refused for; grows with the attempts
 */
export function scopedTokens(app: Octokit, scope: TokenScope, pauseMs: number) {
  let known: Promise<Token> | undefined;

  async function current(): Promise<Token> {
    const token = await known?.catch(() => undefined);
    if (token && Date.now() < token.expiresAtMs - marginMs) return token;
    known = createToken(app, scope);
    return known;
  }

  async function send(
    request: HookedRequest,
    endpoint: object,
    createdAtMs: number,
    attempt = 1,
  ): Promise<unknown> {
    try {
      return await request(endpoint);
    } catch (error) {
      if (!isUnauthorized(error) || Date.now() - createdAtMs >= spreadingMs || attempt > 3) throw error;
      await pause(pauseMs * attempt);
      return send(request, endpoint, createdAtMs, attempt + 1);
    }
  }

  return () =>
    Object.assign(
      async () => ({ type: "token", tokenType: "installation", token: (await current()).token }),
      {
        hook: async (
          request: HookedRequest,
          route: string | object,
          parameters?: object,
        ): Promise<unknown> => {
          const endpoint = request.endpoint.merge(route, parameters);
          const { token, createdAtMs } = await current();
          endpoint.headers.authorization = `token ${token}`;
          return send(request, endpoint, createdAtMs);
        },
      },
    );
}

function isUnauthorized(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === 401;
}

async function createToken(
  app: Octokit,
  { installationId, permissions, repository }: TokenScope,
): Promise<Token> {
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    permissions,
    ...(repository === null
      ? {}
      : "id" in repository
        ? { repository_ids: [repository.id] }
        : { repositories: [repository.name] }),
  });
  return { token: data.token, createdAtMs: Date.now(), expiresAtMs: Date.parse(data.expires_at) };
}
