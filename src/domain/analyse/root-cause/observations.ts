import { type Direction, type Series, type Statistic, usablePoints } from "../../shared/series.ts";

/** A metric's series of one service. */
export interface ServiceSeries {
  readonly service: string;
  readonly series: Series;
}

/** One service's metric before and during the violation, row by row; NaN where there is no value. */
export interface Signal {
  readonly service: string;
  readonly metric: string;
  readonly statistic: Statistic;
  readonly unit: string;
  readonly direction: Direction;
  readonly normal: Float64Array;
  readonly window: Float64Array;
}

/**
 * Both times as tables: a row is a period in which the target has a value, oldest first, a column is a
 * {@link Signal}. Columns are made when asked for, because most are never needed.
 */
export interface Observations {
  readonly normalRows: number;
  readonly windowRows: number;
  /** Services that have any series, in the order given. */
  readonly services: ReadonlySet<string>;
  /** Names of metrics that have a good and a bad direction. */
  readonly judgedMetrics: ReadonlySet<string>;
  /** The service's metric by the preferred statistic, or by another where that one is missing. */
  signal(service: string, metric: string, preferred?: Statistic): Signal | undefined;
}

interface Column {
  readonly normal?: Series;
  readonly window?: Series;
}

/**
 * Lines up all series with the target's. Times are compared by the period of the target, so that clocks that are
 * a few seconds apart still meet. Of several series for the same service, metric and statistic the first counts.
 */
export function observe(
  normal: readonly ServiceSeries[],
  window: readonly ServiceSeries[],
  target: { readonly service: string; readonly metric: string; readonly statistic: Statistic },
): Observations {
  const columns = indexColumns(normal, window);
  const targetColumn = columns.get(target.service)?.get(target.metric)?.get(target.statistic);
  const normalRows = rowIndex(targetColumn?.normal, periodMsOf(targetColumn));
  const windowRows = rowIndex(targetColumn?.window, periodMsOf(targetColumn));
  const judged = [...normal, ...window].filter(({ series }) => series.metric.direction !== "neutral");
  const made = new Map<Column, Signal>();
  return {
    normalRows: normalRows.size,
    windowRows: windowRows.size,
    services: new Set(columns.keys()),
    judgedMetrics: new Set(judged.map(({ series }) => series.metric.name)),
    signal(service, metric, preferred) {
      const byStatistic = columns.get(service)?.get(metric);
      const column = (preferred && byStatistic?.get(preferred)) ?? byStatistic?.values().next().value;
      const described = (column?.normal ?? column?.window)?.metric;
      if (!column || !described) return undefined;
      const known = made.get(column);
      if (known) return known;
      const { statistic, unit, direction } = described;
      const periodMs = periodMsOf(targetColumn);
      const signal: Signal = {
        ...{ service, metric, statistic, unit, direction },
        normal: fill(column.normal, normalRows, periodMs),
        window: fill(column.window, windowRows, periodMs),
      };
      made.set(column, signal);
      return signal;
    },
  };
}

function indexColumns(normal: readonly ServiceSeries[], window: readonly ServiceSeries[]) {
  const columns = new Map<string, Map<string, Map<Statistic, Column>>>();
  for (const { service, series } of normal) put(service, series, "normal");
  for (const { service, series } of window) put(service, series, "window");
  return columns;

  function put(service: string, series: Series, time: "normal" | "window"): void {
    const metrics = columns.get(service) ?? new Map<string, Map<Statistic, Column>>();
    const statistics = metrics.get(series.metric.name) ?? new Map<Statistic, Column>();
    const column = statistics.get(series.metric.statistic);
    if (!column?.[time]) statistics.set(series.metric.statistic, { ...column, [time]: series });
    metrics.set(series.metric.name, statistics);
    columns.set(service, metrics);
  }
}

function periodMsOf(column: Column | undefined): number {
  const seconds = (column?.normal ?? column?.window)?.periodSeconds ?? 1;
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

function rowIndex(series: Series | undefined, periodMs: number): Map<number, number> {
  const rows = new Map<number, number>();
  for (const { atMs } of series ? usablePoints(series) : []) {
    const period = Math.floor(atMs / periodMs);
    if (!rows.has(period)) rows.set(period, rows.size);
  }
  return rows;
}

function fill(series: Series | undefined, rows: ReadonlyMap<number, number>, periodMs: number): Float64Array {
  const values = new Float64Array(rows.size).fill(Number.NaN);
  for (const { atMs, value } of series ? usablePoints(series) : []) {
    const row = rows.get(Math.floor(atMs / periodMs));
    if (row !== undefined) values[row] = value;
  }
  return values;
}
