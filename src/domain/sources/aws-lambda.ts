import { z } from "zod";
import { type Metric, metricSchema, type Statistic } from "../shared/series.ts";
import type { ServiceDeclaration } from "./service.ts";
import type { TelemetrySource } from "./source.ts";

const declaration = z.object({
  functionName: z.string().min(1).describe("The Lambda function as AWS names it."),
  logGroup: z.string().min(1).optional().describe("Default: /aws/lambda/<functionName>."),
});

/**
 * What errors are called by the loggers and runtimes that are known; case counts. A cycle also looks at some lines
 * without it, and reads all where an error is none of these.
 */
const errorWords =
  '?ERROR ?Error ?error ?Exception ?exception ?Traceback ?panic ?panicked ?FATAL ?Fatal ?fatal ?CRITICAL ?Critical ?critical ?SEVERE ?fail ?failed ?timeout ?"Task timed out"';

/** AWS Lambda functions: AWS/Lambda's metrics, REPORT lines and errors of their log group. */
export const awsLambda: TelemetrySource = {
  name: "aws-lambda",
  declaration,
  metrics: (service) => [
    { metric: lambdaMetric(service, "Duration", "Average"), means: "latency" },
    { metric: lambdaMetric(service, "Errors", "Sum"), means: "errors" },
    { metric: lambdaMetric(service, "Invocations", "Sum"), means: "volume", counts: "invocations" },
  ],
  extremes: lambdaExtremes,
  logs: (service) => {
    const { functionName, logGroup = `/aws/lambda/${functionName}` } = declaration.parse(service);
    return [
      { logGroup, lines: "report", filter: '?"REPORT RequestId" ?"platform.report"' },
      {
        logGroup,
        lines: "error",
        filter: errorWords,
      },
    ];
  },
  // Duration decides, errors and throttles guard; of invocations only their end says something.
  watched: (service) => [
    { metric: lambdaMetric(service, "Duration", "Average"), role: "primary" },
    { metric: lambdaMetric(service, "Errors", "Sum"), role: "guardrail" },
    { metric: lambdaMetric(service, "Throttles", "Sum"), role: "guardrail" },
    { metric: lambdaMetric(service, "Invocations", "Sum"), role: "guardrail" },
  ],
  // The errors decide. Failing invocations often end early, so without them the average and the median get longer
  // although nothing got slower; the slow tail hardly moves.
  watchedAfterFix: (service) => [
    { metric: lambdaMetric(service, "Errors", "Sum"), role: "primary" },
    { metric: lambdaMetric(service, "Duration", "p90"), role: "guardrail" },
    { metric: lambdaMetric(service, "Throttles", "Sum"), role: "guardrail" },
    { metric: lambdaMetric(service, "Invocations", "Sum"), role: "guardrail" },
  ],
};

/** The longest duration, and what Lambda Insights knows of memory: nothing where its layer is not installed. */
export function lambdaExtremes(service: ServiceDeclaration): [Metric, Metric, Metric] {
  const insights = {
    namespace: "LambdaInsights",
    statistic: "Maximum",
    dimensions: { function_name: declaration.parse(service).functionName },
    direction: "neutral",
  } as const;
  return [
    lambdaMetric(service, "Duration", "Maximum"),
    metricSchema.parse({ ...insights, name: "memory_utilization", unit: "Percent" }),
    metricSchema.parse({ ...insights, name: "used_memory_max", unit: "Megabytes" }),
  ];
}

/** Whether a service is a Lambda function. */
export function isLambdaFunction(service: ServiceDeclaration): boolean {
  return declaration.safeParse(service).success;
}

/**
 * A metric of AWS/Lambda for one function.
 * @throws ZodError when the service is no Lambda function
 */
export function lambdaMetric(
  service: ServiceDeclaration,
  name: "Duration" | "Errors" | "Throttles" | "Invocations",
  statistic: Statistic,
): Metric {
  return metricSchema.parse({
    namespace: "AWS/Lambda",
    name,
    statistic,
    dimensions: { FunctionName: declaration.parse(service).functionName },
    unit: name === "Duration" ? "Milliseconds" : "Count",
    direction: name === "Invocations" ? "neutral" : "lower_is_better",
  });
}
