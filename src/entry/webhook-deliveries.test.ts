import { createHmac } from "node:crypto";
import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { expect, test } from "vitest";
import { MemoryWorld } from "../../test/stand-ins/memory-world.ts";
import { admitted, step, until } from "../../test/stand-ins/play.ts";
import { immediateQueue } from "../adapters/queue/immediate-queue.ts";
import { jobs } from "./jobs.ts";
import { type DeliveryRecord, webhookRoutes } from "./webhooks.ts";

const secret = "a webhook secret";
const deliveries = examples.flatMap(({ name, examples: payloads }) =>
  payloads.map((payload: unknown, index) => ({
    event: name,
    id: `${name}-${index}`,
    // Each that names a pull request or an issue is about the one that is open here.
    body: JSON.stringify(payload).replaceAll(/"number":\d+/g, '"number":1'),
  })),
);

/** The examples' own repository, with a pull request of the app's open in it. */
async function openInTheirRepository() {
  const world = await admitted(new MemoryWorld({ repository: { owner: "Codertocat", name: "Hello-World" } }));
  await until(world, "proposed");
  await step(world);
  const queue = immediateQueue();
  const ports = { ...world.ports(), queue };
  const records: DeliveryRecord[] = [];
  const routes = webhookRoutes({
    app: { appId: "1", privateKey: "unused", secret },
    store: world.store,
    queue,
    now: () => world.nowMs,
    onDelivery: (record) => void records.push(record),
  });
  const deliver = async ({ event, id, body }: (typeof deliveries)[number]): Promise<number> => {
    const response = await routes.request("/", {
      method: "POST",
      body,
      headers: {
        "x-github-event": event,
        "x-github-delivery": id,
        "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
      },
    });
    expect(await queue.drain(jobs(ports, world.settings, () => world.nowMs))).toEqual([]);
    return response.status;
  };
  const github = () => {
    const { published, comments, reactions, branches } = world.forge;
    return structuredClone({ published, comments, reactions, branches });
  };
  return { world, records, deliver, github };
}

test("every example delivery of GitHub's is answered 2xx with one record, and moves nothing of what is open", async () => {
  const { world, records, deliver, github } = await openInTheirRepository();
  const before = { github: github(), stages: [...world.store.rows.values()].map(({ stage }) => stage) };
  for (const delivery of deliveries) expect([200, 202]).toContain(await deliver(delivery));
  expect(records.map(({ delivery }) => delivery)).toEqual(deliveries.map(({ id }) => id));
  expect(records.filter(({ done }) => done === "queued").length).toBeGreaterThan(20);
  expect(records.filter(({ done }) => !["queued", "ignored"].includes(done))).toEqual([]);
  expect({ github: github(), stages: [...world.store.rows.values()].map(({ stage }) => stage) }).toEqual(
    before,
  );
});

test("delivered again, every one of them does nothing", async () => {
  const { world, records, deliver } = await openInTheirRepository();
  for (const delivery of deliveries) await deliver(delivery);
  const rows = structuredClone(world.store.rows);
  records.length = 0;
  for (const delivery of deliveries) await deliver(delivery);
  expect(records.filter(({ done }) => done === "queued")).toEqual([]);
  expect(world.store.rows).toEqual(rows);
});
