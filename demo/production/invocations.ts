import type { Configuration, DeployedBug } from "./configuration.ts";
import { type RandomStream, randomStream } from "./random.ts";
import type { Workload } from "./workload.ts";

/** How an invocation ended. A throttled one never ran. */
type InvocationOutcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly bug: DeployedBug }
  | { readonly kind: "unavailable" }
  | { readonly kind: "timed_out" }
  | { readonly kind: "out_of_memory" }
  | { readonly kind: "throttled" };

/** One invocation of a function. */
export interface Invocation {
  readonly atMs: number;
  readonly durationMs: number;
  readonly usedMegabytes: number;
  readonly initMs: number | null;
  readonly configuration: Configuration;
  readonly outcome: InvocationOutcome;
}

/** Something wrong in the whole region, e.g. a slow database that everybody uses. */
export interface Incident {
  readonly fromMs: number;
  readonly toMs: number;
  /** Durations are multiplied by it. */
  readonly slowdown: number;
  /** Share of invocations that fail. */
  readonly failing: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const fullCpuMegabytes = 1769;
/** From this share of its memory on, a function spends ever more time collecting garbage. */
const pressureFrom = 0.8;

/**
 * The invocations that start in the minute at `minuteStartMs`, in order; a pure function of its arguments. What
 * comes in depends on the seed and the time only, so that two configurations meet the same requests.
 */
export function invocationsInMinute(
  workload: Workload,
  minuteStartMs: number,
  seed: number,
  configurationAt: (atMs: number) => Configuration,
  incidents: readonly Incident[],
): Invocation[] {
  const random = randomStream(seed, workload.functionName, minuteStartMs / minuteMs);
  const load = loadAt(workload, minuteStartMs, seed);
  const count = random.poisson(workload.requestsPerMinute * load);
  const starts = Array.from({ length: count }, () => minuteStartMs + Math.floor(random.uniform() * minuteMs));
  starts.sort((a, b) => a - b);
  const drift = driftAt(workload, minuteStartMs, seed) * (1 + 0.08 * (load - 1));
  return starts.map((atMs) => {
    const configuration = configurationAt(atMs);
    const incident = incidents.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    return invoke(workload, { atMs, count, drift, configuration, incident: incident ?? null }, random);
  });
}

/** Requests relative to the average: day and week, bursts. */
function loadAt(workload: Workload, atMs: number, seed: number): number {
  const hour = (atMs % dayMs) / 3_600_000;
  const daily = 1 + workload.dailyAmplitude * Math.sin(((hour - 9) / 24) * 2 * Math.PI);
  const weekday = new Date(atMs).getUTCDay();
  const weekly = weekday === 0 || weekday === 6 ? 0.85 : 1;
  const halfHour = Math.floor(atMs / (30 * minuteMs));
  const isBurst =
    randomStream(seed, workload.functionName, "burst", halfHour).uniform() < workload.burstProbability;
  return daily * weekly * (isBurst ? 2.5 : 1);
}

/** Slow ups and downs of a few percent, smooth between whole hours. */
function driftAt(workload: Workload, atMs: number, seed: number): number {
  const hours = atMs / 3_600_000;
  const knot = (hour: number) => randomStream(seed, workload.functionName, "drift", hour).normal() * 0.03;
  const before = Math.floor(hours);
  const share = hours - before;
  return Math.exp(knot(before) * (1 - share) + knot(before + 1) * share);
}

interface Circumstances {
  readonly atMs: number;
  readonly count: number;
  readonly drift: number;
  readonly configuration: Configuration;
  readonly incident: Incident | null;
}

function invoke(workload: Workload, circumstances: Circumstances, random: RandomStream): Invocation {
  const { atMs, configuration, drift, incident } = circumstances;
  const { memoryMegabytes, timeoutSeconds } = configuration;
  // All draws are made whatever the configuration, so that the next request meets the same fate in every world.
  const wait = Math.exp(workload.spread * random.normal());
  const work = Math.exp(workload.spread * random.normal());
  const { typical, most } = workload.memoryMegabytes;
  const neededMegabytes = Math.round(Math.min(most, typical + ((most - typical) / 2) * random.normal()));
  const luck = random.uniform();
  const isCold = random.uniform() < 0.02;
  const usedMegabytes = Math.min(memoryMegabytes, neededMegabytes);
  const initMs = isCold ? 180 + 60 * work : null;

  const pressure = 1 + (2 * Math.max(0, usedMegabytes / memoryMegabytes - pressureFrom)) / (1 - pressureFrom);
  const cpuShare = Math.min(1, memoryMegabytes / fullCpuMegabytes);
  const fullMs =
    (workload.waitMilliseconds * wait + (workload.cpuMilliseconds * work * pressure) / cpuShare) *
    drift *
    (incident?.slowdown ?? 1);

  const outcome = outcomeOf(circumstances, { fullMs, neededMegabytes, luck });
  const durationMs = durationOf(outcome, fullMs, timeoutSeconds);
  return { atMs, durationMs, usedMegabytes, initMs, configuration, outcome };
}

const succeeded: InvocationOutcome = { kind: "succeeded" };

function outcomeOf(
  circumstances: Circumstances,
  fate: { readonly fullMs: number; readonly neededMegabytes: number; readonly luck: number },
): InvocationOutcome {
  const { configuration, incident } = circumstances;
  const { fullMs, neededMegabytes, luck } = fate;
  if (isThrottled(circumstances, fullMs, luck)) return { kind: "throttled" };
  if (neededMegabytes > configuration.memoryMegabytes) return { kind: "out_of_memory" };
  if (fullMs > configuration.timeoutSeconds * 1000) return { kind: "timed_out" };
  let bound = 0;
  for (const bug of configuration.bugs) {
    bound += bug.bug.probability;
    if (luck < bound) return { kind: "failed", bug };
  }
  return luck < bound + (incident?.failing ?? 0) ? { kind: "unavailable" } : succeeded;
}

/** What did not come to its end took less than it would have. */
function durationOf({ kind }: InvocationOutcome, fullMs: number, timeoutSeconds: number): number {
  switch (kind) {
    case "throttled":
      return 0;
    case "timed_out":
      return timeoutSeconds * 1000;
    case "out_of_memory":
      return fullMs * 0.7;
    case "failed":
      return fullMs * 0.6;
    default:
      return fullMs;
  }
}

/** Peaks within a minute are taken to be four times the average. */
function isThrottled({ count, configuration }: Circumstances, durationMs: number, luck: number): boolean {
  if (configuration.reservedConcurrency === null) return false;
  const peak = 1 + (4 * count * durationMs) / minuteMs;
  return luck > configuration.reservedConcurrency / peak;
}
