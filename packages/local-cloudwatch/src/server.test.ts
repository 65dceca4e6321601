import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type LocalCloudWatch, startLocalCloudWatch } from "./server.ts";
import type { MetricName, TelemetrySource } from "./telemetry-source.ts";

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 0, 14, 12);
const group = "/shop/orders";

/** A shop with two metrics whose value is the minute of the hour, and a line of log every ten seconds. */
const shop: TelemetrySource = {
  metricNames: () => [metricOf("checkout"), metricOf("orders")],
  values: ({ dimensions }, { periodSeconds, fromMs, toMs }) => {
    if (!["checkout", "orders"].includes(dimensions.Service ?? "")) return [];
    const values = [];
    for (let atMs = fromMs; atMs < toMs; atMs += periodSeconds * 1000) {
      values.push({ atMs, value: (atMs / minuteMs) % 60 });
    }
    return values;
  },
  logGroups: () => ["/shop/checkout", group],
  *logEvents(logGroup, fromMs, toMs) {
    if (logGroup !== group) return;
    for (let atMs = Math.ceil(fromMs / 10_000) * 10_000; atMs < toMs; atMs += 10_000) {
      const number = (atMs / 10_000) % 360;
      yield { atMs, message: `INFO order ${number} taken`, stream: "a" };
      // Two at once: a page may end between them.
      yield { atMs, message: `${number % 36 === 0 ? "ERROR" : "INFO"} order ${number} paid`, stream: "b" };
    }
  },
};

let server: LocalCloudWatch;
let metrics: CloudWatchClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  server = await startLocalCloudWatch({ world: shop, now: () => nowMs });
  metrics = new CloudWatchClient(settings());
  logs = new CloudWatchLogsClient(settings());
});
afterEach(() => server.clearFaults());
afterAll(() => server.close());

function settings() {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { region: "us-east-1", endpoint: server.url, maxAttempts: 1, credentials };
}

function metricOf(service: string): MetricName {
  return { namespace: "Shop", name: "Latency", dimensions: { Service: service } };
}

function read(
  fields: {
    Stat?: string;
    MaxDatapoints?: number;
    NextToken?: string;
    fromMs?: number;
    untilMs?: number;
  } = {},
) {
  const { Stat = "Average", fromMs = nowMs - 60 * minuteMs, untilMs = nowMs, ...paging } = fields;
  return metrics.send(
    new GetMetricDataCommand({
      ...paging,
      StartTime: new Date(fromMs),
      EndTime: new Date(untilMs),
      ScanBy: "TimestampAscending",
      MetricDataQueries: ["checkout", "orders", "nothing"].map((Value, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: "Shop",
            MetricName: "Latency",
            Dimensions: [{ Name: "Service", Value }],
          },
          Period: 300,
          Stat,
        },
      })),
    }),
  );
}

test("answers each query with the source's values, and one without data with none", async () => {
  const { MetricDataResults = [] } = await read();
  const expected = Array.from({ length: 12 }, (_, index) => index * 5);
  expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
    ["q0", expected],
    ["q1", expected],
    ["q2", []],
  ]);
});

test("pages data points over metrics without losing or repeating any", async () => {
  const whole = await read();
  const values: Record<string, number[]> = { q0: [], q1: [], q2: [] };
  let NextToken: string | undefined;
  do {
    const page = await read({ MaxDatapoints: 5, ...(NextToken === undefined ? {} : { NextToken }) });
    for (const { Id = "", Values = [] } of page.MetricDataResults ?? []) values[Id]?.push(...Values);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(Object.values(values)).toEqual(whole.MetricDataResults?.map((one) => one.Values));
});

test("knows nothing of the future", async () => {
  const answer = await read({ untilMs: nowMs + 60 * minuteMs });
  expect(answer.MetricDataResults?.[0]?.Timestamps?.at(-1)).toEqual(new Date(nowMs - 5 * minuteMs));
});

test.each([
  ["a window that ends before it begins", { fromMs: nowMs, untilMs: nowMs - 1 }, "ValidationException"],
  ["more points than CloudWatch gives at once", { MaxDatapoints: 100_801 }, "InvalidParameterValueException"],
])("refuses %s", async (_what, request, name) => {
  await expect(read(request)).rejects.toMatchObject({ name });
});

test("gives back what was put, gzipped or not, with CloudWatch's statistics", async () => {
  const Values = Array.from({ length: 150 }, (_, index) => index);
  const Timestamp = new Date(nowMs - minuteMs);
  const many = Array.from({ length: 200 }, (_, index) => ({
    MetricName: `metric_${index}`,
    Timestamp,
    Values,
  }));
  for (const MetricData of [many, [{ MetricName: "small", Timestamp, Value: 3 }]]) {
    await metrics.send(new PutMetricDataCommand({ Namespace: "SelfBuilding", MetricData }));
  }
  const found = [];
  for await (const page of paginateListMetrics({ client: metrics }, { Namespace: "SelfBuilding" })) {
    found.push(...(page.Metrics ?? []));
  }
  expect(found).toHaveLength(201);
  const window = { periodSeconds: 300, fromMs: nowMs - 5 * minuteMs, toMs: nowMs };
  const putValue = (name: string, statistic: string) =>
    server.put.values({ namespace: "SelfBuilding", name, dimensions: {} }, { statistic, ...window })[0]
      ?.value;
  expect(["p50", "Sum", "SampleCount", "Maximum"].map((one) => putValue("metric_7", one))).toEqual([
    74.5, 11_175, 150, 149,
  ]);
  expect(putValue("small", "Average")).toBe(3);
});

test("lists the source's metrics by namespace and name", async () => {
  const list = async (request: { Namespace?: string; MetricName?: string }) =>
    (await metrics.send(new ListMetricsCommand(request))).Metrics?.map(
      ({ Dimensions }) => Dimensions?.[0]?.Value,
    );
  expect(await list({ Namespace: "Shop" })).toEqual(["checkout", "orders"]);
  expect(await list({ Namespace: "Shop", MetricName: "Errors" })).toEqual([]);
});

const lastHour = { logGroupName: group, startTime: nowMs - 60 * minuteMs, endTime: nowMs };

test("lists log groups and filters events", async () => {
  const groups = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/shop/o" }));
  expect(groups.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual([group]);
  const errors = await logs.send(
    new FilterLogEventsCommand({ ...lastHour, filterPattern: '?ERROR ?"no such"' }),
  );
  expect(errors.events?.map(({ message }) => message)).toEqual(
    Array.from({ length: 10 }, (_, index) => `ERROR order ${index * 36} paid`),
  );
});

test("pages log events without losing or repeating any, also between two of the same time", async () => {
  const whole = await logs.send(new FilterLogEventsCommand(lastHour));
  const ids: (string | undefined)[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs, pageSize: 97 }, lastHour)) {
    expect(events.length).toBeLessThanOrEqual(97);
    ids.push(...events.map(({ eventId }) => eventId));
  }
  expect(ids).toEqual(whole.events?.map(({ eventId }) => eventId));
  expect(new Set(ids).size).toBe(720);
});

test("refuses a log group that there is not", async () => {
  const unknown = new FilterLogEventsCommand({ ...lastHour, logGroupName: "/shop/none" });
  await expect(logs.send(unknown)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("answers STS", async () => {
  const client = new STSClient(settings());
  const identity = await client.send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe("000000000000");
  const request = { RoleArn: "arn:aws:iam::000000000000:role/r", RoleSessionName: "s" };
  const { Credentials } = await client.send(new AssumeRoleCommand(request));
  expect(Credentials?.AccessKeyId).toBeDefined();
});

test("refuses what is not signed and what it does not serve", async () => {
  const post = (headers: Record<string, string>) =>
    fetch(server.url, { method: "POST", headers, body: "{}" });
  expect((await post({ "x-amz-target": "Logs_20140328.DescribeLogGroups" })).status).toBe(403);
  const signed = { "x-amz-target": "Logs_20140328.DeleteLogGroup", authorization: "AWS4-HMAC-SHA256 x" };
  expect((await post(signed)).status).toBe(400);
});

test("fails as often as it is told to, and counts what was asked", async () => {
  const before = server.requests().GetMetricData ?? 0;
  server.failNext({ operation: "GetMetricData", status: 400, code: "ThrottlingException", times: 2 });
  for (let time = 0; time < 2; time += 1) {
    await expect(read()).rejects.toMatchObject({ name: "ThrottlingException" });
  }
  await expect(read()).resolves.toBeDefined();
  expect(server.requests().GetMetricData).toBe(before + 3);
  server.failNext({ operation: "*", status: 500, code: "InternalFailure", times: Number.POSITIVE_INFINITY });
  await expect(read()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  server.clearFaults();
  await expect(read()).resolves.toBeDefined();
});
