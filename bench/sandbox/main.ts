import * as sdk from "openai";
import { type Ask, askApart } from "../../src/adapters/openai/ask.ts";
import { requestFor } from "../../src/adapters/openai/request.ts";
import { talkerProgram } from "../../src/adapters/openai/sandbox/program.ts";
import { sandboxFor } from "../../src/adapters/openai/sandbox/sandbox.ts";
import { talk } from "../../src/adapters/openai/talker/talk.ts";

/** How much longer a turn of the model takes because its answer is read in a process apart. */
const turns = 15;
const request = requestFor({ api: "chat", model: "m", maxOutputTokens: 1 }, "x".repeat(150_000), []);
const message = { role: "assistant", content: "x".repeat(20_000), refusal: null };
const completion = { id: "1", object: "chat.completion", created: 0, model: "m", choices: [] as object[] };
completion.choices.push({ index: 0, finish_reason: "stop", message });
const send = async () => {
  const headers = { "content-type": "application/json" };
  return { kind: "answered", status: 200, headers, body: JSON.stringify(completion) } as const;
};

const here: Ask = ({ api, body }, sender, client) =>
  talk({ kind: "task", api, body, ...client }, sender, sdk);
const ways: [string, Ask][] = [["in this process", here]];
for (const kind of ["bubblewrap", "permissions"] as const) {
  const sandbox = sandboxFor(talkerProgram(), [kind]);
  if ((await sandbox.isolation()).kind === kind) ways.push([kind, askApart(sandbox)]);
}
console.log(`| where | least | median | most (ms, ${turns} turns) |\n|---|---|---|---|`);
for (const [name, ask] of ways) {
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const startedAt = performance.now();
    const { kind } = await ask(request, send, { maxRetries: 0, timeoutMs: 60_000 });
    if (kind !== "reply") throw new Error(`${name}: ${kind}`);
    times.push(performance.now() - startedAt);
  }
  times.sort((one, other) => one - other);
  const shown = [times[0], times[Math.floor(turns / 2)], times.at(-1)].map((time) => Math.round(time ?? 0));
  console.log(`| ${name} | ${shown.join(" | ")} |`);
}
