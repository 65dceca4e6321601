import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type RecordedTurn, recordedTurn, type Scenario } from "./recorded.ts";

/** A request as it came in: which interface, and all text that was sent. */
interface ModelRequest {
  readonly path: string;
  readonly text: string;
}

/** A running local model. */
export interface LocalModel {
  /** For `OPENAI_BASE_URL`, e.g. `http://127.0.0.1:40124/v1`. */
  readonly baseUrl: string;
  /** Plays these scenarios for the next requests, one each; then it answers as recorded again. */
  play(...scenarios: readonly Scenario[]): void;
  /** Fails the next `times` requests with this status, e.g. 401, 429 or 500. */
  failNext(status: number, times: number): void;
  requests(): readonly ModelRequest[];
  close(): Promise<void>;
}

const contentSchema = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]);
const turnsSchema = z.array(z.looseObject({ content: contentSchema }));
const requestSchema = z.looseObject({
  model: z.string(),
  instructions: z.string().optional(),
  input: z.union([z.string(), turnsSchema]).optional(),
  messages: turnsSchema.optional(),
});
type ModelRequestBody = z.infer<typeof requestSchema>;

/** An OpenAI-compatible endpoint on 127.0.0.1 that answers recorded conversations, whatever key is sent. */
export async function startLocalModel(options: { port?: number } = {}): Promise<LocalModel> {
  const scenarios: Scenario[] = [];
  const requests: ModelRequest[] = [];
  let failing = { status: 0, left: 0 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = requestSchema.safeParse(parseJson(Buffer.concat(chunks).toString("utf8")));
    const path = request.url ?? "";
    if (!body.success) {
      sendError(response, 400, "the body is not a request to a model");
      return;
    }
    const text = textOf(body.data);
    requests.push({ path, text });
    if (failing.left > 0) {
      failing = { ...failing, left: failing.left - 1 };
      sendError(response, failing.status, "injected");
      return;
    }
    const turn = recordedTurn(text, scenarios.shift() ?? null);
    if (path === "/v1/responses") send(response, 200, asResponse(turn, body.data.model));
    else if (path === "/v1/chat/completions") send(response, 200, asCompletion(turn, body.data.model));
    else sendError(response, 404, `${path} is not served here`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendError(response, 500, String(error)));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    play: (...next) => {
      scenarios.push(...next);
    },
    failNext: (status, times) => {
      failing = { status, left: times };
    },
    requests: () => requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf({ instructions, input, messages }: ModelRequestBody): string {
  const turns = typeof input === "string" ? [{ content: input }] : [...(input ?? []), ...(messages ?? [])];
  const texts = turns.map(({ content }) =>
    typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n"),
  );
  return [instructions ?? "", ...texts].join("\n");
}

function asResponse(turn: RecordedTurn, model: string): object {
  const content =
    turn.kind === "refusal"
      ? { type: "refusal", refusal: turn.text }
      : { type: "output_text", text: turn.text, annotations: [] };
  const isCutOff = turn.kind === "cut_off";
  return {
    id: "resp_recorded",
    object: "response",
    created_at: 0,
    model,
    status: isCutOff ? "incomplete" : "completed",
    incomplete_details: isCutOff ? { reason: "max_output_tokens" } : null,
    error: null,
    output: [
      {
        id: "msg_recorded",
        type: "message",
        role: "assistant",
        status: isCutOff ? "incomplete" : "completed",
        content: [content],
      },
    ],
    usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
  };
}

function asCompletion(turn: RecordedTurn, model: string): object {
  const isRefusal = turn.kind === "refusal";
  return {
    id: "chatcmpl_recorded",
    object: "chat.completion",
    created: 0,
    model,
    choices: [
      {
        index: 0,
        finish_reason: turn.kind === "cut_off" ? "length" : "stop",
        message: {
          role: "assistant",
          content: isRefusal ? null : turn.text,
          refusal: isRefusal ? turn.text : null,
        },
      },
    ],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, message: string): void {
  // The client waits as long as it is told to; tests should not.
  response.setHeader("retry-after-ms", "1");
  send(response, status, { error: { message, type: "invalid_request_error", code: null, param: null } });
}
