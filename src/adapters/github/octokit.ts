import { createPrivateKey } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import { askConditionally } from "./conditional-requests.ts";
import { explainError, GitHubFault } from "./errors.ts";
import { scopedTokens, type TokenScope } from "./installation-token.ts";
import { defaultApiUrl } from "./server-urls.ts";

/** Where the adapter reports what a person should know; pino's loggers fit. */
export interface GitHubLog {
  warn(fields: object, message: string): void;
}

/**
 * How to talk to GitHub: as the app with its private key, or with a token (GitHub Actions' `GITHUB_TOKEN`). A pull
 * request opened with `GITHUB_TOKEN` starts no workflows, so a gate that waits for one needs the app.
 */
type GitHubAuthentication =
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string }
  | {
      readonly kind: "token";
      readonly token: string;
      /** Whose token it is, e.g. `github-actions[bot]`; asked of GitHub when left out. */
      readonly login?: string;
    };

export interface GitHubOptions {
  readonly authentication: GitHubAuthentication;
  /** Root of the REST API; default {@link defaultApiUrl}. */
  readonly baseUrl?: string;
  readonly log: GitHubLog;
  /** How long one request may take; default 30 s. */
  readonly requestTimeoutMs?: number;
  /** false sends writes without GitHub's recommended pauses (local servers); default true. */
  readonly throttle?: boolean;
  /** Pause before the first retry of a read, growing with the square of the attempt; default 1 s. */
  readonly retryPauseMs?: number;
}

/** A client for a token of that scope; null for the app itself. */
export type OctokitFactory = (scope: TokenScope | null) => Octokit;

const maxReadRetries = 2;
const maxLimitRetries = 1;
/** Longer waits are left to the queue, which does not hold a job meanwhile. */
const maxLimitWaitSeconds = 20;
/** What GitHub recommends where it does not say how long. */
const unsaidLimitMs = 60_000;
/** The last version before the first one with breaking changes (2026-03-10). */
const apiVersion = "2022-11-28";

const Client = Octokit.plugin(retry, throttling);

/**
 * Makes clients. Reads are retried twice on 5xx and network errors; writes never are, because a write whose answer
 * was lost may have happened: callers look first instead. A rate-limited request did not happen and is sent again
 * once when the wait is short. Errors come as `explainError` makes them.
 * @throws PermanentFailure when the private key cannot be read
 */
export function octokitFactory(options: GitHubOptions): OctokitFactory {
  const { authentication, log } = options;
  const privateKey = authentication.kind === "app" ? readPrivateKey(authentication.privateKey) : "";
  const rests = restsByOwner();
  const credentialsFor = (scope: TokenScope | null) => {
    if (authentication.kind === "token") return { auth: authentication.token };
    if (scope === null)
      return { authStrategy: createAppAuth, auth: { appId: authentication.appId, privateKey } };
    app ??= clientFor(null);
    return { authStrategy: scopedTokens(app, scope, options.retryPauseMs ?? 1000) };
  };
  let app: Octokit | undefined;
  const clientFor: OctokitFactory = (scope) => {
    const rest = rests(scope?.installationId ?? "app");
    const client = new Client({
      ...credentialsFor(scope),
      baseUrl: options.baseUrl ?? defaultApiUrl,
      userAgent: "self-building-agent",
      log: { debug() {}, info() {}, error() {}, warn: (message: string) => log.warn({}, message) },
      request: { fetch: fetchWithin(options.requestTimeoutMs ?? 30_000) },
      retry: {
        retries: maxReadRetries,
        doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451],
        retryAfterBaseValue: options.retryPauseMs ?? 1000,
      },
      throttle: options.throttle === false ? { enabled: false } : limits(log, scope?.installationId, rest),
    });
    // The app's own tokens are others for each minute, and so are GitHub's ETags for them.
    if (scope !== null || authentication.kind === "token") askConditionally(client);
    client.hook.before("request", (request) => {
      rest.check(Date.now());
      request.headers["x-github-api-version"] = apiVersion;
      // What is asked of GraphQL here are queries, which change nothing.
      if (request.method !== "GET" && !request.url.endsWith("/graphql")) request.request.retries = 0;
    });
    client.hook.error("request", (error) => {
      const explained = explainError(error, Date.now());
      if (explained instanceof GitHubFault && explained.isLimit) {
        rest.begin(explained.retryAfterMs ?? unsaidLimitMs, Date.now());
      }
      throw explained;
    });
    return client;
  };
  return clientFor;
}

/** The pause after a limit was hit: it is the installation's, so that none of its clients asks meanwhile. */
function restsByOwner() {
  const untilMs = new Map<number | "app", number>();
  return (owner: number | "app") => ({
    begin: (pauseMs: number, nowMs: number) => {
      untilMs.set(owner, Math.max(untilMs.get(owner) ?? 0, nowMs + pauseMs));
    },
    /** @throws GitHubFault during the pause */
    check: (nowMs: number) => {
      const leftMs = (untilMs.get(owner) ?? 0) - nowMs;
      if (leftMs <= 0) return;
      throw new GitHubFault(
        `GitHub's rate limit was hit, so nothing is asked for ${Math.ceil(leftMs / 1000)} s. It is tried again then.`,
        { status: null, retryAfterMs: leftMs },
      );
    },
  });
}

function limits(
  log: GitHubLog,
  installationId: number | undefined,
  rest: ReturnType<ReturnType<typeof restsByOwner>>,
) {
  const onLimit = (waitSeconds: number, request: { url: string }, _client: unknown, retries: number) => {
    rest.begin(waitSeconds * 1000, Date.now());
    log.warn({ waitSeconds, url: request.url }, "GitHub's rate limit was hit");
    return waitSeconds <= maxLimitWaitSeconds && retries < maxLimitRetries;
  };
  return { id: String(installationId ?? "app"), onRateLimit: onLimit, onSecondaryRateLimit: onLimit };
}

function fetchWithin(timeoutMs: number): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}

function readPrivateKey(text: string): string {
  const pem = text.replaceAll("\\n", "\n");
  try {
    createPrivateKey(pem);
    return pem;
  } catch (cause) {
    throw new PermanentFailure(
      reason(
        "github_private_key",
        "The GitHub App's private key cannot be read. Give the whole PEM file as downloaded from the App's settings.",
      ),
      { cause },
    );
  }
}
