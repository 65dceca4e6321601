import fc from "fast-check";
import { expect, test } from "vitest";
import type { Direction, Series } from "../../shared/series.ts";
import type { ServiceSeries } from "./observations.ts";
import { type RootCauseQuestion, type RootCauseResult, rankRootCauses } from "./root-cause.ts";

const NORMAL_ROWS = 300;
const WINDOW_ROWS = 6;
const ONSET_ROW = 2;

/** `shop` waits for `search` and `payment`, `search` waits for `table`; `batch` belongs to nobody. */
const SERVICES = ["shop", "search", "table", "payment", "batch"];
const CALLS = [
  { caller: "shop", callee: "search" },
  { caller: "search", callee: "table" },
  { caller: "shop", callee: "payment" },
];
const SLOW_TABLE = { table: 80, search: 80, shop: 80 };

test("the deepest service that slowed down is first, the ones that waited for it come after", () => {
  const result = rankRootCauses(question({ latency: SLOW_TABLE }));
  expect(names(result)[0]).toBe("table");
  expect(scoreOf(result, "table")).toBeGreaterThan(0.8);
  expect(scoreOf(result, "search")).toBeLessThan(0.2);
});

test("a service that slowed down beyond its callees is first although they slowed down too", () => {
  const result = rankRootCauses(question({ latency: { table: 20, search: 120, shop: 120 } }));
  expect(names(result)[0]).toBe("search");
});

test("a target that nothing below explains is its own cause", () => {
  expect(names(rankRootCauses(question({ latency: { shop: 80 } })))[0]).toBe("shop");
});

test("lost availability is followed to the service that fails", () => {
  const failing = { payment: -10, shop: -10 };
  const asked = question({ availability: failing });
  const result = rankRootCauses({ ...asked, target: { ...asked.target, metric: "availability" } });
  expect(names(result)[0]).toBe("payment");
});

test("a service that fails is named when the target only got slow from waiting for it", () => {
  const result = rankRootCauses(question({ latency: { shop: 80 }, availability: { table: -40, shop: -40 } }));
  expect(names(result).slice(0, 2)).toEqual(["shop", "table"]);
});

test("a stale baseline does not make a service a cause when it was as slow before the onset", () => {
  const asked = question({ latency: SLOW_TABLE });
  const violation = asked.violation.map((entry) =>
    entry.service === "payment" ? shifted(entry, "latency", 500) : entry,
  );
  expect(names(rankRootCauses({ ...asked, violation }))[0]).toBe("table");
});

test("a dependency that was never called in normal times does not excuse its caller", () => {
  const asked = question({ latency: SLOW_TABLE });
  const normal = asked.normal.filter(({ service }) => service !== "table");
  expect(names(rankRootCauses({ ...asked, normal }))[0]).toBe("search");
});

test("a dependency that went silent is a suspect after the caller that it would explain", () => {
  const asked = question({ latency: { search: 80, shop: 80 } });
  const violation = asked.violation.map((entry) =>
    entry.service === "table"
      ? mapped(entry, (value, row) => (row >= ONSET_ROW ? Number.NaN : value))
      : entry,
  );
  const result = rankRootCauses({ ...asked, violation });
  expect(names(result).slice(0, 2)).toEqual(["search", "table"]);
  const table = result.kind === "ranked" ? result.ranking[1] : undefined;
  expect(table?.reason.code).toBe("went_silent");
});

test("a weak change of the target counts when the service below that explains it changed too", () => {
  const weak = { search: 40, shop: 1 };
  expect(rankRootCauses(question({ latency: { shop: 1 } })).kind).toBe("nothing_wrong");
  expect(names(rankRootCauses(question({ latency: weak })))[0]).toBe("search");
});

test("ordinary times have nothing wrong, and say how ordinary they are", () => {
  const result = rankRootCauses(question({}));
  expect(result).toMatchObject({ kind: "nothing_wrong", reasons: [{ code: "target_within_normal" }] });
});

test("one bad period in a long window is not a violation", () => {
  const asked = question({}, 60);
  const violation = asked.violation.map((entry) => spiked(entry, 40));
  expect(rankRootCauses({ ...asked, violation }).kind).toBe("nothing_wrong");
});

test.each([
  [
    "an unknown target",
    { target: { service: "nobody", metric: "latency", statistic: "Average" } },
    "target_not_measured",
  ],
  [
    "a metric without a bad direction",
    { target: { service: "shop", metric: "requests", statistic: "Sum" } },
    "target_without_direction",
  ],
  ["an empty window", { violation: [] }, "no_violation_data"],
  ["an empty baseline", { normal: [] }, "normal_too_short"],
] as const)("%s is answered with a reason", (_, change, code) => {
  const result = rankRootCauses({ ...question({ latency: SLOW_TABLE }), ...change });
  expect(result).toMatchObject({ kind: "not_enough_data", reasons: [{ code }] });
});

test("cycles in the graph do not hide the service that slowed down most", () => {
  const asked = question({ latency: { table: 200, search: 80, shop: 80 } });
  const calls = [...CALLS, { caller: "table", callee: "search" }, { caller: "table", callee: "shop" }];
  expect(names(rankRootCauses({ ...asked, calls }))).toContain("table");
});

test("without any edge every service that changed is still listed", () => {
  const result = rankRootCauses({ ...question({ latency: SLOW_TABLE }), calls: [] });
  expect(names(result)).toEqual(expect.arrayContaining(["shop", "search", "table"]));
});

test("whatever the data and the graph, there is an answer with finite, ordered scores", () => {
  const value = fc.oneof(fc.double(), fc.double({ min: 0, max: 200, noNaN: true }), fc.constant(100));
  const column = fc.oneof(
    fc.array(value, { maxLength: 9 }),
    fc.array(value, { minLength: 90, maxLength: 99 }),
  );
  const service = fc.constantFrom("shop", "search", "table", "");
  const entry = fc.record({
    service,
    metric: fc.constantFrom("latency", "availability", "requests"),
    column,
  });
  const table = fc.array(entry, { maxLength: 12 });
  const calls = fc.array(fc.record({ caller: service, callee: service }), { maxLength: 12 });
  fc.assert(
    fc.property(table, table, calls, (normal, violation, someCalls) => {
      const result = rankRootCauses({
        ...{ calls: someCalls, target: question({}).target, volumeMetric: "requests" },
        normal: normal.map((one) => seriesOf(one.service, one.metric, one.column, 0)),
        violation: violation.map((one) => seriesOf(one.service, one.metric, one.column, 100)),
      });
      if (result.kind !== "ranked") {
        expect(result.reasons.length).toBeGreaterThan(0);
        return;
      }
      const scores = result.ranking.map(({ score }) => score);
      expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(result.confidence >= 0 && result.confidence <= 1).toBe(true);
    }),
  );
});

/** Every run ranks twice over 300 rows. */
const FEW_RUNS = { numRuns: 25 };
const slowness = fc.dictionary(fc.constantFrom(...SERVICES), fc.integer({ min: 0, max: 200 }));

test("the order in which services and calls are given does not matter", () => {
  fc.assert(
    fc.property(slowness, fc.shuffledSubarray(CALLS, { minLength: 3 }), (latency, calls) => {
      const asked = question({ latency });
      const turned = {
        ...asked,
        calls,
        normal: asked.normal.toReversed(),
        violation: asked.violation.toReversed(),
      };
      expect(rankRootCauses(turned)).toEqual(rankRootCauses(asked));
    }),
    FEW_RUNS,
  );
});

test("the unit of a metric does not change the ranking", () => {
  fc.assert(
    fc.property(slowness, fc.integer({ min: -10, max: 10 }), (latency, power) => {
      const asked = question({ latency });
      const scale = (entry: ServiceSeries) => scaled(entry, "latency", 2 ** power);
      const other = { ...asked, normal: asked.normal.map(scale), violation: asked.violation.map(scale) };
      expect(names(rankRootCauses(other))).toEqual(names(rankRootCauses(asked)));
    }),
    FEW_RUNS,
  );
});

test("a service that the target does not depend on answers for a tenth at most", () => {
  fc.assert(
    fc.property(slowness, (latency) => {
      expect(scoreOf(rankRootCauses(question({ latency })), "batch")).toBeLessThanOrEqual(0.1);
    }),
    FEW_RUNS,
  );
});

type Extra = Record<string, number>;

/** Ordinary times and a window in which services get slower, or less available, from the third row on. */
function question(
  extra: { readonly latency?: Extra; readonly availability?: Extra },
  windowRows = WINDOW_ROWS,
): RootCauseQuestion {
  const observed = (fromRow: number, rows: number, slow: Extra, failing: Extra) =>
    SERVICES.flatMap((service) => [
      seriesOf(service, "latency", walk(service, fromRow, rows, 100, slow), fromRow),
      seriesOf(service, "availability", walk(service, fromRow, rows, 90, failing), fromRow),
      seriesOf(
        service,
        "requests",
        Array.from({ length: rows }, () => 50),
        fromRow,
      ),
    ]);
  return {
    calls: CALLS,
    target: { service: "shop", metric: "latency", statistic: "Average" },
    normal: observed(0, NORMAL_ROWS, {}, {}),
    violation: observed(NORMAL_ROWS, windowRows, extra.latency ?? {}, extra.availability ?? {}),
    volumeMetric: "requests",
  };
}

/** A caller shows the noise of what it waits for, as it does in reality. */
const WAITS_FOR: Record<string, readonly string[]> = {
  shop: ["shop", "search", "table", "payment"],
  search: ["search", "table"],
};

function walk(service: string, fromRow: number, rows: number, level: number, extra: Extra): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const change = row >= ONSET_ROW ? (extra[service] ?? 0) : 0;
    const sources = WAITS_FOR[service] ?? [service];
    return level + change + sources.reduce((sum, name) => sum + noise(`${name}${level}`, fromRow + row), 0);
  });
}

/** Deterministic, in [-1, 1). */
function noise(name: string, row: number): number {
  let hash = 2166136261 ^ row;
  for (const letter of `${name}${row}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return (hash >>> 0) / 2 ** 31 - 1;
}

const DIRECTIONS: Record<string, Direction> = {
  latency: "lower_is_better",
  availability: "higher_is_better",
};

function seriesOf(service: string, name: string, values: readonly number[], fromRow: number): ServiceSeries {
  const direction = DIRECTIONS[name] ?? "neutral";
  const statistic = name === "requests" ? "Sum" : "Average";
  const series: Series = {
    metric: { namespace: "test", name, dimensions: {}, statistic, unit: "None", direction },
    periodSeconds: 60,
    fromMs: fromRow * 60_000,
    toMs: (fromRow + values.length) * 60_000,
    points: values.map((value, index) => ({ atMs: (fromRow + index) * 60_000, value })),
    complete: true,
  };
  return { service, series };
}

function mapped(entry: ServiceSeries, change: (value: number, row: number) => number): ServiceSeries {
  const points = entry.series.points.map((point, row) => ({ ...point, value: change(point.value, row) }));
  return { ...entry, series: { ...entry.series, points } };
}

function scaled(entry: ServiceSeries, metric: string, factor: number): ServiceSeries {
  return entry.series.metric.name === metric ? mapped(entry, (value) => value * factor) : entry;
}

function shifted(entry: ServiceSeries, metric: string, by: number): ServiceSeries {
  return entry.series.metric.name === metric ? mapped(entry, (value) => value + by) : entry;
}

function spiked(entry: ServiceSeries, at: number): ServiceSeries {
  return mapped(entry, (value, row) => (row === at ? value + 1000 : value));
}

function names(result: RootCauseResult): string[] {
  return result.kind === "ranked" ? result.ranking.map(({ service }) => service) : [];
}

function scoreOf(result: RootCauseResult, service: string): number {
  if (result.kind !== "ranked") return 0;
  return result.ranking.find((candidate) => candidate.service === service)?.score ?? 0;
}
