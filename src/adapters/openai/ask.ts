import { z } from "zod";
import type { ModelRequest } from "./request.ts";
import { type Answer, type Conversed, converse } from "./sandbox/run.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { FromTalker, Reply, Sent, Task } from "./talker/messages.ts";

/** Why there is no reply. */
export type AskFailure =
  | {
      readonly kind: "failed";
      readonly status: number | null;
      readonly message: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "not_isolated"; readonly detail: string }
  | { readonly kind: "ended" | "broke_rules" | "too_slow"; readonly detail: string };

/**
 * Asks the model once.
 * @param send sends the request, each time that the client finds it right to
 */
export type Ask = (
  request: ModelRequest,
  send: () => Promise<Sent>,
  client: { readonly maxRetries: number; readonly timeoutMs: number },
) => Promise<{ readonly kind: "reply"; readonly reply: Reply } | AskFailure>;

/** All that one process may write: its requests and an answer of 16,000 tokens, with much room. */
const outputBytes = 4 * 1024 ** 2;
const longestText = 1024 ** 2;

const text = z.string().max(longestText);
const fromTalkerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("send") }),
  z.strictObject({
    kind: z.literal("reply"),
    reply: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("text"), text }),
      z.strictObject({ kind: z.literal("refused"), why: text }),
      z.strictObject({ kind: z.literal("cut_off") }),
    ]),
  }),
  z.strictObject({
    kind: z.literal("failed"),
    status: z.int().min(100).max(599).nullable(),
    message: z.string().max(4000),
    retryAfterMs: z.number().min(0).max(86_400_000).nullable(),
  }),
]) satisfies z.ZodType<FromTalker>;

/**
 * Asks in a process of its own for each turn, kept apart by the sandbox. The process is believed in nothing: what it
 * says has the shape of a reply or is an end, and a reply is only a text, which is read as a stranger's here.
 */
export function askApart(sandbox: Sandbox): Ask {
  return async (request, send, { maxRetries, timeoutMs }) => {
    const command = await sandbox.command();
    if (command === null) {
      const isolation = await sandbox.isolation();
      return { kind: "not_isolated", detail: "because" in isolation ? isolation.because : "" };
    }
    const { api, body } = request;
    const task: Task = { kind: "task", api, body, maxRetries, timeoutMs };
    const limits = { timeoutMs: (maxRetries + 1) * (timeoutMs + 15_000), outputBytes };
    const conversed: Conversed<Exclude<FromTalker, { kind: "send" }>> = await converse(
      command,
      JSON.stringify(task),
      (line) => answerTo(line, send),
      limits,
    );
    return conversed.kind === "done" ? conversed.value : conversed;
  };
}

async function answerTo(
  line: string,
  send: () => Promise<Sent>,
): Promise<Answer<Exclude<FromTalker, { kind: "send" }>>> {
  const message = readMessage(line);
  if (message === null) return { kind: "broke_rules", detail: "It wrote a line that is no message." };
  return message.kind === "send"
    ? { kind: "say", line: JSON.stringify(await send()) }
    : { kind: "done", value: message };
}

/** A line of the process, or null for anything that its program does not write. */
export function readMessage(line: string): FromTalker | null {
  try {
    const parsed = fromTalkerSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
