import { filterPattern } from "@self-building-agent/local-cloudwatch/filter-pattern.ts";
import { describe, expect, it } from "vitest";
import { parseLambdaReport } from "../../domain/analyse/logs/lambda-report.ts";
import type { LogLine } from "../../domain/shared/log.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { readReports } from "./read-reports.ts";

const hourMs = 3_600_000;
const window = { fromMs: 1000 * hourMs, toMs: 1024 * hourMs };
const requestId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const text = (n: number, megabytes: number) =>
  `REPORT RequestId: ${requestId(n)}\tDuration: 200.00 ms\tBilled Duration: 200 ms\tMemory Size: 1024 MB\tMax Memory Used: ${megabytes} MB\t`;
const json = (n: number, maxMemoryUsedMB: number) =>
  JSON.stringify({
    time: "2026-11-08T10:00:00.000Z",
    type: "platform.report",
    record: {
      requestId: requestId(n),
      metrics: { durationMs: 200, billedDurationMs: 200, memorySizeMB: 1024, maxMemoryUsedMB },
    },
  });

/** One report every ten seconds; every tenth hour 950 MB are used, from its second half on. */
function busyLog(line: (n: number, megabytes: number) => string, most = 950): LogLine[] {
  return Array.from({ length: 8640 }, (_, n) => {
    const isLarge = Math.floor(n / 360) % 10 === 3 && n % 360 >= 340;
    return { atMs: window.fromMs + n * 10_000, message: line(n, isLarge ? most : 300) };
  });
}

function telemetryOf(lines: readonly LogLine[], understands: (pattern: string) => boolean) {
  const asked: string[] = [];
  const readLogs: Telemetry["readLogs"] = async ({ filter = "", maxLines, ...request }) => {
    asked.push(filter);
    const matches = understands(filter) ? filterPattern(filter) : () => false;
    const found = lines.filter(
      ({ atMs, message }) => atMs >= request.fromMs && atMs < request.toMs && matches(message),
    );
    return { ...request, lines: found.slice(0, maxLines), complete: found.length <= maxLines };
  };
  const telemetry: Telemetry = { readLogs, readSeries: async () => [], circuit: () => "closed" };
  return { asked, telemetry };
}

const everything = () => true;
const wordsOnly = (pattern: string) => !/^[[{]/.test(pattern);

async function read(
  lines: readonly LogLine[],
  filter = "REPORT",
  understands: (pattern: string) => boolean = everything,
) {
  const { asked, telemetry } = telemetryOf(lines, understands);
  const queries = [{ logGroup: "/aws/lambda/shop", lines: "report", filter } as const];
  const { reports, reportsAre } = await readReports(queries, window, { telemetry });
  const used = reports.map(({ message }) => parseLambdaReport(message)?.maxMemoryMegabytes ?? 0);
  return { reportsAre, most: Math.max(...used), count: reports.length, asked: asked.length };
}

describe("the reports of a function", () => {
  it("are all read where there are few", async () => {
    const few = busyLog(text).filter((_, n) => n % 10 === 0);
    expect(await read(few)).toMatchObject({ reportsAre: "whole", count: 864, asked: 8 });
  });

  it("are searched for more memory than the sample shows, by column", async () => {
    expect(await read(busyLog(text))).toMatchObject({ reportsAre: "whole", most: 950, asked: 10 });
    expect(await read(busyLog(text, 400))).toMatchObject({ reportsAre: "whole", most: 400 });
    expect(await read(busyLog(text, 300))).toMatchObject({ reportsAre: "whole", most: 300, count: 2000 });
  });

  it("are searched by field where they are JSON", async () => {
    expect(await read(busyLog(json), "platform")).toMatchObject({
      reportsAre: "whole",
      most: 950,
      asked: 10,
    });
  });

  it("are read whole where such a search is not understood", async () => {
    expect(await read(busyLog(text), "REPORT", wordsOnly)).toMatchObject({ reportsAre: "whole", most: 950 });
  });

  it("are said to be a part where there are too many for that", async () => {
    const tooMany = [0, 1].flatMap((ms) => busyLog(text).map((line) => ({ ...line, atMs: line.atMs + ms })));
    expect(await read(tooMany, "REPORT", wordsOnly)).toMatchObject({ reportsAre: "partial", most: 300 });
  });

  it("are said to be a part where more was found than is read", async () => {
    const alwaysMore = busyLog(text).map(({ atMs }, n) => ({
      atMs,
      message: text(n, n % 1080 < 250 ? 300 : 900),
    }));
    expect(await read(alwaysMore)).toMatchObject({ reportsAre: "partial", most: 900 });
  });

  it("are not searched where the sample is against a cut already", async () => {
    const large = busyLog(text).map(({ atMs }, n) => ({ atMs, message: text(n, 600) }));
    expect(await read(large)).toMatchObject({ reportsAre: "partial", asked: 8 });
  });
});
