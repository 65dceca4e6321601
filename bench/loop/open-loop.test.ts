import { createServer, type Server, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { percentile, sendAtRate } from "./open-loop.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Answers nothing until `count` requests are there. */
async function serveAllAtOnce(count: number): Promise<string> {
  const waiting: ServerResponse[] = [];
  const started = createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === count) for (const one of waiting) one.end("ok");
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

test("requests go out though none is answered yet", async () => {
  const url = await serveAllAtOnce(20);
  const answers = await sendAtRate(() => ({ url, headers: {}, body: "x" }), { count: 20, perSecond: 200 });
  expect(answers).toHaveLength(20);
  expect(answers.every(({ status, body }) => status === 200 && body === "ok")).toBe(true);
});

test("a percentile is the value that so many do not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 99, 100]);
  expect(percentile([], 0.5)).toBeNaN();
});
