import * as sdk from "openai";
import type { Ask } from "../../src/adapters/openai/ask.ts";
import { talk } from "../../src/adapters/openai/talker/talk.ts";

/** Asks in this process: what the process in the sandbox runs, for tests that are not about the sandbox. */
export const askHere: Ask = async ({ api, body }, send, client) => {
  const outcome = await talk({ kind: "task", api, body, ...client }, send, sdk);
  return outcome;
};
