import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import nock from "nock";
import { expect, test } from "vitest";
import { strictNock } from "../../../test/stand-ins/strict-nock.ts";
import { metricKey, metricSchema } from "../../domain/shared/series.ts";
import { readMetricData } from "./metric-data.ts";

strictNock();

const metric = metricSchema.parse({ namespace: "AWS/Lambda", name: "Errors", statistic: "Sum" });
const window = { fromMs: 0, toMs: 900_000 };

/** What the product makes of CloudWatch's answers, one page each. */
async function read(...pages: object[]) {
  for (const page of pages) {
    nock("https://monitoring.us-east-1.amazonaws.com")
      .post("/")
      .matchHeader("x-amz-target", "GraniteServiceVersion20100801.GetMetricData")
      .reply(200, page, { "content-type": "application/x-amz-json-1.0" });
  }
  const client = new CloudWatchClient({
    region: "us-east-1",
    credentials: { accessKeyId: "demo", secretAccessKey: "demo" },
  });
  const answers = await readMetricData(client, [metric], window, 300);
  return answers.get(metricKey(metric));
}

function result(fields: object) {
  return { Id: "m0", StatusCode: "Complete", Timestamps: [0, 300], Values: [1, 2], ...fields };
}

const bothPoints = [
  { atMs: 0, value: 1 },
  { atMs: 300_000, value: 2 },
];

test("is complete when CloudWatch says so", async () => {
  expect(await read({ MetricDataResults: [result({})] })).toEqual({ points: bothPoints, complete: true });
});

test.each(["PartialData", "InternalError", "Forbidden"])("is not complete on %s", async (StatusCode) => {
  const answer = await read({ MetricDataResults: [result({ StatusCode })] });
  expect(answer).toEqual({ points: bothPoints, complete: false });
});

test("is not complete when CloudWatch adds a message", async () => {
  const Messages = [{ Code: "MaxMetricsExceeded", Value: "too many" }];
  expect(await read({ MetricDataResults: [result({})], Messages })).toMatchObject({ complete: false });
  expect(await read({ MetricDataResults: [result({ Messages })] })).toMatchObject({ complete: false });
});

test("is empty and not complete when a metric has no answer at all", async () => {
  expect(await read({ MetricDataResults: [] })).toEqual({ points: [], complete: false });
});

test("joins a metric that spans pages, in order, one value a time", async () => {
  const answer = await read(
    { MetricDataResults: [result({ StatusCode: "PartialData", Timestamps: [300, 0] })], NextToken: "a" },
    { MetricDataResults: [result({ Timestamps: [300, 600], Values: [5, 6] })] },
  );
  expect(answer).toEqual({
    points: [
      { atMs: 0, value: 2 },
      { atMs: 300_000, value: 5 },
      { atMs: 600_000, value: 6 },
    ],
    complete: true,
  });
});

test("drops values that are not finite", async () => {
  const answer = await read({ MetricDataResults: [result({ Values: ["NaN", "Infinity"] })] });
  expect(answer).toEqual({ points: [], complete: true });
});
