import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LocalCloudWatch, startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDemoWorld } from "./demo-world.ts";

const nowMs = Date.UTC(2026, 0, 14, 12);
const hourMs = 3_600_000;

let server: LocalCloudWatch;
const settings = () => ({
  region: "us-east-1",
  endpoint: server.url,
  maxAttempts: 1,
  credentials: { accessKeyId: "demo", secretAccessKey: "demo" },
});

beforeAll(async () => {
  server = await startLocalCloudWatch({ world: createDemoWorld(nowMs, 1).world, now: () => nowMs });
});
afterAll(() => server.close());

test("CloudWatch has the durations of the shop's functions", async () => {
  const answer = await new CloudWatchClient(settings()).send(
    new GetMetricDataCommand({
      StartTime: new Date(nowMs - hourMs),
      EndTime: new Date(nowMs),
      MetricDataQueries: ["shop-checkout", "shop-orders"].map((Value, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: "AWS/Lambda",
            MetricName: "Duration",
            Dimensions: [{ Name: "FunctionName", Value }],
          },
          Period: 300,
          Stat: "Average",
        },
      })),
    }),
  );
  expect(answer.MetricDataResults?.map(({ Values }) => Values?.length)).toEqual([12, 12]);
});

test("CloudWatch Logs have the errors of the shop's orders, each with its cause", async () => {
  const logs = new CloudWatchLogsClient(settings());
  const groups = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/shop-o" }));
  expect(groups.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(["/aws/lambda/shop-orders"]);
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/shop-orders",
      startTime: nowMs - hourMs,
      endTime: nowMs,
      filterPattern: '?"Invoke Error" ?"Task timed out"',
    }),
  );
  expect(events.length).toBeGreaterThan(5);
  expect(events.every(({ message }) => message?.includes("TypeError"))).toBe(true);
});
