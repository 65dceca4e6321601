import { type Point, type Series, usablePoints } from "../../shared/series.ts";
import { median } from "../../shared/statistics.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A window shorter than two days is cut into this many blocks instead of hours. */
const BLOCKS_OF_SHORT_WINDOW = 48;

/** Median of the points of an hour (of 1/48 of a shorter window), and how far they scatter around it. */
export interface Block {
  readonly fromMs: number;
  readonly level: number;
  readonly points: readonly Point[];
}

/** A series made regular: usable points in order, and blocks of them, empty ones left out. */
export interface RegularSeries {
  readonly series: Series;
  readonly points: readonly Point[];
  /** Typical distance of neighbouring points; the declared period when there are too few to tell. */
  readonly stepMs: number;
  readonly blockMs: number;
  readonly blocks: readonly Block[];
}

/** Makes `series` regular; the points are finite, ordered and inside the window. */
export function regularise(series: Series): RegularSeries {
  const points = usablePoints(series);
  const stepMs = typicalStep(points) ?? series.periodSeconds * 1000;
  const spanMs = series.toMs - series.fromMs;
  const blockMs = spanMs >= 2 * DAY_MS ? HOUR_MS : Math.max(stepMs, spanMs / BLOCKS_OF_SHORT_WINDOW);
  const blocks = new Map<number, Point[]>();
  for (const point of points) {
    const number = Math.floor(point.atMs / blockMs);
    const block = blocks.get(number);
    if (block) block.push(point);
    else blocks.set(number, [point]);
  }
  return {
    series,
    points,
    stepMs,
    blockMs,
    blocks: [...blocks].map(([number, inside]) => ({
      fromMs: number * blockMs,
      level: median(inside.map((point) => point.value)),
      points: inside,
    })),
  };
}

/** Median distance between neighbouring points in milliseconds; null when there are fewer than two points. */
export function typicalStep(points: readonly Point[]): number | null {
  if (points.length < 2) return null;
  return median(points.slice(1).map((point, index) => point.atMs - (points[index]?.atMs ?? 0)));
}
