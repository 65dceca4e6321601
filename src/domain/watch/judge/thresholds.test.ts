import { describe, expect, it } from "vitest";
import { type Band, bandsOf, columnSample, type PlaceboTable, scaleOf, setThresholds } from "./thresholds.ts";
import { ROW, ROWS } from "./window.ts";

const upTo = (count: number, value = (index: number) => index) =>
  Float64Array.from({ length: count }, (_, index) => value(index));

/** A table of which only some columns, given as [row, look, values], say anything. */
function tableOf(
  looks: number[],
  ...given: [row: number, look: number, values: Float64Array][]
): PlaceboTable {
  const windows = given[0]?.[2].length ?? 0;
  const columns: Float64Array[] = Array.from(
    { length: ROWS * looks.length },
    () => new Float64Array(windows),
  );
  for (const [row, look, values] of given) columns[row * looks.length + look] = values;
  return { windows, looks, columns };
}

function plainScale(table: PlaceboTable, leastRise = 0) {
  const centres = new Float64Array(table.columns.length);
  return { centres, spreads: new Float64Array(table.columns.length).fill(1), leastRise };
}

const band = (row: number, fromLook = 0, toLook = 0): Band => ({ row, fromLook, toLook });
const thresholds = (detectors: readonly { threshold: number }[]) =>
  detectors.map(({ threshold }) => threshold);

describe("the sample of a column", () => {
  it.each([
    [1, 1, 0],
    [500, 500, 499],
    [999, 999, 998],
    [1000, 500, 998],
    [1001, 501, 1000],
    [1700, 567, 1698],
  ])("thins %d windows out to %d, evenly up to the last", (windows, size, last) => {
    const sample = columnSample(tableOf([2, 3], [ROW.nearMean, 1, upTo(windows)]), ROW.nearMean, 1);
    expect(sample.length).toBe(size);
    expect(sample.at(-1)).toBe(last);
  });

  it("is a copy, which may be reordered", () => {
    const values = upTo(3);
    columnSample(tableOf([2], [0, 0, values]), 0, 0).reverse();
    expect([...values]).toEqual([0, 1, 2]);
  });
});

describe("the scale of rises", () => {
  it("is the middle and how far 95 % reach above it, where a band looks", () => {
    const hundredths = (index: number) => (100 - index) / 100;
    const table = tableOf(
      [2, 3, 4],
      [ROW.nearMean, 0, upTo(101, hundredths)],
      [ROW.nearMean, 1, upTo(101, (index) => 2 * hundredths(index))],
      [ROW.nearMean, 2, upTo(101, hundredths)],
    );
    const { centres, spreads, leastRise } = scaleOf(table, [band(ROW.nearMean, 0, 1)], 0.1);
    const places = [0, 1, 2].map((look) => ROW.nearMean * 3 + look);
    expect(places.map((place) => centres[place])).toEqual([0.5, 1, 0]);
    expect(places.map((place) => spreads[place]?.toFixed(6))).toEqual(["0.450000", "0.900000", "1.000000"]);
    expect(leastRise).toBe(0.1);
  });

  it("never takes a reach for less than two percent", () => {
    const calm = tableOf([2], [0, 0, upTo(101, (index) => index / 10_000)]);
    expect(scaleOf(calm, [band(0)], 0).spreads[0]).toBe(0.02);
  });
});

describe("bands of looks", () => {
  const stretches = (bands: readonly Band[]) => [
    ...new Set(bands.map(({ fromLook, toLook }) => `${fromLook}-${toLook}`)),
  ];

  it("reach twice as far each as the one before, to the horizon", () => {
    expect(stretches(bandsOf([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))).toEqual(["0-1", "2-5", "6-10"]);
    expect(stretches(bandsOf([2, 3, 4]))).toEqual(["0-1", "2-2"]);
    expect(stretches(bandsOf([2, 3, 4, 5, 6, 7, 8]))).toEqual(["0-1", "2-5", "6-6"]);
  });

  it("leave out those in which nobody looks", () => {
    expect(stretches(bandsOf([2, 3, 20]))).toEqual(["0-1", "2-2"]);
    expect(bandsOf([])).toEqual([]);
  });

  it("compare means with just before in the first one only, and the smallest point in all", () => {
    const rowsFrom = (fromLook: number) =>
      bandsOf([2, 3, 4, 5])
        .filter((one) => one.fromLook === fromLook)
        .map(({ row }) => row)
        .sort();
    const always = [ROW.lenientMean, ROW.lenientMedian, ROW.lenientSecond, ROW.lenientLeast, ROW.nearLeast];
    expect(rowsFrom(2)).toEqual(always.toSorted());
    expect(rowsFrom(0)).toEqual([...always, ROW.nearMean, ROW.nearMedian].sort());
  });
});

describe("thresholds with room for a watch's alarm", () => {
  // 5 % of 99 + 1 independent watches are five; one in reserve leaves 4 of 99, of 100 windows four.
  const learned = (table: PlaceboTable, bands: Band[], leastRise = 0, alpha = 0.05) =>
    setThresholds(table, bands, plainScale(table, leastRise), alpha, 99);

  it("let as many past windows alarm as one watch in reserve leaves", () => {
    const table = tableOf([2], [0, 0, upTo(100, (index) => index + 1)]);
    expect(learned(table, [band(0)])).toEqual([{ ...band(0), threshold: 96 }]);
  });

  it("let nothing in the past alarm when there is room for the reserve only", () => {
    const table = tableOf([2], [0, 0, upTo(100, (index) => index + 1)]);
    expect(thresholds(learned(table, [band(0)], 0, 0.01))).toEqual([100]);
  });

  it("share the windows that may alarm among statistics that alarm in different ones", () => {
    const table = tableOf(
      [2],
      [0, 0, upTo(100, (index) => index + 1)],
      [1, 0, upTo(100, (index) => 10 * (100 - index))],
    );
    expect(thresholds(learned(table, [band(0), band(1)]))).toEqual([98, 980]);
  });

  it("need not share them among statistics that alarm together", () => {
    const rising = upTo(100, (index) => index + 1);
    const table = tableOf([2], [0, 0, rising], [1, 0, rising]);
    expect(thresholds(learned(table, [band(0), band(1)]))).toEqual([96, 96]);
  });

  it("rise above a height that more windows reached than may alarm", () => {
    const table = tableOf([2], [0, 0, upTo(100, (index) => (index < 98 ? Math.min(index + 1, 95) : index))]);
    expect(thresholds(learned(table, [band(0)]))).toEqual([95]);
  });

  it("take the highest look of a window's band, measured by each look's own middle and reach", () => {
    const table = tableOf(
      [2, 3, 4],
      [1, 0, upTo(100)],
      [1, 1, upTo(100, (index) => (index < 10 ? 1000 + 2 * index : 0.1))],
      [1, 2, upTo(100, () => 1e6)],
    );
    const scale = plainScale(table);
    scale.centres[4] = 800;
    scale.spreads[4] = 2;
    // Windows 0 to 9 stand at 100 to 109, the others at 10 to 99.
    expect(thresholds(setThresholds(table, [band(1, 0, 1)], scale, 0.05, 99))).toEqual([105]);
  });

  it("pay no heed to rises that are too small to matter, nor to one just as small", () => {
    const table = tableOf([2], [0, 0, upTo(100, (index) => index + 1)], [1, 0, upTo(100, () => 50)]);
    expect(thresholds(learned(table, [band(0), band(1)], 50))).toEqual([96, Number.NEGATIVE_INFINITY]);
  });
});

describe("thresholds of a short past", () => {
  it("lie above its maximum by what an exponential tail adds, and its standard error", () => {
    // 101 windows from 0 to 100: above 75 the mean excess is 13; 1 % of 21 watches are 0.21.
    const table = tableOf([2], [0, 0, upTo(101, (index) => 100 - index)]);
    const [only] = setThresholds(table, [band(0)], plainScale(table), 0.01, 20);
    expect(only).toMatchObject(band(0));
    expect(only?.threshold).toBeCloseTo(100 - 13 * (1 + 1 / Math.sqrt(5)) * Math.log(0.21));
  });

  it("are measured by each statistic's own middle and reach, small rises included", () => {
    const table = tableOf([2], [0, 0, upTo(101)], [1, 0, upTo(101)]);
    const scale = plainScale(table, 200);
    scale.centres[1] = 50;
    scale.spreads[1] = 10;
    const [plain, scaled] = thresholds(setThresholds(table, [band(0), band(1)], scale, 0.01, 20));
    expect(plain).toBeCloseTo(100 - 13 * (1 + 1 / Math.sqrt(5)) * Math.log(0.21));
    expect(scaled).toBeCloseTo(((plain ?? 0) - 50) / 10);
  });

  it("are the past's maximum when nothing ever rose", () => {
    const table = tableOf([2], [0, 0, upTo(101, () => 3)]);
    expect(thresholds(setThresholds(table, [band(0)], plainScale(table), 0.01, 20))).toEqual([3]);
  });
});
