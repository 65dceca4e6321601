import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import type { ResponseCreateParamsNonStreaming } from "openai/resources/responses/responses";
import { answerSchema } from "./answer.ts";
import type { ModelApi } from "./talker/messages.ts";

/** One turn of the conversation. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** Which model is asked, over which interface, and how much it may answer. */
export interface ModelSettings {
  readonly api: ModelApi;
  readonly model: string;
  readonly maxOutputTokens: number;
}

/** A whole request, all of it the product's own: nothing of it comes from the process that reads the answer. */
export interface ModelRequest {
  readonly api: ModelApi;
  /** Below the base URL. */
  readonly path: "responses" | "chat/completions";
  readonly body: Readonly<Record<string, unknown>>;
}

const schemaName = "proposed_change";

/** The request for the model's next turn, with the answer's JSON Schema enforced by the server where it can. */
export function requestFor(
  { api, model, maxOutputTokens }: ModelSettings,
  instructions: string,
  turns: readonly Turn[],
): ModelRequest {
  if (api === "responses") {
    const body = {
      model,
      instructions,
      input: [...turns],
      text: { format: zodTextFormat(answerSchema, schemaName) },
      max_output_tokens: maxOutputTokens,
      store: false,
    } satisfies ResponseCreateParamsNonStreaming;
    return { api, path: "responses", body };
  }
  const body = {
    model,
    messages: [{ role: "system", content: instructions }, ...turns],
    response_format: zodResponseFormat(answerSchema, schemaName),
    max_tokens: maxOutputTokens,
  } satisfies ChatCompletionCreateParamsNonStreaming;
  return { api, path: "chat/completions", body };
}
