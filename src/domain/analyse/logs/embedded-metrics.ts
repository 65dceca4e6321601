import { z } from "zod";

/** One metric that a function wrote into its log in CloudWatch's embedded metric format. */
export interface EmbeddedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly values: readonly number[];
}

const embeddedRoot = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(z.unknown()).max(100) }),
});
const directiveSchema = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string()).max(30)).max(30).default([]),
  Metrics: z.array(z.unknown()).max(100),
});
const metricSchema = z.object({ Name: z.string(), Unit: z.string().default("None") });

const MAX_TEXT = 1_048_576;
/** Fields of a log line; a document that has one is a line with metrics in it. */
const LOG_FIELD =
  /^(?:level|severity|log[._]?level|@l|message|msg|err|error|exception|stack.*|error[._].*)$/i;

/**
 * Whether a JSON object is a metric document and nothing else. Names and values of its metrics, such as `Errors: 0`,
 * are no error then.
 */
export function isMetricDocument(document: Readonly<Record<string, unknown>>): boolean {
  const metadata = document._aws;
  if (typeof metadata !== "object" || metadata === null || !("CloudWatchMetrics" in metadata)) return false;
  const metrics = new Set(JSON.stringify(metadata).match(/"Name":"[^"]*"/g) ?? []);
  return !Object.entries(document).some(
    ([key, value]) =>
      LOG_FIELD.test(key) &&
      !metrics.has(`"Name":${JSON.stringify(key)}`) &&
      (typeof value === "string" || isObject(value)),
  );
}

/**
 * Reads a log line in CloudWatch's embedded metric format: one entry a metric and dimension set. Values that are
 * missing or not finite numbers, sets with a dimension whose value is missing or no text, and metrics and directives
 * that are malformed are left out, as CloudWatch does. Empty for any other line.
 * Source: Amazon CloudWatch user guide, "Specification: embedded metric format".
 */
export function readEmbeddedMetrics(message: string): EmbeddedMetric[] {
  const text = message.trim();
  if (!text.startsWith("{") || text.length > MAX_TEXT || !text.includes('"_aws"')) return [];
  let parsed: ReturnType<typeof embeddedRoot.safeParse>;
  try {
    parsed = embeddedRoot.safeParse(JSON.parse(text));
  } catch {
    return [];
  }
  if (!parsed.success) return [];
  const root = parsed.data;
  return root._aws.CloudWatchMetrics.flatMap((one) => {
    const directive = directiveSchema.safeParse(one).data;
    return directive ? metricsOf(directive, root, root._aws.Timestamp) : [];
  });
}

function metricsOf(
  directive: z.infer<typeof directiveSchema>,
  root: Record<string, unknown>,
  atMs: number,
): EmbeddedMetric[] {
  const sets = directive.Dimensions.length === 0 ? [[]] : directive.Dimensions;
  const metrics = directive.Metrics.flatMap((one) => metricSchema.safeParse(one).data ?? []);
  return sets.flatMap((names) => {
    const dimensions = readDimensions(root, names);
    if (dimensions === null) return [];
    return metrics.flatMap(({ Name, Unit }) => {
      const values = readValues(root[Name]);
      if (values.length === 0) return [];
      return [{ namespace: directive.Namespace, name: Name, unit: Unit, dimensions, atMs, values }];
    });
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function readDimensions(
  root: Record<string, unknown>,
  names: readonly string[],
): Record<string, string> | null {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = root[name];
    if (typeof value !== "string") return null;
    dimensions[name] = value;
  }
  return dimensions;
}

function readValues(value: unknown): number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is number => typeof item === "number" && Number.isFinite(item));
}
