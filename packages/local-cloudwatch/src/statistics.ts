import { AwsError } from "./faults.ts";

/**
 * A CloudWatch statistic over a period's samples (at least one): the simple five, or a percentile such as `p99`,
 * linearly interpolated between the closest ranks.
 */
export function statisticOf(samples: readonly number[], statistic: string): number {
  switch (statistic) {
    case "SampleCount":
      return samples.length;
    case "Sum":
      return sum(samples);
    case "Average":
      return sum(samples) / samples.length;
    case "Minimum":
      return samples.reduce((a, b) => Math.min(a, b));
    case "Maximum":
      return samples.reduce((a, b) => Math.max(a, b));
    default:
      return percentile(samples, statistic);
  }
}

function sum(samples: readonly number[]): number {
  return samples.reduce((total, sample) => total + sample, 0);
}

function percentile(samples: readonly number[], statistic: string): number {
  const match = /^p(\d{1,3}(?:\.\d+)?)$/.exec(statistic);
  const rank = Number(match?.[1] ?? Number.NaN) / 100;
  if (!(rank >= 0 && rank <= 1)) {
    throw new AwsError(400, "InvalidParameterValue", `Statistic ${statistic} is not valid.`);
  }
  const ordered = [...samples].sort((a, b) => a - b);
  const position = rank * (ordered.length - 1);
  const below = ordered[Math.floor(position)] ?? Number.NaN;
  const above = ordered[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
