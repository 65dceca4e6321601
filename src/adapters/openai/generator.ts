import { APIError, AuthenticationError, NotFoundError, OpenAI, PermissionDeniedError } from "openai";
import type { BaseLogger } from "pino";
import type { GenerationTask, Proposal } from "../../domain/draft/generation.ts";
import { PassingFailure, PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { ReasonCode } from "../../domain/shared/reasons.ts";
import type { Generator } from "../../ports/generator.ts";
import { readAnswer } from "./answer.ts";
import { type Ask, conversation, type ModelApi, type Turn } from "./conversation.ts";
import { promptFor, repairRequest } from "./prompt.ts";

export interface ModelGeneratorOptions {
  /** OPENAI_API_KEY; servers of your own may need none. */
  readonly apiKey?: string;
  /** OPENAI_BASE_URL, e.g. `http://127.0.0.1:11434/v1`. */
  readonly baseUrl?: string;
  readonly model: string;
  /** Default `responses`; `chat` for servers that only speak chat completions. */
  readonly api?: ModelApi;
  /** How often the client tries again after 429, 5xx and lost connections. Default 3. */
  readonly maxRetries?: number;
  readonly maxOutputTokens?: number;
  readonly log: Pick<BaseLogger, "info" | "warn">;
  readonly fetch?: typeof fetch;
}

const answerTimeoutMs = 120_000;

/**
 * A generator that has a language model write the change. It sends no secrets and holds no credentials but its own;
 * every change it makes is marked as influenced by untrusted text.
 * @throws PermanentFailure when the server refuses the key, the model's name or the request
 * @throws Error with the client's error as cause when the server stays out of reach
 */
export function modelGenerator(options: ModelGeneratorOptions): Generator {
  const { model, log } = options;
  const isConfigured = Boolean(options.apiKey || options.baseUrl);
  const ask = isConfigured ? connect(options) : null;

  return {
    handles: (remedy) => remedy === "fix-error" || remedy === "component",

    async propose(task) {
      const { remedy } = task.opportunity;
      if (remedy.kind !== "fix-error" && remedy.kind !== "component") {
        return none("model_not_applicable", `The model is not asked about ${remedy.kind}.`);
      }
      if (!ask) {
        const text = "No model is configured. Set OPENAI_API_KEY or OPENAI_BASE_URL to have code written.";
        return none("model_not_configured", text);
      }
      const prompt = promptFor(task, remedy);
      try {
        return await converse(ask, prompt.instructions, prompt.input, task, options);
      } catch (error) {
        log.warn({ err: error, model }, "the model could not be asked");
        throw explain(error, options);
      }
    },
  };
}

function connect(options: ModelGeneratorOptions): Ask {
  const client = new OpenAI({
    apiKey: options.apiKey || "none",
    maxRetries: options.maxRetries ?? 3,
    timeout: answerTimeoutMs,
    ...(options.baseUrl ? { baseURL: options.baseUrl } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  return conversation(client, options.api ?? "responses", options.model, options.maxOutputTokens ?? 16_000);
}

/** Asks once, and once more with what was wrong when the answer is of no use. */
async function converse(
  ask: Ask,
  instructions: string,
  input: string,
  task: GenerationTask,
  { model, log }: ModelGeneratorOptions,
): Promise<Proposal> {
  const turns: Turn[] = [{ role: "user", content: input }];
  let problem = "";
  for (let attempt = 1; attempt <= 2; attempt++) {
    const reply = await ask(instructions, turns);
    if (reply.kind === "refused") return none("model_refused", `The model refused: ${reply.why}`);
    if (reply.kind === "cut_off") {
      return none("model_cut_off", "The model's answer was cut off before its end; it is not used.");
    }
    const answer = readAnswer(reply.text, task.primaryMetric, model);
    if (answer.kind === "change") return answer;
    if (answer.kind === "declined") return none("model_declined", `The model changes nothing: ${answer.why}`);
    problem = answer.problem;
    log.info({ model, attempt, problem }, "the model's answer cannot be used");
    if (reply.text !== "") turns.push({ role: "assistant", content: reply.text });
    turns.push({ role: "user", content: repairRequest(problem) });
  }
  return none("model_invalid_answer", `The model's answer could not be used, twice: ${problem}`);
}

function none(code: ReasonCode, text: string): Proposal {
  return { kind: "none", reason: reason(code, text) };
}

function explain(error: unknown, { model, baseUrl }: ModelGeneratorOptions): Error {
  const server = baseUrl ?? "OpenAI";
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    const text = `${server} refused the key for ${model}. Check OPENAI_API_KEY and what it may use.`;
    return new PermanentFailure(reason("model_unauthorized", text), { cause: error });
  }
  if (error instanceof NotFoundError) {
    const text = `${server} does not know ${model} or this interface. Check OPENAI_MODEL and OPENAI_BASE_URL.`;
    return new PermanentFailure(reason("model_unknown", text), { cause: error });
  }
  if (error instanceof APIError && (error.status === 400 || error.status === 422)) {
    const text = `${server} did not accept the request: ${error.message}. Check that ${model} can give structured output.`;
    return new PermanentFailure(reason("model_request_refused", text), { cause: error });
  }
  const detail = error instanceof Error ? error.message : String(error);
  const text = `The model could not be asked: ${detail}. It is tried again later; check ${server}.`;
  const seconds =
    error instanceof APIError ? Number(error.headers?.get("retry-after") ?? Number.NaN) : Number.NaN;
  return new PassingFailure(text, Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : null, {
    cause: error,
  });
}
