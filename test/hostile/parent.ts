import { askApart } from "../../src/adapters/openai/ask.ts";
import { requestFor } from "../../src/adapters/openai/request.ts";
import { talkerProgram } from "../../src/adapters/openai/sandbox/program.ts";
import { sandboxFor } from "../../src/adapters/openai/sandbox/sandbox.ts";

/** A process that asks a model in the sandbox that it is told, and never gets the answer; for tests of how it dies. */
const kind = process.argv[2] === "bubblewrap" ? "bubblewrap" : "permissions";
const request = requestFor({ api: "chat", model: "m", maxOutputTokens: 1 }, "", []);
const send = (): Promise<never> => {
  process.stdout.write("asked\n");
  return new Promise(() => {});
};
await askApart(sandboxFor(talkerProgram(), [kind]))(request, send, { maxRetries: 0, timeoutMs: 60_000 });
