const deniedCodes = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"];
const credentialCodes = [
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
];
const throttlingCodes = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown/;

/**
 * true when AWS could not answer (5xx, throttled, unreachable, timed out), so that asking later may help;
 * false when it answered and said no, which asking again does not change.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (deniedCodes.includes(error.name) || credentialCodes.includes(error.name)) return false;
  const status = httpStatus(error);
  if (status === null) return isConnectionFault(error);
  return status >= 500 || status === 429 || throttlingCodes.test(error.name);
}

/** true when a log group, or another thing that was named, does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

/** An error for people: which permission or setting is wrong and what to do; the SDK's error is its cause. */
export function explain(error: unknown, action: string): Error {
  const name = error instanceof Error ? error.name : "";
  if (deniedCodes.includes(name)) {
    return new Error(`AWS refused ${action}. Allow "${action}" in the IAM policy of the role in use.`, {
      cause: error,
    });
  }
  if (credentialCodes.includes(name)) {
    return new Error(
      `AWS did not accept the credentials for ${action} (${name}). Set AWS_ACCESS_KEY_ID and ` +
        "AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or run with a role; renew them if they have expired.",
      { cause: error },
    );
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Error(`${action} failed: ${detail}. Check AWS_REGION and the AWS health page.`, {
    cause: error,
  });
}

function httpStatus(error: Error): number | null {
  if (!("$metadata" in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return null;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}

const connectionCodes = /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR)/;

function isConnectionFault(error: Error): boolean {
  if (error.name === "TimeoutError" || error.name === "NetworkingError") return true;
  if ("code" in error && typeof error.code === "string" && connectionCodes.test(error.code)) return true;
  return /socket hang up|fetch failed|Deserialization error/.test(error.message);
}
