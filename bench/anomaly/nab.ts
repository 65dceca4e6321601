import type { Point } from "../../src/domain/shared/series.ts";

/**
 * Reads the Numenta Anomaly Benchmark's format: a header, then `timestamp,value` rows with UTC timestamps such as
 * `2014-04-10 07:15:00`. Every row gives a point, so that scores stay aligned with rows; what cannot be read is NaN.
 */
export function parseNabCsv(text: string): Point[] {
  const rows = text.split(/\r?\n/).slice(1);
  return rows.filter((row) => row !== "").map(parseRow);
}

function parseRow(row: string): Point {
  const [timestamp = "", value = ""] = row.split(",");
  return {
    atMs: Date.parse(`${timestamp.replace(" ", "T")}Z`),
    value: value.trim() === "" ? Number.NaN : Number(value),
  };
}
