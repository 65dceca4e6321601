import type { ModelRequest } from "./request.ts";
import type { Sent } from "./talker/messages.ts";

/** Where the model is, and the key for it. Neither ever leaves this process but for that one host. */
export interface ModelServer {
  /** Without a slash at its end, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
}

export interface ProxyLimits {
  /** How often the request of one task may be sent. */
  readonly requests: number;
  readonly timeoutMs: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

/** What a client needs of an answer's headers; all others stay here. */
const passedHeaders = ["content-type", "retry-after", "retry-after-ms", "x-should-retry"];

/**
 * Sends one request to the one place where the model is, as often as it is asked to and the limits allow. Address, path,
 * headers and text are the product's own: whoever asks can only say "now". Redirects are not followed, and where the
 * answer repeats the key it is taken out.
 */
export function modelProxy(
  { path, body }: ModelRequest,
  server: ModelServer,
  limits: ProxyLimits,
  signal: AbortSignal,
): () => Promise<Sent> {
  const text = JSON.stringify(body);
  let left = limits.requests;
  return async () => {
    if (left-- <= 0)
      return unreachable(`The request was sent ${limits.requests} times, which is all it may be.`);
    if (Buffer.byteLength(text) > limits.requestBytes) {
      return unreachable(`The request is larger than ${limits.requestBytes} bytes.`);
    }
    try {
      return await sendOnce(`${server.baseUrl}/${path}`, text, server, limits, signal);
    } catch (error) {
      return unreachable(withoutKey(messageOf(error), server.apiKey));
    }
  };
}

async function sendOnce(
  url: string,
  text: string,
  { apiKey, fetch }: ModelServer,
  limits: ProxyLimits,
  signal: AbortSignal,
): Promise<Sent> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: text,
    redirect: "manual",
    signal: AbortSignal.any([signal, timeout]),
  });
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    return unreachable(`The server answered with a redirect (${response.status}), and none is followed.`);
  }
  const headers = passedHeaders.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, withoutKey(value, apiKey)]];
  });
  const body = withoutKey(await boundedText(response, limits.answerBytes), apiKey);
  return { kind: "answered", status: response.status, headers: Object.fromEntries(headers), body };
}

/** @throws Error when the answer is longer */
async function boundedText(response: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`The answer is longer than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Servers have been seen to repeat a wrong key in their refusal. */
function withoutKey(text: string, apiKey: string): string {
  return apiKey.length < 8 ? text : text.replaceAll(apiKey, "<secret>");
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function unreachable(because: string): Sent {
  return { kind: "unreachable", because };
}
