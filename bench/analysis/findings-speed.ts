import { AnomalyDetector } from "../../src/domain/analyse/metrics/detector.ts";
import { findSeriesFindings } from "../../src/domain/analyse/metrics/find-series-findings.ts";
import { pseudoRandom } from "../../test/synthetic-series.ts";
import { DAY_POINTS, PERIOD_MS, START_MS, WEEK_POINTS, weekOf } from "./synthetic-cases.ts";

const MEGABYTE = 2 ** 20;

export interface FindingsSpeed {
  readonly pointsPerSeries: number;
  readonly seconds: number;
  /** Processor time of all threads; what a busy machine does not distort. */
  readonly cpuSeconds: number;
  readonly found: number;
  readonly peakMegabytes: number;
  /** The peak when a tenth of the series was done: equal to the final one when memory does not grow. */
  readonly earlyPeakMegabytes: number;
}

/** Puts `count` series of seven days at five minutes through all finders, one after the other. */
export function measureFindings(count: number): FindingsSpeed {
  let found = 0;
  let seconds = 0;
  let cpuSeconds = 0;
  let peakMegabytes = 0;
  let earlyPeakMegabytes = 0;
  for (let index = 0; index < count; index++) {
    const series = weekOf(`Metric${index}`, generator(index));
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    found += findSeriesFindings(series, { service: "bench" }).length;
    seconds += (performance.now() - startedAt) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    cpuSeconds += (cpu.user + cpu.system) / 1e6;
    peakMegabytes = Math.max(peakMegabytes, process.memoryUsage().rss / MEGABYTE);
    if (index < Math.max(100, count / 10)) earlyPeakMegabytes = peakMegabytes;
  }
  return { pointsPerSeries: WEEK_POINTS, seconds, cpuSeconds, found, peakMegabytes, earlyPeakMegabytes };
}

export interface DetectorSpeed {
  readonly historyPoints: number;
  readonly milliseconds: number;
  readonly microsecondsPerPoint: number;
  readonly cpuMicrosecondsPerPoint: number;
  readonly kilobytesPerSeries: number;
}

/** Keeps `count` detectors warm and measures what one new point for each costs. */
export function measureDetector(count: number): DetectorSpeed {
  const historyPoints = DAY_POINTS;
  const before = usedBytes();
  const running = Array.from({ length: count }, (_, index) => ({
    detector: new AnomalyDetector(),
    value: generator(index),
  }));
  for (const { detector, value } of running) {
    for (let i = 0; i < historyPoints; i++) detector.next(START_MS + i * PERIOD_MS, value(i));
  }
  const kilobytesPerSeries = (usedBytes() - before) / count / 1024;
  const next = running.map(({ value }) => value(historyPoints));
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  for (const [index, { detector }] of running.entries()) {
    detector.next(START_MS + historyPoints * PERIOD_MS, next[index] ?? 0);
  }
  const milliseconds = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    historyPoints,
    milliseconds,
    microsecondsPerPoint: (1000 * milliseconds) / count,
    cpuMicrosecondsPerPoint: (cpu.user + cpu.system) / count,
    kilobytesPerSeries,
  };
}

/** A quarter each: noise, a daily season, a sparse counter, and noise with a shift. */
function generator(index: number): (i: number) => number {
  const random = pseudoRandom(index + 1);
  const shiftAt = WEEK_POINTS * (0.2 + 0.6 * random.uniform());
  switch (index % 4) {
    case 0:
      return () => 100 + 10 * random.normal();
    case 1:
      return (i) => 100 + 40 * Math.sin((2 * Math.PI * i) / DAY_POINTS) + 5 * random.normal();
    case 2:
      return () => (random.uniform() < 0.02 ? 1 + Math.floor(3 * random.uniform()) : 0);
    default:
      return (i) => (i < shiftAt ? 100 : 140) + 10 * random.normal();
  }
}

/** Live memory; exact only when Node runs with --expose-gc. */
function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
