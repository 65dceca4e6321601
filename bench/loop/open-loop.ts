import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** One POST. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How an answer came. `milliseconds`: from when it was due to be sent until it was read whole. */
export interface Answered {
  readonly status: number;
  readonly milliseconds: number;
  readonly body: string;
}

/**
 * Sends `count` requests at a fixed rate, whether earlier ones are answered or not. Time counts from when a request
 * was due, so that a server (or a sender) that falls behind does not look fast.
 */
export async function sendAtRate(
  post: (index: number) => Post,
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true });
  const posts = Array.from({ length: count }, (_, index) => post(index));
  const answers: Promise<Answered>[] = [];
  const startedMs = performance.now();
  for (const [index, one] of posts.entries()) {
    const dueMs = startedMs + (index * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const answer = send(one, agent, dueMs);
    // A failure is reported below, once everything was sent.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  return Promise.all(answers).finally(() => agent.destroy());
}

/** Sends requests one after the other over one connection. */
export async function sendInTurn(post: Post, count: number): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Answered[] = [];
  for (let index = 0; index < count; index++) answers.push(await send(post, agent, performance.now()));
  agent.destroy();
  return answers;
}

function send({ url, headers, body }: Post, agent: Agent, dueMs: number): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const length = { "Content-Length": String(Buffer.byteLength(body)) };
    const sent = request(url, { method: "POST", agent, headers: { ...headers, ...length } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, milliseconds: performance.now() - dueMs, body: text }),
      );
      response.on("error", reject);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // The server had closed an idle connection that was about to be used again: senders open another one.
      if (sent.reusedSocket && error.code === "ECONNRESET")
        resolve(send({ url, headers, body }, agent, dueMs));
      else reject(error);
    });
    sent.end(body);
  });
}

/** The value below which `share` of the numbers lie (nearest rank). */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
