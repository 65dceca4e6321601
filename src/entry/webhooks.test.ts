import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { WakeUp } from "../ports/queue.ts";
import { type DeliveryRecord, webhookRoutes } from "./webhooks.ts";

const secret = "a webhook secret";
const payload = JSON.stringify({
  action: "closed",
  repository: { name: "shöp", full_name: "acme/shöp", owner: { login: "acme" } },
  pull_request: { number: 7 },
});

const app = { appId: "1", privateKey: "unused", secret };

function endpoint(options: { app?: typeof app | null; wake?: () => Promise<void> } = {}) {
  const claimed = new Set<string>();
  const woken: WakeUp[] = [];
  const records: DeliveryRecord[] = [];
  const routes = webhookRoutes({
    app: options.app === undefined ? app : options.app,
    store: {
      claimOnce: async (key) => {
        const isFirst = !claimed.has(key);
        claimed.add(key);
        return isFirst;
      },
    },
    queue: { wake: options.wake ?? (async (wakeUp) => void woken.push(wakeUp)) },
    now: () => 0,
    onDelivery: (record) => void records.push(record),
  });
  const deliver = async (body: string, headers: Record<string, string> = {}) => {
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    const response = await routes.request("/", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": "pull_request",
        "x-github-delivery": "d1",
        "x-hub-signature-256": signature,
        ...headers,
      },
    });
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  return { deliver, woken, records };
}

test("a signed delivery puts its wake-up on the queue", async () => {
  const { deliver, woken } = endpoint();
  expect(await deliver(payload)).toEqual({ status: 202, answer: { queued: 1 } });
  expect(woken).toEqual([
    {
      kind: "changed",
      repository: { owner: "acme", name: "shöp" },
      what: { kind: "pull_request", number: 7 },
    },
  ]);
});

test("a repeated delivery acts once", async () => {
  const { deliver, woken } = endpoint();
  await deliver(payload);
  expect(await deliver(payload)).toEqual({ status: 200, answer: { queued: 0, duplicate: true } });
  await deliver(payload, { "x-github-delivery": "d2" });
  expect(woken).toHaveLength(2);
});

test.each([
  { "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
  { "x-hub-signature-256": "nonsense" },
  { "x-hub-signature-256": "" },
])("a wrong signature is 401 and acts not: %j", async (headers) => {
  const { deliver, woken } = endpoint();
  const { status, answer } = await deliver(payload, headers);
  expect(status).toBe(401);
  expect(answer).toMatchObject({ error: "bad_signature" });
  expect(woken).toEqual([]);
});

test("a delivery without a name or with a body that is no JSON is 400", async () => {
  const { deliver, woken } = endpoint();
  expect((await deliver(payload, { "x-github-event": "" })).status).toBe(400);
  expect((await deliver("payload=%7B%7D")).status).toBe(400);
  expect(woken).toEqual([]);
});

test("a delivery that concerns nobody is answered and does nothing", async () => {
  const { deliver, woken } = endpoint();
  expect(await deliver("{}", { "x-github-event": "ping" })).toEqual({ status: 200, answer: { queued: 0 } });
  expect(woken).toEqual([]);
});

test("a delivery over 25 MB is 413", async () => {
  const { deliver } = endpoint();
  const { status, answer } = await deliver(" ".repeat(25 * 1024 * 1024 + 1));
  expect(status).toBe(413);
  expect(answer).toMatchObject({ error: "too_large" });
});

test("without an app the endpoint stays closed and says what to set", async () => {
  const { deliver } = endpoint({ app: null });
  const { status, answer } = await deliver(payload);
  expect(status).toBe(503);
  expect(JSON.stringify(answer)).toContain("Set WEBHOOK_SECRET");
});

test("an empty delivery is refused like any other without a fitting signature", async () => {
  expect(await endpoint().deliver("")).toMatchObject({ status: 401, answer: { error: "bad_signature" } });
});

const none = { action: null, repository: null, woke: [] };
const taken = { delivery: "d1", event: "pull_request", action: "closed", repository: "acme/shöp" };
const wrong = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };

test.each<[string, string, Record<string, string>, object]>([
  ["that wakes", payload, {}, { ...taken, done: "queued", why: null, woke: ["changed pull_request"] }],
  [
    "of an event that is not used",
    "{}",
    { "x-github-event": "ping" },
    { ...none, delivery: "d1", event: "ping", done: "ignored", why: "event_not_used" },
  ],
  [
    "whose payload is not what the event should have",
    '{"action":7,"repository":"x"}',
    {},
    { ...none, delivery: "d1", event: "pull_request", done: "ignored", why: "payload_not_understood" },
  ],
  [
    "that concerns nothing here",
    payload.replace("closed", "assigned"),
    {},
    { ...taken, action: "assigned", done: "ignored", why: "concerns_nothing", woke: [] },
  ],
  [
    "with a wrong signature, of whose body nothing is repeated",
    payload,
    wrong,
    { ...none, delivery: "d1", event: "pull_request", done: "refused", why: "bad_signature" },
  ],
  [
    "that is too large",
    " ".repeat(25 * 1024 * 1024 + 1),
    {},
    { ...none, delivery: "d1", event: "pull_request", done: "refused", why: "too_large" },
  ],
])("a delivery %s has one record of what was done with it", async (_case, body, headers, record) => {
  const { deliver, records } = endpoint();
  await deliver(body, headers);
  expect(records).toEqual([record]);
});

test("a repeated delivery has a record of its own, and so has one that could not be queued", async () => {
  const once = endpoint();
  await once.deliver(payload);
  await once.deliver(payload);
  expect(once.records[1]).toEqual({ ...taken, done: "duplicate", why: "delivered_before", woke: [] });

  const broken = endpoint({ wake: () => Promise.reject(new Error("no database")) });
  expect((await broken.deliver(payload)).status).toBe(500);
  expect(broken.records).toMatchObject([
    { done: "failed", why: "queue_failed", error: "Error: no database" },
  ]);
});
