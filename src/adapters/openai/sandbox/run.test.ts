import { expect, it } from "vitest";
import { type Answer, converse } from "./run.ts";

/** A process that runs these lines of JavaScript. */
function running(code: string, answer: (line: string) => Promise<Answer<string>>, limits = {}) {
  const command = { file: process.execPath, args: ["-e", code] };
  return converse(command, "first", answer, { timeoutMs: 60_000, outputBytes: 10_000, ...limits });
}

const take = async (line: string): Promise<Answer<string>> => ({ kind: "done", value: line });
const echo = "process.stdin.on('data', (data) => process.stdout.write(data));";

it("answers lines until one ends it", async () => {
  const said: string[] = [];
  const result = await running(echo, async (line) => {
    said.push(line);
    return said.length < 3 ? { kind: "say", line: `${line}+` } : { kind: "done", value: line };
  });
  expect([result, said]).toEqual([{ kind: "done", value: "first++" }, ["first", "first+", "first++"]]);
});

it.each([
  ["process.exit(3)", {}, { kind: "ended", detail: "It ended with code 3." }],
  ["throw new Error('no luck')", {}, { kind: "ended", detail: expect.stringContaining("no luck") }],
  ["process.kill(process.pid, 'SIGSEGV')", {}, { kind: "ended", detail: "It was ended by SIGSEGV." }],
  ["process.stdout.write('no end of line')", {}, { kind: "ended", detail: "It ended with code 0." }],
  ["setInterval(() => {}, 1000)", { timeoutMs: 300 }, { kind: "too_slow" }],
  ["for (;;);", { timeoutMs: 300 }, { kind: "too_slow" }],
  ["process.on('SIGTERM', () => {}); for (;;);", { timeoutMs: 300 }, { kind: "too_slow" }],
  ["setInterval(() => process.stdout.write('x'.repeat(1000)), 1)", {}, { kind: "broke_rules" }],
  ["process.stdout.write('x'.repeat(5_000_000))", {}, { kind: "broke_rules" }],
  ["process.stdout.write('\\n'.repeat(9_000))", {}, { kind: "broke_rules" }],
  ["process.stderr.write('x'.repeat(5_000_000)); process.exit(2)", {}, { kind: "ended" }],
])("of %s with %j comes %j", async (code, limits, expected) => {
  expect(await running(code, take, limits)).toMatchObject(expected);
});

it("hears nothing while it thinks", async () => {
  const slow = () => new Promise<Answer<string>>(() => {});
  expect(await running("process.stdout.write('one\\ntwo\\n')", slow)).toMatchObject({ kind: "broke_rules" });
});

it("gives it no environment, and puts its own up with nothing", async () => {
  const said = await running("console.log(JSON.stringify(process.env))", take);
  expect(said).toEqual({ kind: "done", value: "{}" });
  const broken = async () => Promise.reject(new Error("ours"));
  expect(await running(echo, broken)).toEqual({ kind: "broke_rules", detail: "Error: ours" });
});

it("says that a program is not there", async () => {
  const gone = { file: "/nowhere/node", args: [] };
  const result = await converse(gone, "", take, { timeoutMs: 60_000, outputBytes: 10 });
  expect(result).toMatchObject({ kind: "ended", detail: expect.stringContaining("ENOENT") });
});
