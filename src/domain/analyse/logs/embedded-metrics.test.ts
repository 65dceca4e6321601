import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { isMetricDocument, readEmbeddedMetrics } from "./embedded-metrics.ts";

const line = (extra: Record<string, unknown>) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: "Shop",
          Dimensions: [["service"], ["service", "region"]],
          Metrics: [{ Name: "latency", Unit: "Milliseconds" }, { Name: "orders" }],
        },
      ],
    },
    service: "checkout",
    ...extra,
  });

test("each metric is read once a dimension set whose dimensions are all there", () => {
  expect(readEmbeddedMetrics(line({ latency: [12, 13], orders: 2 }))).toEqual([
    {
      namespace: "Shop",
      name: "latency",
      unit: "Milliseconds",
      dimensions: { service: "checkout" },
      atMs: 1_700_000_000_000,
      values: [12, 13],
    },
    {
      namespace: "Shop",
      name: "orders",
      unit: "None",
      dimensions: { service: "checkout" },
      atMs: 1_700_000_000_000,
      values: [2],
    },
  ]);
});

test("a metric without a numeric value is left out", () => {
  expect(readEmbeddedMetrics(line({ latency: "fast" }))).toEqual([]);
});

test("a malformed directive or metric does not lose those beside it", () => {
  const root = JSON.parse(line({ latency: 3, orders: 2 }));
  const metrics = root._aws.CloudWatchMetrics;
  const broken = [{ Namespace: 5 }, null, { ...metrics[0], Metrics: [{ Name: 5 }, { Name: "orders" }] }];
  const whole = { ...root, _aws: { ...root._aws, CloudWatchMetrics: [...broken, ...metrics] } };
  expect(readEmbeddedMetrics(JSON.stringify(whole)).map(({ name }) => name)).toEqual([
    "orders",
    "latency",
    "orders",
  ]);
});

test("a document of metrics is told from a log line that has metrics in it", () => {
  const errors = { Timestamp: 1, CloudWatchMetrics: [{ Namespace: "S", Metrics: [{ Name: "error" }] }] };
  expect(isMetricDocument({ _aws: errors, error: 0, service: "orders" })).toBe(true);
  expect(isMetricDocument({ _aws: errors, error: [0, 1] })).toBe(true);
  expect(isMetricDocument({ _aws: errors, error: 1, level: "error", message: "failed" })).toBe(false);
  expect(isMetricDocument({ error: 0 })).toBe(false);
});

test("any other line holds no metrics and nothing throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.json()), (text) => {
      expect(readEmbeddedMetrics(text)).toEqual([]);
      readEmbeddedMetrics(`{"_aws":${text}}`);
    }),
  );
});
