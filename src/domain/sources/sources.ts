import { awsLambda } from "./aws-lambda.ts";
import type { TelemetrySource } from "./source.ts";

/** Every telemetry source. The policy's `services[]`, what a cycle reads and what a watch looks at follow from it. */
export const sources: readonly TelemetrySource[] = [awsLambda];
