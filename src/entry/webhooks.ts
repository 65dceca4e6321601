import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Probot } from "probot";
import { z } from "zod";
import type { Queue, WakeUp } from "../ports/queue.ts";
import type { Store } from "../ports/store.ts";
import { type Ignored, readDelivery } from "./webhook-events.ts";

/** GitHub sends at most 25 MB. */
const maxBodyBytes = 25 * 1024 * 1024;
const maxDeliveryIdCharacters = 100;

/** What was done with one delivery: there is exactly one of these for each. */
export interface DeliveryRecord {
  /** GitHub's X-GitHub-Delivery, as it is in the app's list of recent deliveries; null when it is missing. */
  readonly delivery: string | null;
  readonly event: string | null;
  readonly action: string | null;
  readonly repository: string | null;
  readonly done: "queued" | "ignored" | "duplicate" | "refused" | "failed";
  /** Why nothing was queued; null when something was. */
  readonly why:
    | Ignored
    | "delivered_before"
    | "bad_signature"
    | "bad_request"
    | "too_large"
    | "queue_failed"
    | null;
  /** What it woke, as kinds of wake-ups and of what changed, e.g. `changed pull_request`. */
  readonly woke: readonly string[];
  /** What went wrong inside, of a failed one. */
  readonly error?: string;
}

export interface WebhookEndpoint {
  /** The app whose deliveries are taken; null: the endpoint stays closed. */
  readonly app: { readonly appId: string; readonly privateKey: string; readonly secret: string } | null;
  readonly store: Pick<Store, "claimOnce">;
  readonly queue: Queue;
  readonly now: () => number;
  /** Is told what was done with each delivery, for the log; default: nobody is. */
  readonly onDelivery?: (record: DeliveryRecord) => void;
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
  const { app } = endpoint;
  const verify = signatureCheck(app);
  const onError = (context: Context) => {
    const { record, answer } = refused(headersOf(context), "too_large", "A delivery may have 25 MB at most.");
    endpoint.onDelivery?.(record);
    return context.json(answer, 413);
  };

  return routes.post("/", bodyLimit({ maxSize: maxBodyBytes, onError }), async (context) => {
    const delivery = { ...headersOf(context), body: await context.req.text() };
    const { record, answer, status } = await take(delivery, endpoint, app.appId, verify);
    endpoint.onDelivery?.(record);
    return context.json(answer, status);
  });
}

interface DeliveryHeaders {
  readonly event: string | null;
  readonly id: string | null;
  readonly signature: string;
}

interface Delivery extends DeliveryHeaders {
  readonly body: string;
}

function headersOf({ req }: Context): DeliveryHeaders {
  return {
    event: req.header("x-github-event") || null,
    id: req.header("x-github-delivery") || null,
    signature: req.header("x-hub-signature-256") ?? "",
  };
}

interface Taken {
  readonly record: DeliveryRecord;
  readonly answer: object;
  readonly status: 200 | 202 | 400 | 401 | 500;
}

async function take(
  delivery: Delivery,
  { store, queue, now }: WebhookEndpoint,
  appId: string,
  verify: (body: string, signature: string) => Promise<boolean>,
): Promise<Taken> {
  const { event, id, signature, body } = delivery;
  if (!signature || body === "" || !(await verify(body, signature))) {
    const message = "The signature does not fit. Check that WEBHOOK_SECRET is the app's webhook secret.";
    return { ...refused(delivery, "bad_signature", message), status: 401 };
  }
  const payload = parseJson(body);
  if (!event || !id || id.length > maxDeliveryIdCharacters || payload === undefined) {
    const message =
      "Needs X-GitHub-Event, X-GitHub-Delivery and a JSON body; set the webhook to application/json.";
    return { ...refused(delivery, "bad_request", message), status: 400 };
  }
  const about = { delivery: id, event, ...subjectOf(payload) };
  const { wakeUps, ignored } = readDelivery(event, payload, appId);
  if (ignored !== null) {
    return {
      record: { ...about, done: "ignored", why: ignored, woke: [] },
      answer: { queued: 0 },
      status: 200,
    };
  }
  try {
    if (!(await store.claimOnce(`delivery ${id}`, now()))) {
      const record = { ...about, done: "duplicate", why: "delivered_before", woke: [] } as const;
      return { record, answer: { queued: 0, duplicate: true }, status: 200 };
    }
    await Promise.all(wakeUps.map((wakeUp) => queue.wake(wakeUp)));
  } catch (error) {
    return {
      record: { ...about, done: "failed", why: "queue_failed", woke: [], error: String(error) },
      answer: {
        error: "queue_failed",
        message: "The queue or its database does not work; the log says why.",
      },
      status: 500,
    };
  }
  const record = { ...about, done: "queued", why: null, woke: wakeUps.map(nameOf) } as const;
  return { record, answer: { queued: wakeUps.length }, status: 202 };
}

/** Nothing of an unsigned body is repeated in the log, and of its headers no more than fits a line. */
function refused(
  { event, id }: DeliveryHeaders,
  why: "bad_signature" | "bad_request" | "too_large",
  message: string,
): Omit<Taken, "status"> {
  const cut = (text: string | null) => text?.slice(0, maxDeliveryIdCharacters) ?? null;
  return {
    record: {
      delivery: cut(id),
      event: cut(event),
      action: null,
      repository: null,
      done: "refused",
      why,
      woke: [],
    },
    answer: { error: why, message },
  };
}

const subjectSchema = z.object({
  action: z.string().nullable().catch(null),
  repository: z
    .object({ full_name: z.string() })
    .transform(({ full_name }) => full_name)
    .nullable()
    .catch(null),
});

function subjectOf(payload: unknown): Pick<DeliveryRecord, "action" | "repository"> {
  return subjectSchema.safeParse(payload).data ?? { action: null, repository: null };
}

function nameOf(wakeUp: WakeUp): string {
  return wakeUp.kind === "changed" ? `changed ${wakeUp.what.kind}` : wakeUp.kind;
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
