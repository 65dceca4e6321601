import { createHmac, randomUUID } from "node:crypto";

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Status of the last answer; null when nobody answered. */
  status: number | null;
}

export type WebhookListener = (event: string, payload: Readonly<Record<string, unknown>>) => void;

const answerTimeoutMs = 10_000;

/** Signs and delivers webhooks, one after the other, beside the request that caused them. */
export class Webhooks {
  readonly deliveries: Delivery[] = [];
  readonly #secret: string;
  readonly #target: () => string | null;
  readonly #listeners = new Set<WebhookListener>();
  #tail: Promise<void> = Promise.resolve();

  constructor(secret: string, target: () => string | null) {
    this.#secret = secret;
    this.#target = target;
  }

  send(event: string, payload: Readonly<Record<string, unknown>>): void {
    const delivery: Delivery = { id: randomUUID(), event, payload, status: null };
    this.deliveries.push(delivery);
    for (const listener of this.#listeners) {
      listener(event, payload);
    }
    this.#enqueue(delivery);
  }

  /** Tells another app of this machine about every event, at once; returns how to stop that. */
  subscribe(listener: WebhookListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Delivers again under the same delivery id, as GitHub's "Redeliver" does. */
  redeliver(id: string): void {
    const delivery = this.deliveries.find((candidate) => candidate.id === id);
    if (!delivery) {
      throw new Error(`There was no delivery ${id}; see the list of deliveries.`);
    }
    this.#enqueue(delivery);
  }

  /** Resolves when everything sent so far was delivered or given up. */
  async settled(): Promise<void> {
    let tail: Promise<void>;
    do {
      tail = this.#tail;
      await tail;
    } while (tail !== this.#tail);
  }

  #enqueue(delivery: Delivery): void {
    this.#tail = this.#tail.then(async () => {
      const url = this.#target();
      delivery.status = url === null ? null : await this.#post(url, delivery);
    });
  }

  async #post(url: string, { id, event, payload }: Delivery): Promise<number | null> {
    const body = JSON.stringify(payload);
    const signature = createHmac("sha256", this.#secret).update(body).digest("hex");
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(answerTimeoutMs),
        headers: {
          "content-type": "application/json",
          "user-agent": "GitHub-Hookshot/local",
          "x-github-event": event,
          "x-github-delivery": id,
          "x-hub-signature-256": `sha256=${signature}`,
        },
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}
