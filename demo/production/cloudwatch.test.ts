import {
  CloudWatchClient,
  GetMetricDataCommand,
  PutMetricDataCommand,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type LocalCloudWatch, startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDemoWorld } from "./demo-world.ts";

const nowMs = Date.UTC(2026, 0, 14, 12);
const hourMs = 3_600_000;

let server: LocalCloudWatch;
let metrics: CloudWatchClient;
let logs: CloudWatchLogsClient;
const settings = () => ({
  region: "us-east-1",
  endpoint: server.url,
  maxAttempts: 1,
  credentials: { accessKeyId: "demo", secretAccessKey: "demo" },
});

beforeAll(async () => {
  server = await startLocalCloudWatch({ world: createDemoWorld(nowMs, 1).world, now: () => nowMs });
  metrics = new CloudWatchClient(settings());
  logs = new CloudWatchLogsClient(settings());
});
afterAll(() => server.close());

function read(fields: { Stat?: string; MaxDatapoints?: number; NextToken?: string; untilMs?: number }) {
  const { Stat = "Average", untilMs = nowMs, ...paging } = fields;
  return metrics.send(
    new GetMetricDataCommand({
      ...paging,
      StartTime: new Date(nowMs - hourMs),
      EndTime: new Date(untilMs),
      ScanBy: "TimestampAscending",
      MetricDataQueries: ["shop-checkout", "shop-orders"].map((Value, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: "AWS/Lambda",
            MetricName: "Duration",
            Dimensions: [{ Name: "FunctionName", Value }],
          },
          Period: 300,
          Stat,
        },
      })),
    }),
  );
}

test("pages data points over metrics without losing or repeating any", async () => {
  const whole = await read({});
  const values: Record<string, number[]> = { q0: [], q1: [] };
  let NextToken: string | undefined;
  do {
    const page = await read({ MaxDatapoints: 5, ...(NextToken === undefined ? {} : { NextToken }) });
    for (const result of page.MetricDataResults ?? [])
      values[result.Id ?? ""]?.push(...(result.Values ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(values.q0).toEqual(whole.MetricDataResults?.[0]?.Values);
  expect(values.q1).toEqual(whole.MetricDataResults?.[1]?.Values);
  expect(values.q0).toHaveLength(12);
});

test("knows nothing of the future", async () => {
  const answer = await read({ untilMs: nowMs + hourMs });
  expect(answer.MetricDataResults?.[0]?.Timestamps?.at(-1)).toEqual(new Date(nowMs - 300_000));
});

test("refuses a statistic that CloudWatch does not have", async () => {
  await expect(read({ Stat: "p101" })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

test("gives back what was put, gzipped or not", async () => {
  const Values = Array.from({ length: 150 }, (_, index) => index);
  const MetricData = Array.from({ length: 200 }, (_, index) => ({
    MetricName: `metric_${index}`,
    Timestamp: new Date(nowMs - 60_000),
    Values,
  }));
  await metrics.send(new PutMetricDataCommand({ Namespace: "SelfBuilding", MetricData }));
  const found = [];
  for await (const page of paginateListMetrics({ client: metrics }, { Namespace: "SelfBuilding" })) {
    found.push(...(page.Metrics ?? []));
  }
  expect(found).toHaveLength(200);
  const window = { periodSeconds: 300, fromMs: nowMs - 300_000, toMs: nowMs };
  const put = { namespace: "SelfBuilding", name: "metric_7", dimensions: {} };
  expect(server.put.values(put, { statistic: "p50", ...window })).toEqual([
    { atMs: nowMs - 300_000, value: 74.5 },
  ]);
});

test("lists log groups and filters events", async () => {
  const groups = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/shop-o" }));
  expect(groups.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(["/aws/lambda/shop-orders"]);
  const request = { logGroupName: "/aws/lambda/shop-orders", startTime: nowMs - hourMs, endTime: nowMs };
  const errors = await logs.send(
    new FilterLogEventsCommand({ ...request, filterPattern: '?"Invoke Error" ?"Task timed out"' }),
  );
  expect(errors.events?.length).toBeGreaterThan(5);
  expect(errors.events?.every(({ message }) => message?.includes("TypeError"))).toBe(true);
});

test("pages log events without losing or repeating any", async () => {
  const request = { logGroupName: "/aws/lambda/shop-orders", startTime: nowMs - hourMs, endTime: nowMs };
  const whole = await logs.send(new FilterLogEventsCommand(request));
  const ids = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({
        ...request,
        limit: 97,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    ids.push(...(page.events ?? []).map(({ eventId }) => eventId));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(ids).toEqual(whole.events?.map(({ eventId }) => eventId));
  expect(new Set(ids).size).toBe(ids.length);
});

test("answers STS", async () => {
  const identity = await new STSClient(settings()).send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe("000000000000");
});

test("refuses what is not signed and what it does not serve", async () => {
  const post = (headers: Record<string, string>) =>
    fetch(server.url, { method: "POST", headers, body: "{}" });
  expect((await post({ "x-amz-target": "Logs_20140328.DescribeLogGroups" })).status).toBe(403);
  const signed = { "x-amz-target": "Logs_20140328.DeleteLogGroup", authorization: "AWS4-HMAC-SHA256 x" };
  expect((await post(signed)).status).toBe(400);
});

test("fails as often as it is told to", async () => {
  server.failNext({ operation: "GetMetricData", status: 400, code: "ThrottlingException", times: 1 });
  await expect(read({})).rejects.toMatchObject({ name: "ThrottlingException" });
  await expect(read({})).resolves.toBeDefined();
});
