import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { readEmbeddedMetrics } from "./embedded-metrics.ts";

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

test("any other line holds no metrics and nothing throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.json()), (text) => {
      expect(readEmbeddedMetrics(text)).toEqual([]);
      readEmbeddedMetrics(`{"_aws":${text}}`);
    }),
  );
});
