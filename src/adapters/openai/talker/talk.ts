import type { OpenAI } from "openai";
import type { FromTalker, Reply, Sent, Task } from "./messages.ts";

/** The part of the SDK that the process uses; it is handed over, since where it lies depends on the sandbox. */
export type Sdk = Pick<typeof import("openai"), "OpenAI" | "APIError">;

type Outcome = Exclude<FromTalker, { kind: "send" }>;

/** The SDK wants addresses and keys; the parent has the true ones. */
const standIns = { baseURL: "http://model.invalid/v1", apiKey: "none", organization: null, project: null };

/**
 * Sends the task's request, as often as the SDK finds right, and reads the answer.
 * @param send has the parent send the request that belongs to the task
 */
export async function talk(
  task: Task,
  send: () => Promise<Sent>,
  { OpenAI, APIError }: Sdk,
): Promise<Outcome> {
  const client = new OpenAI({
    ...standIns,
    maxRetries: task.maxRetries,
    timeout: task.timeoutMs,
    fetch: async () => responseOf(await send()),
  });
  try {
    return { kind: "reply", reply: await ask(client, task) };
  } catch (error) {
    const status = error instanceof APIError ? (error.status ?? null) : null;
    const seconds =
      error instanceof APIError ? Number(error.headers?.get("retry-after") ?? Number.NaN) : Number.NaN;
    return {
      kind: "failed",
      status,
      message: messageOf(error).slice(0, 2000),
      retryAfterMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : null,
    };
  }
}

function responseOf(sent: Sent): Response {
  if (sent.kind === "unreachable") throw new Error(sent.because);
  const { status, headers, body } = sent;
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}

/** What stopped a request is the cause of the SDK's own error, which only says that there was one. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}

function ask(client: OpenAI, { api, body }: Task): Promise<Reply> {
  return api === "responses" ? askResponses(client, body) : askChat(client, body);
}

async function askResponses(client: OpenAI, body: Task["body"]): Promise<Reply> {
  const response = await client.responses.create({ ...body, stream: false });
  const parts = (response.output ?? []).flatMap((item) => (item.type === "message" ? item.content : []));
  const refusal = parts.find((part) => part.type === "refusal");
  if (refusal) return { kind: "refused", why: refusal.refusal };
  if (response.status === "failed") {
    throw new Error(`The model's server failed: ${response.error?.message ?? "no reason given"}`);
  }
  if (response.incomplete_details?.reason === "content_filter") return filtered;
  if (response.status === "incomplete") return { kind: "cut_off" };
  const text = parts.map((part) => (part.type === "output_text" ? part.text : "")).join("");
  return { kind: "text", text };
}

async function askChat(client: OpenAI, body: Task["body"]): Promise<Reply> {
  const completion = await client.chat.completions.create({
    model: "",
    messages: [],
    ...body,
    stream: false,
  });
  const choice = completion.choices?.[0];
  if (choice?.message.refusal) return { kind: "refused", why: choice.message.refusal };
  if (choice?.finish_reason === "content_filter") return filtered;
  if (choice?.finish_reason === "length") return { kind: "cut_off" };
  return { kind: "text", text: choice?.message.content ?? "" };
}

const filtered: Reply = { kind: "refused", why: "The server's content filter stopped the answer." };
