import type { Point } from "../../shared/series.ts";
import { mean, median, upperFTail } from "../../shared/statistics.ts";
import type { RegularSeries } from "./regular-series.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A phase needs as many values; fewer cannot tell a pattern from one busy afternoon. */
const FEWEST_CYCLES = 2;
/** A pattern is worth naming (and taking out) when it predicts at least this share of the variation. */
const LEAST_EXPLAINED = 0.3;
const LEAST_PHASES = 0.8;
const ALPHA = 1e-4;

/** A repeating pattern around the level of a series. */
export interface Season {
  readonly cycle: "day" | "week";
  /** Share of the variation that the other cycles predict, 0 to 1. */
  readonly explained: number;
  readonly pValue: number;
  /** Hour of the day (UTC), or day of the week (0 is Sunday), with the highest and the lowest value. */
  readonly peakPhase: number;
  readonly troughPhase: number;
  /** `value` at `atMs` without the pattern. */
  remove(value: number, atMs: number): number;
  /** What the pattern makes of `level` at `atMs`. */
  add(level: number, atMs: number): number;
}

interface Cycle {
  readonly name: Season["cycle"];
  readonly stepMs: number;
  readonly phases: number;
  /** Phase of the first step of the Unix epoch. */
  readonly firstPhase: number;
}

const day: Cycle = { name: "day", stepMs: HOUR_MS, phases: 24, firstPhase: 0 };
const week: Cycle = { name: "week", stepMs: DAY_MS, phases: 7, firstPhase: 4 };

/** The value of a point without the pattern, if there is one. */
export function withoutSeason(season: Season | null, point: Point): number {
  return season?.remove(point.value, point.atMs) ?? point.value;
}

/** The pattern by hour of the day; null where there is none, or fewer than three days of hourly blocks. */
export function dailySeason(regular: RegularSeries): Season | null {
  if (regular.blockMs !== HOUR_MS) return null;
  return findSeason(
    day,
    regular.blocks.map((block) => ({ atMs: block.fromMs, value: block.level })),
  );
}

/** The pattern by day of the week that is left without the daily one; null with fewer than three weeks. */
export function weeklySeason(regular: RegularSeries, daily: Season | null): Season | null {
  if (regular.blockMs !== HOUR_MS) return null;
  const days = new Map<number, number[]>();
  for (const block of regular.blocks) {
    const level = withoutSeason(daily, { atMs: block.fromMs, value: block.level });
    const number = Math.floor(block.fromMs / DAY_MS);
    const levels = days.get(number);
    if (levels) levels.push(level);
    else days.set(number, [level]);
  }
  return findSeason(
    week,
    [...days].map(([number, levels]) => ({ atMs: number * DAY_MS, value: mean(levels) })),
  );
}

/**
 * Classical decomposition: the level is the centred moving mean over one cycle, the pattern the median per phase of
 * what is left, as differences or (where all levels are positive and it explains more) as ratios.
 */
function findSeason(cycle: Cycle, blocks: readonly Point[]): Season | null {
  const levelled = movingLevels(cycle, blocks);
  const differences = patternOf(cycle, levelled, ({ value, level }) => value - level);
  const positive = levelled.every(({ level }) => level > 0);
  const ratios = positive ? patternOf(cycle, levelled, ({ value, level }) => value / level - 1) : null;
  const asRatios = ratios !== null && (differences === null || ratios.explained > differences.explained);
  const pattern = asRatios ? ratios : differences;
  if (!pattern || pattern.explained < LEAST_EXPLAINED || pattern.pValue > ALPHA) return null;
  const { explained, pValue, offsets } = pattern;
  const sorted = [...offsets].sort((a, b) => a[1] - b[1]);
  const offsetAt = (atMs: number) => offsets.get(phaseOf(cycle, atMs)) ?? 0;
  const factorAt = (atMs: number) => Math.max(0.01, 1 + offsetAt(atMs));
  return {
    cycle: cycle.name,
    explained,
    pValue,
    peakPhase: sorted.at(-1)?.[0] ?? 0,
    troughPhase: sorted[0]?.[0] ?? 0,
    remove: (value, atMs) => (asRatios ? value / factorAt(atMs) : value - offsetAt(atMs)),
    add: (level, atMs) => (asRatios ? level * factorAt(atMs) : level + offsetAt(atMs)),
  };
}

/** A time (near the Unix epoch) in the given phase of the season's cycle. */
export function phaseStartMs(season: Season, phase: number): number {
  const { stepMs, firstPhase } = season.cycle === "day" ? day : week;
  return (phase - firstPhase) * stepMs;
}

interface Levelled {
  readonly phase: number;
  readonly value: number;
  readonly level: number;
}

/** Each block that has (nearly) a whole cycle around it, with the mean of that cycle. */
function movingLevels(cycle: Cycle, blocks: readonly Point[]): Levelled[] {
  const byStep = new Map(blocks.map((block) => [Math.round(block.atMs / cycle.stepMs), block.value]));
  const reach = Math.floor(cycle.phases / 2);
  return blocks.flatMap(({ atMs, value }) => {
    const step = Math.round(atMs / cycle.stepMs);
    let sum = 0;
    let weight = 0;
    for (let offset = -reach; offset <= reach; offset++) {
      const neighbour = byStep.get(step + offset);
      if (neighbour === undefined) continue;
      const share = cycle.phases % 2 === 0 && Math.abs(offset) === reach ? 0.5 : 1;
      sum += share * neighbour;
      weight += share;
    }
    return weight < cycle.phases - 1 ? [] : [{ phase: phaseOf(cycle, atMs), value, level: sum / weight }];
  });
}

function phaseOf({ stepMs, phases, firstPhase }: Cycle, atMs: number): number {
  return (((Math.floor(atMs / stepMs) + firstPhase) % phases) + phases) % phases;
}

interface Pattern {
  readonly explained: number;
  readonly pValue: number;
  readonly offsets: ReadonlyMap<number, number>;
}

/** One-way analysis of variance over the phases, each value predicted from the other cycles. */
function patternOf(
  cycle: Cycle,
  levelled: readonly Levelled[],
  deviation: (block: Levelled) => number,
): Pattern | null {
  const phases = new Map<number, number[]>();
  for (const block of levelled) {
    const values = phases.get(block.phase);
    if (values) values.push(deviation(block));
    else phases.set(block.phase, [deviation(block)]);
  }
  const complete = [...phases].filter(([, values]) => values.length >= FEWEST_CYCLES);
  if (complete.length < LEAST_PHASES * cycle.phases) return null;
  const offsets = new Map(complete.map(([phase, values]) => [phase, median(values)]));
  return { ...explainedBy(complete.map(([, values]) => values)), offsets };
}

function explainedBy(groups: readonly (readonly number[])[]): { explained: number; pValue: number } {
  const all = groups.flat();
  const center = mean(all);
  let total = 0;
  let within = 0;
  let unpredicted = 0;
  for (const group of groups) {
    const middle = mean(group);
    const leftOut = group.length / (group.length - 1);
    for (const value of group) {
      total += (value - center) ** 2;
      within += (value - middle) ** 2;
      unpredicted += ((value - middle) * leftOut) ** 2;
    }
  }
  if (!(total > 0)) return { explained: 0, pValue: 1 };
  const numerator = groups.length - 1;
  const denominator = all.length - groups.length;
  const f = (total - within) / numerator / (within / denominator);
  return {
    explained: Math.max(0, 1 - unpredicted / total),
    pValue: upperFTail(f, numerator, denominator),
  };
}
