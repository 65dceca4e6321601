import { z } from "zod";
import { PassingFailure, PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";

const httpErrorSchema = z.object({
  status: z.number(),
  message: z.string(),
  request: z.object({ method: z.string(), url: z.string() }),
  response: z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() }).optional(),
});
type HttpError = z.infer<typeof httpErrorSchema>;

const detailsSchema = z.object({
  errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().optional() })])).optional(),
});

/** GitHub failed in a way that may pass: a rate limit, a conflict, a 5xx or the network. */
export class GitHubFault extends PassingFailure {
  /** null when GitHub did not answer. */
  readonly status: number | null;
  /** Whether a rate limit was hit. */
  readonly isLimit: boolean;

  constructor(
    message: string,
    facts: {
      readonly status: number | null;
      readonly retryAfterMs: number | null;
      readonly isLimit?: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(message, facts.retryAfterMs, options);
    this.name = "GitHubFault";
    this.status = facts.status;
    this.isLimit = facts.isLimit ?? false;
  }
}

/** The HTTP status behind an error of {@link explainError}; null when GitHub did not answer. */
export function statusOf(error: unknown): number | null {
  if (error instanceof GitHubFault) return error.status;
  if (!(error instanceof PermanentFailure)) return null;
  return httpErrorSchema.safeParse(error.cause).data?.status ?? null;
}

/** What GitHub itself said behind an error of {@link explainError}, its validation messages included. */
export function messageOf(error: unknown): string {
  const failed = httpErrorSchema.safeParse(error instanceof Error ? error.cause : null);
  if (failed.success) return wordsOf(failed.data);
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error says that an installation or its token is no longer what it was. */
export function isAccessLost(error: unknown): boolean {
  const status = statusOf(error);
  return status === 401 || ((status === 404 || status === 422) && isTokenRequest(error));
}

/**
 * A token that GitHub no longer accepts is replaced by the next try. Only when no token is given at all, the
 * app's own credentials are wrong, which stays the permanent failure that it is.
 */
export function asTokenFault(error: Error): Error {
  const status = statusOf(error);
  if (status === 422 && isTokenRequest(error)) {
    return new GitHubFault(
      "What the app is granted has changed. It is asked for anew on the next try.",
      { status, retryAfterMs: null },
      { cause: error },
    );
  }
  if (status !== 401 || isTokenRequest(error)) return error;
  return new GitHubFault(
    "GitHub no longer accepts the installation's token. A new one is asked for on the next try.",
    { status: 401, retryAfterMs: null },
    { cause: error },
  );
}

function isTokenRequest(error: unknown): boolean {
  const failed = httpErrorSchema.safeParse(error instanceof Error ? error.cause : null);
  return failed.data?.request.url.endsWith("/access_tokens") ?? false;
}

function wordsOf({ message, response }: HttpError): string {
  const details = detailsSchema.safeParse(response?.data);
  const texts = (details.data?.errors ?? [])
    .map((detail) => (typeof detail === "string" ? detail : detail.message))
    .filter((text) => text !== undefined);
  const [said = ""] = message.split(/: \{| - https:\/\/docs\.github\.com/);
  return [said, ...texts.filter((text) => !said.includes(text))].join(": ");
}

/**
 * Turns an Octokit error into one that says what to do next: a {@link PermanentFailure} where only a person can
 * help, a {@link GitHubFault} where trying again can. The original is its `cause`.
 */
export function explainError(error: unknown, nowMs: number): Error {
  if (error instanceof PermanentFailure || error instanceof GitHubFault) return error;
  const failed = httpErrorSchema.safeParse(error);
  if (!failed.success) return unanswered("GitHub", error);
  const { status, request, response } = failed.data;
  const what = `${request.method} ${pathOf(request.url)}`;
  if (response === undefined) return unanswered(what, error);
  const said = wordsOf(failed.data);
  if (isRateLimit(failed.data)) {
    return new GitHubFault(
      `GitHub's rate limit stopped ${what} (${status}: ${said}). It is tried again later; fewer or slower cycles help.`,
      { status, retryAfterMs: retryAfterMs(response.headers, nowMs), isLimit: true },
      { cause: error },
    );
  }
  const permanent = permanentReason(status, what, said, response.headers["x-accepted-github-permissions"]);
  if (permanent) return new PermanentFailure(permanent, { cause: error });
  return new GitHubFault(
    `GitHub answered ${what} with ${status} (${said}). It is tried again later; see https://www.githubstatus.com if it stays so.`,
    { status, retryAfterMs: retryAfterMs(response.headers, nowMs) },
    { cause: error },
  );
}

function permanentReason(status: number, what: string, said: string, permissions: unknown) {
  const needed = typeof permissions === "string" && permissions !== "" ? ` (${permissions})` : "";
  switch (status) {
    case 401:
      return reason(
        "github_unauthorized",
        `GitHub did not accept the credentials for ${what} (${said}). Check the App's id, its private key or the token, and this machine's clock.`,
      );
    case 403:
      if (/archived/i.test(said)) {
        return reason(
          "github_archived",
          `GitHub forbids ${what}: the repository is archived. Unarchive it first.`,
        );
      }
      if (/suspended/i.test(said)) {
        return reason(
          "installation_suspended",
          `GitHub forbids ${what}: the app's installation is suspended.`,
        );
      }
      if (/IP allow list/i.test(said)) {
        return reason("ip_not_allowed", `GitHub forbids ${what}: ${said}`);
      }
      return reason(
        "github_forbidden",
        `GitHub forbids ${what} (${said}). Grant the app the permission it lacks${needed} in its settings and accept it for the installation.`,
      );
    case 404:
      return reason(
        "github_not_found",
        `GitHub has nothing at ${what}, or hides it. Check that it still exists and that the installation covers the repository${needed ? ` with the permission ${needed}` : ""}.`,
      );
    case 410:
      return reason(
        "github_gone",
        `GitHub no longer has ${what} (${said}). If issues are turned off in the repository's settings, turn them on.`,
      );
    case 451:
      return reason(
        "github_blocked",
        `GitHub blocks ${what} for legal reasons (${said}). Take the repository out of the installation.`,
      );
    case 400:
    case 422:
      if (isRuleViolation(said)) {
        return reason(
          "github_rule_violation",
          `A rule of the repository forbids ${what}: ${said}. Let the app pass the rule (its bypass list), or leave such changes to people.`,
        );
      }
      return reason(
        "github_invalid",
        `GitHub refuses ${what} as invalid (${said}). Compare branch protection and rulesets with what the app was to do.`,
      );
    default:
      return null;
  }
}

/** What GitHub says of rulesets, push protection and protected references; any other refusal may pass. */
function isRuleViolation(said: string): boolean {
  return /rule violations? found|violates? (a |the )?(repository |push )?rule|\bGH0\d\d\b|push protection|changes must be made through|creations being restricted|protected (branch|ref)/i.test(
    said,
  );
}

function unanswered(what: string, cause: unknown): GitHubFault {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new GitHubFault(
    `${what} got no answer (${said}). It is tried again later; check the network and GITHUB_API_URL if it stays so.`,
    { status: null, retryAfterMs: null },
    { cause },
  );
}

function isRateLimit({ status, message, response }: HttpError): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    response?.headers["x-ratelimit-remaining"] === "0" ||
    response?.headers["retry-after"] !== undefined ||
    /rate limit|abuse detection/i.test(message)
  );
}

function retryAfterMs(headers: Record<string, unknown>, nowMs: number): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const resetSeconds = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  const used = headers["x-ratelimit-remaining"] === "0";
  return used && Number.isFinite(resetSeconds) ? Math.max(0, resetSeconds * 1000 - nowMs) : null;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).pathname) : url;
}
