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
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z
      .array(
        z.object({
          Namespace: z.string(),
          Dimensions: z.array(z.array(z.string()).max(30)).max(30).default([]),
          Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().default("None") })).max(100),
        }),
      )
      .max(100),
  }),
});

const MAX_TEXT = 1_048_576;

/**
 * Reads a log line in CloudWatch's embedded metric format: one entry a metric and dimension set. Values that are
 * missing or not finite numbers, and sets with a dimension whose value is missing, are left out, as CloudWatch
 * does. Empty for any other line.
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
  return root._aws.CloudWatchMetrics.flatMap((directive) => {
    const sets = directive.Dimensions.length === 0 ? [[]] : directive.Dimensions;
    return sets.flatMap((names) => {
      const dimensions = readDimensions(root, names);
      if (dimensions === null) return [];
      return directive.Metrics.flatMap(({ Name, Unit }) => {
        const values = readValues(root[Name]);
        if (values.length === 0) return [];
        return [
          {
            namespace: directive.Namespace,
            name: Name,
            unit: Unit,
            dimensions,
            atMs: root._aws.Timestamp,
            values,
          },
        ];
      });
    });
  });
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
