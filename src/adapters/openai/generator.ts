import type { BaseLogger } from "pino";
import { maskSecrets } from "../../domain/analyse/logs/secrets.ts";
import type { GenerationTask, Proposal } from "../../domain/draft/generation.ts";
import { PassingFailure, PermanentFailure } from "../../domain/shared/failure.ts";
import { isolationSentence } from "../../domain/shared/isolation.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { ReasonCode } from "../../domain/shared/reasons.ts";
import type { Generator } from "../../ports/generator.ts";
import { readAnswer } from "./answer.ts";
import { type Ask, type AskFailure, askApart } from "./ask.ts";
import { promptFor, repairRequest } from "./prompt.ts";
import { modelProxy } from "./proxy.ts";
import { type ModelRequest, requestFor, type Turn } from "./request.ts";
import { talkerProgram } from "./sandbox/program.ts";
import { type Sandbox, sandboxFor } from "./sandbox/sandbox.ts";
import type { ModelApi, Reply } from "./talker/messages.ts";

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
  /** What keeps the process apart that reads the model's answers. Default: the best that can be had here. */
  readonly sandbox?: Sandbox;
  /** How a turn is asked; default: in a process of its own in the sandbox. */
  readonly ask?: Ask;
}

const answerTimeoutMs = 120_000;
/** Characters of an answer that is shown to the model again: more than any answer that can be repaired. */
const longestRepeated = 100_000;
const openAi = "https://api.openai.com/v1";

/** One turn of the model, or an exception that says what to do. */
type Converse = (instructions: string, turns: readonly Turn[]) => Promise<Reply>;

/**
 * A generator that has a language model write the change. The process that reads the model's answers is taken for lost:
 * it is kept apart, has no credentials, and only a text comes back from it, which is read here as a stranger's. No
 * secrets are sent; every change is marked as influenced by untrusted text.
 * @throws PermanentFailure when the server refuses the key, the model's name or the request, or nothing isolates
 * @throws PassingFailure when the server stays out of reach
 */
export function modelGenerator(options: ModelGeneratorOptions): Generator {
  const { model, log } = options;
  const isConfigured = Boolean(options.apiKey || options.baseUrl);
  const sandbox = options.sandbox ?? sandboxFor(talkerProgram());
  const turn = isConfigured ? turnTaker(options, options.ask ?? askApart(sandbox)) : null;
  let isTold = false;

  return {
    handles: (remedy) => remedy === "fix-error" || remedy === "component",

    async isolation() {
      if (!isConfigured) return null;
      const isolation = await sandbox.isolation();
      if (!isTold) {
        isTold = true;
        if (isolation.kind === "bubblewrap") log.info({ isolation }, isolationSentence(isolation));
        else log.warn({ isolation }, isolationSentence(isolation));
      }
      return isolation;
    },

    async propose(task) {
      const { remedy } = task.opportunity;
      if (remedy.kind !== "fix-error" && remedy.kind !== "component") {
        return none("model_not_applicable", `The model is not asked about ${remedy.kind}.`);
      }
      if (!turn) {
        const text = "No model is configured. Set OPENAI_API_KEY or OPENAI_BASE_URL to have code written.";
        return none("model_not_configured", text);
      }
      const prompt = promptFor(task, remedy);
      try {
        return await proposeWith(turn, prompt.instructions, prompt.input, task, options);
      } catch (error) {
        log.warn({ err: error, model }, "the model could not be asked");
        throw error;
      }
    },
  };
}

function turnTaker(options: ModelGeneratorOptions, ask: Ask): Converse {
  const { api = "responses", model, maxOutputTokens = 16_000, maxRetries = 3 } = options;
  const baseUrl = (options.baseUrl ?? openAi).replace(/\/+$/, "");
  const server = { baseUrl, apiKey: options.apiKey || "none", fetch: options.fetch ?? fetch };
  const limits = {
    requests: maxRetries + 1,
    timeoutMs: answerTimeoutMs,
    requestBytes: 2 * 1024 ** 2,
    answerBytes: 3 * 1024 ** 2,
  };
  return async (instructions, turns) => {
    const request: ModelRequest = requestFor({ api, model, maxOutputTokens }, instructions, turns);
    const over = new AbortController();
    const send = modelProxy(request, server, limits, over.signal);
    try {
      // Ours ends first, so that the client hears why.
      const asked = await ask(request, send, { maxRetries, timeoutMs: answerTimeoutMs + 5_000 });
      if (asked.kind === "reply") return asked.reply;
      throw explain(asked, options);
    } finally {
      over.abort();
    }
  };
}

/** Asks once, and once more with what was wrong when the answer is of no use. */
async function proposeWith(
  ask: Converse,
  instructions: string,
  input: string,
  task: GenerationTask,
  { model, log }: ModelGeneratorOptions,
): Promise<Proposal> {
  const turns: Turn[] = [{ role: "user", content: input }];
  let problem = "";
  for (let attempt = 1; attempt <= 2; attempt++) {
    const reply = await ask(instructions, turns);
    if (reply.kind === "refused") return none("model_refused", `The model refused: ${quoted(reply.why)}`);
    if (reply.kind === "cut_off") {
      return none("model_cut_off", "The model's answer was cut off before its end; it is not used.");
    }
    const answer = readAnswer(reply.text, task.primaryMetric, model);
    if (answer.kind === "change") return answer;
    if (answer.kind === "declined")
      return none("model_declined", `The model changes nothing: ${quoted(answer.why)}`);
    problem = answer.problem;
    log.info({ model, attempt, problem }, "the model's answer cannot be used");
    if (reply.text !== "") turns.push({ role: "assistant", content: reply.text.slice(0, longestRepeated) });
    turns.push({ role: "user", content: repairRequest(problem) });
  }
  return none("model_invalid_answer", `The model's answer could not be used, twice: ${quoted(problem)}`);
}

function none(code: ReasonCode, text: string): Proposal {
  return { kind: "none", reason: reason(code, text) };
}

/** A server's or a model's words for people: one short text without what looks like a secret. */
function quoted(text: string): string {
  return maskSecrets(text.slice(0, 2_000)).slice(0, 500).toWellFormed();
}

function explain(failure: AskFailure, { model, baseUrl }: ModelGeneratorOptions): Error {
  const server = baseUrl ?? "OpenAI";
  switch (failure.kind) {
    case "failed":
      return explainAnswer(failure, server, model);
    case "not_isolated": {
      const text = `The process that talks to the model cannot be kept apart here, so none is asked: ${failure.detail} Install bubblewrap.`;
      return new PermanentFailure(reason("model_not_isolated", text));
    }
    case "broke_rules": {
      const text = `The process that talks to the model did what its program never does, and was ended: ${failure.detail}`;
      return new PermanentFailure(reason("model_process_broke_rules", text));
    }
    case "ended":
    case "too_slow": {
      const text = `The process that talks to the model gave no answer: ${quoted(failure.detail)} It is tried again later.`;
      return new PassingFailure(text, null);
    }
  }
}

function explainAnswer(
  { status, message, retryAfterMs }: Extract<AskFailure, { kind: "failed" }>,
  server: string,
  model: string,
): Error {
  const cause = new Error(quoted(message));
  if (status === 401 || status === 403) {
    const text = `${server} refused the key for ${model}. Check OPENAI_API_KEY and what it may use.`;
    return new PermanentFailure(reason("model_unauthorized", text), { cause });
  }
  if (status === 404) {
    const text = `${server} does not know ${model} or this interface. Check OPENAI_MODEL and OPENAI_BASE_URL.`;
    return new PermanentFailure(reason("model_unknown", text), { cause });
  }
  if (status === 400 || status === 422) {
    const text = `${server} did not accept the request: ${quoted(message)}. Check that ${model} can give structured output.`;
    return new PermanentFailure(reason("model_request_refused", text), { cause });
  }
  const text = `The model could not be asked: ${quoted(message)}. It is tried again later; check ${server}.`;
  return new PassingFailure(text, retryAfterMs, { cause });
}
