import { z } from "zod";
import { AwsError } from "./faults.ts";
import type { MetricName } from "./telemetry-source.ts";

/** Reads a request's body, or answers as AWS does to a wrong one. */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new AwsError(400, "InvalidParameterValue", z.prettifyError(result.error));
}

/** A metric from AWS's list of dimensions. */
export function named(
  namespace: string,
  name: string,
  dimensions: readonly { Name: string; Value: string }[],
): MetricName {
  return { namespace, name, dimensions: Object.fromEntries(dimensions.map((d) => [d.Name, d.Value])) };
}
