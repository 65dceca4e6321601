import type { OpenAI } from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { answerSchema } from "./answer.ts";

/** Which of the two interfaces the server speaks. */
export type ModelApi = "responses" | "chat";

/** One turn of the conversation. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** How the model ended its turn. */
type Reply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "cut_off" };

/** Asks the model for its next turn. */
export type Ask = (instructions: string, turns: readonly Turn[]) => Promise<Reply>;

const schemaName = "proposed_change";

/**
 * A way to ask over the given interface, with the answer's JSON Schema enforced by the server where it can.
 * The asking function throws the client's error when the request fails after its retries.
 */
export function conversation(client: OpenAI, api: ModelApi, model: string, maxOutputTokens: number): Ask {
  return api === "responses"
    ? viaResponses(client, model, maxOutputTokens)
    : viaChat(client, model, maxOutputTokens);
}

function viaResponses(client: OpenAI, model: string, maxOutputTokens: number): Ask {
  return async (instructions, turns) => {
    const response = await client.responses.create({
      model,
      instructions,
      input: [...turns],
      text: { format: zodTextFormat(answerSchema, schemaName) },
      max_output_tokens: maxOutputTokens,
      store: false,
    });
    const parts = (response.output ?? []).flatMap((item) => (item.type === "message" ? item.content : []));
    const refusal = parts.find((part) => part.type === "refusal");
    if (refusal) return { kind: "refused", why: refusal.refusal };
    if (response.status === "failed") {
      throw new Error(`The model's server failed: ${response.error?.message ?? "no reason given"}`);
    }
    if (response.incomplete_details?.reason === "content_filter") {
      return { kind: "refused", why: "The server's content filter stopped the answer." };
    }
    if (response.status === "incomplete") return { kind: "cut_off" };
    const text = parts.map((part) => (part.type === "output_text" ? part.text : "")).join("");
    return { kind: "text", text };
  };
}

function viaChat(client: OpenAI, model: string, maxOutputTokens: number): Ask {
  return async (instructions, turns) => {
    const completion = await client.chat.completions.create({
      model,
      messages: [{ role: "system", content: instructions }, ...turns],
      response_format: zodResponseFormat(answerSchema, schemaName),
      max_tokens: maxOutputTokens,
    });
    const choice = completion.choices?.[0];
    if (choice?.message.refusal) return { kind: "refused", why: choice.message.refusal };
    if (choice?.finish_reason === "content_filter") {
      return { kind: "refused", why: "The server's content filter stopped the answer." };
    }
    if (choice?.finish_reason === "length") return { kind: "cut_off" };
    return { kind: "text", text: choice?.message.content ?? "" };
  };
}
