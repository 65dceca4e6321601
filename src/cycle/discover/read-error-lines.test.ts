import { describe, expect, it } from "vitest";
import type { LogLine } from "../../domain/shared/log.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { readErrorLines } from "./read-error-lines.ts";

const window = { fromMs: 0, toMs: 24 * 3_600_000 };
const query = { logGroup: "g", filter: "?Error ?Exception ?Traceback ?panic", lines: "error" as const };

/** A log that is asked as CloudWatch is; it counts what is asked of it. */
function logOf(lines: readonly LogLine[]) {
  const asked: Parameters<Telemetry["readLogs"]>[0][] = [];
  const telemetry: Telemetry = {
    readSeries: async () => [],
    circuit: () => "closed",
    readLogs: async (request) => {
      asked.push(request);
      const words = [...(request.filter ?? "").matchAll(/\?(\S+)/g)].map((match) => match[1] ?? "");
      const found = lines.filter(
        ({ atMs, message, stream }) =>
          atMs >= request.fromMs &&
          atMs < request.toMs &&
          (request.stream === undefined || request.stream === stream) &&
          (words.length === 0 || words.some((word) => message.includes(word))),
      );
      const kept = found.slice(0, request.maxLines);
      return { ...request, lines: kept, complete: kept.length === found.length };
    },
  };
  return { asked, read: () => readErrorLines(query, window, telemetry) };
}

const JAVA = [
  "java.lang.IllegalStateException: no price",
  "\tat com.acme.Price.of(Price.java:14)",
  "\tat com.acme.Handler.handle(Handler.java:9)",
];
const written = (lines: readonly string[], atMs: number, stream?: string): LogLine[] =>
  lines.map((message, index) => ({
    atMs: atMs + index,
    message,
    ...(stream === undefined ? {} : { stream }),
  }));

describe("readErrorLines", () => {
  it("reads the frames that the filter leaves out", async () => {
    const { read } = logOf(
      [1_000, 50_000].flatMap((atMs) => written(["order taken", ...JAVA, "order done"], atMs)),
    );
    const { sample } = await read();
    expect(sample.complete).toBe(true);
    expect(sample.lines.map(({ message }) => message)).toEqual([JAVA.join("\n"), JAVA.join("\n")]);
  });

  it("does not mix traces that several streams write at once", async () => {
    const other = [JAVA[0] ?? "", "\tat com.acme.Cart.total(Cart.java:3)"];
    const lines = [...written(JAVA, 1_000, "one"), ...written(other, 1_000, "two")];
    const { sample } = await logOf(lines.sort((a, b) => a.atMs - b.atMs)).read();
    expect(sample.lines.map(({ message }) => message).sort()).toEqual(
      [other.join("\n"), JAVA.join("\n")].sort(),
    );
  });

  it("asks again for a bounded number of hits, of each kind some", async () => {
    const lines = Array.from({ length: 500 }, (_, index) => written(JAVA, index * 10_000)).flat();
    const { asked, read } = logOf([
      ...lines,
      ...written(["Error: rare", "    at f (/a.js:1:2)"], 80_000_000),
    ]);
    const { sample } = await read();
    expect(asked.length).toBeLessThanOrEqual(60);
    expect(sample.lines).toHaveLength(501);
    expect(sample.lines.at(-1)?.message).toBe("Error: rare\n    at f (/a.js:1:2)");
  });

  it("is not crowded out by documents of metrics", async () => {
    const document = JSON.stringify({
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: "Errors" }] }] },
      Errors: 0,
      Error: 0,
    });
    const metrics = Array.from({ length: 12_000 }, (_, index) => ({
      atMs: index * 1_000,
      message: document,
    }));
    const { sample } = await logOf([...metrics, ...written(["Error: no price"], 20_000_000)]).read();
    expect(sample).toMatchObject({ complete: true, lines: [{ message: "Error: no price" }] });
  });

  it("ends, not complete, in what has no end", async () => {
    const document = JSON.stringify({ level: "info", msg: "no Error" });
    const { asked, read } = logOf(
      Array.from({ length: 120_000 }, (_, index) => ({ atMs: index, message: document })),
    );
    expect((await read()).sample).toMatchObject({ complete: false, lines: [] });
    expect(asked.length).toBeLessThanOrEqual(60);
  });

  it("reads the log without the filter where that does not know how errors are written", async () => {
    const line = (level: number, msg: string) => JSON.stringify({ level, time: 1, msg });
    const lines = Array.from({ length: 40 }, (_, index) =>
      line(index % 4 === 0 ? 50 : 30, "payment declined"),
    );
    const { sample } = await logOf(
      lines.map((message, index) => ({ atMs: index * 1_000_000, message })),
    ).read();
    expect(sample.complete).toBe(true);
    expect(sample.lines).toHaveLength(10);
  });

  it("says nothing of a log without errors", async () => {
    const { sample, probe } = await logOf(
      written(["INFO order taken", "INFO 0 errors, Error: none"], 5),
    ).read();
    expect(sample).toMatchObject({ complete: true, lines: [] });
    expect(probe).toHaveLength(2);
  });
});
