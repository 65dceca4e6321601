import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Probot } from "probot";
import type { Queue } from "../ports/queue.ts";
import type { Store } from "../ports/store.ts";
import { wakeUpsFor } from "./webhook-events.ts";

/** GitHub sends at most 25 MB. */
const maxBodyBytes = 25 * 1024 * 1024;
const maxDeliveryIdCharacters = 100;

export interface WebhookEndpoint {
  /** The app whose deliveries are taken; null: the endpoint stays closed. */
  readonly app: { readonly appId: string; readonly privateKey: string; readonly secret: string } | null;
  readonly store: Pick<Store, "claimOnce">;
  readonly queue: Queue;
  readonly now: () => number;
}

/**
 * POST / takes a delivery of GitHub's: checks its signature over the raw body, puts what it is a reason for on the
 * queue, and answers. 202 with how much was queued, 200 for nothing to do or a repeated delivery, 400, 401, 413 for
 * what is wrong with it, 503 while no app is configured.
 */
export function webhookRoutes(endpoint: WebhookEndpoint): Hono {
  const routes = new Hono();
  if (!endpoint.app) {
    return routes.post("/", (context) => {
      const message =
        "Webhooks are off. Set WEBHOOK_SECRET, APP_ID and PRIVATE_KEY of the GitHub App and restart.";
      return context.json({ error: "not_configured", message }, 503);
    });
  }
  const { appId } = endpoint.app;
  const verify = signatureCheck(endpoint.app);
  const onError = () =>
    Response.json({ error: "too_large", message: "A delivery may have 25 MB at most." }, { status: 413 });

  return routes.post("/", bodyLimit({ maxSize: maxBodyBytes, onError }), async (context) => {
    const event = context.req.header("x-github-event");
    const delivery = context.req.header("x-github-delivery");
    const signature = context.req.header("x-hub-signature-256");
    const body = await context.req.text();
    if (!signature || body === "" || !(await verify(body, signature))) {
      const message = "The signature does not fit. Check that WEBHOOK_SECRET is the app's webhook secret.";
      return context.json({ error: "bad_signature", message }, 401);
    }
    const payload = parseJson(body);
    if (!event || !delivery || delivery.length > maxDeliveryIdCharacters || payload === undefined) {
      const message =
        "Needs X-GitHub-Event, X-GitHub-Delivery and a JSON body; set the webhook to application/json.";
      return context.json({ error: "bad_request", message }, 400);
    }
    const wakeUps = wakeUpsFor(event, payload, appId);
    if (wakeUps.length === 0) return context.json({ queued: 0 });
    const isFirst = await endpoint.store.claimOnce(`delivery ${delivery}`, endpoint.now());
    if (!isFirst) return context.json({ queued: 0, duplicate: true });
    await Promise.all(wakeUps.map((wakeUp) => endpoint.queue.wake(wakeUp)));
    return context.json({ queued: wakeUps.length }, 202);
  });
}

function signatureCheck(
  app: NonNullable<WebhookEndpoint["app"]>,
): (body: string, signature: string) => Promise<boolean> {
  const probot = new Probot({ ...app, logLevel: "fatal" });
  const ready = probot.ready();
  return async (body, signature) => {
    await ready;
    return probot.webhooks.verify(body, signature);
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
