import { createPrivateKey } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import { explainError } from "./errors.ts";

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
  /** Default https://api.github.com. */
  readonly baseUrl?: string;
  readonly log: GitHubLog;
  /** How long one request may take; default 30 s. */
  readonly requestTimeoutMs?: number;
  /** false sends writes without GitHub's recommended pauses (local servers); default true. */
  readonly throttle?: boolean;
  /** Pause before the first retry of a read, growing with the square of the attempt; default 1 s. */
  readonly retryPauseMs?: number;
}

/** A client, and how it identifies itself to the rate limiter. */
export type OctokitFactory = (auth: { readonly installationId: number } | null) => Octokit;

const maxReadRetries = 2;
const maxLimitRetries = 1;
/** Longer waits are left to the queue, which does not hold a job meanwhile. */
const maxLimitWaitSeconds = 20;

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
  return (auth) => {
    const credentials =
      authentication.kind === "token"
        ? { auth: authentication.token }
        : { authStrategy: createAppAuth, auth: { appId: authentication.appId, privateKey, ...auth } };
    const client = new Client({
      ...credentials,
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      userAgent: "self-building-agent",
      log: { debug() {}, info() {}, error() {}, warn: (message: string) => log.warn({}, message) },
      request: { fetch: fetchWithin(options.requestTimeoutMs ?? 30_000) },
      retry: {
        retries: maxReadRetries,
        doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451],
        retryAfterBaseValue: options.retryPauseMs ?? 1000,
      },
      throttle: options.throttle === false ? { enabled: false } : limits(log, auth?.installationId),
    });
    client.hook.before("request", (request) => {
      // What is asked of GraphQL here are queries, which change nothing.
      if (request.method !== "GET" && !request.url.endsWith("/graphql")) request.request.retries = 0;
    });
    client.hook.error("request", (error) => {
      throw explainError(error, Date.now());
    });
    return client;
  };
}

function limits(log: GitHubLog, installationId: number | undefined) {
  const onLimit = (waitSeconds: number, request: { url: string }, _client: unknown, retries: number) => {
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
