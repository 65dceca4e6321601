import type { CloudWatchClientConfig } from "@aws-sdk/client-cloudwatch";
import type { BaseLogger } from "pino";

/** What the AWS clients of this folder need to reach CloudWatch. */
export interface CloudWatchConnection {
  readonly region: string;
  /** Another server than AWS's own, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint?: string;
  /** Default: the SDK's chain (environment, profile, container, instance). */
  readonly credentials?: CloudWatchClientConfig["credentials"];
  /** How often the SDK sends one request in all, throttling and 5xx included. Default 4. */
  readonly maxAttempts?: number;
}

/** Where the adapters say what went wrong and was survived. */
export type Log = Pick<BaseLogger, "info" | "warn" | "error">;

const connectTimeoutMs = 3_000;
const answerTimeoutMs = 15_000;

/** Settings shared by every AWS client here; a hanging connection counts as a failed attempt. */
export function clientSettings(connection: CloudWatchConnection) {
  return {
    region: connection.region,
    maxAttempts: connection.maxAttempts ?? 4,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(connection.endpoint === undefined ? {} : { endpoint: connection.endpoint }),
    ...(connection.credentials === undefined ? {} : { credentials: connection.credentials }),
  };
}
