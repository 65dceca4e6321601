import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readAnswer } from "../../src/adapters/openai/answer.ts";
import { applyEdits } from "../../src/domain/change/edits.ts";
import { policySchema } from "../../src/domain/policy/policy.ts";
import { createDemoWorld } from "../production/demo-world.ts";
import { recordedTurn } from "./recorded.ts";

const { files, world } = createDemoWorld(0, 1);
const { limits } = policySchema.parse({
  version: 1,
  services: [{ name: "orders", functionName: "shop-orders", resource: "OrdersFunction" }],
});

/** The shop's files after the model's best answer to a prompt. */
function changedFiles(prompt: string): Map<string, string> {
  const answer = readAnswer(recordedTurn(prompt, null).text, null, "recorded");
  if (answer.kind !== "change") throw new Error(`the recorded answer is ${answer.kind}`);
  const applied = applyEdits(answer.change.edits, { texts: files, modes: new Map() }, limits);
  if (applied.kind !== "files") throw new Error(applied.reasons.map(({ text }) => text).join(" "));
  return new Map(applied.files.map(({ path, content }) => [path, content ?? ""]));
}

async function testShopWith(changed: ReadonlyMap<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shop-"));
  try {
    await cp(fileURLToPath(new URL("../services/shop", import.meta.url)), folder, { recursive: true });
    for (const [path, content] of changed) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    // Nothing of this test run's environment may reach the shop's.
    const env = { PATH: process.env.PATH };
    return (await promisify(execFile)(process.execPath, ["--test"], { cwd: folder, env })).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the recorded fix and the recorded component pass the shop's own tests", async () => {
  const fix = changedFiles(files.get("src/orders/label.js") ?? "");
  const component = changedFiles('component request {"name": "gift_cards"}');
  const output = await testShopWith(new Map([...fix, ...component]));
  expect(output).toMatch(/pass 8\b/);
  expect(output).toMatch(/fail 0\b/);
});

test("the recorded fix takes the bug out of the world", () => {
  const fix = changedFiles(files.get("src/orders/label.js") ?? "");
  world.deploy({ atMs: 1000, files: new Map([...files, ...fix]) });
  expect(world.configurationAt("shop-orders", 0)?.bugs).toHaveLength(1);
  expect(world.configurationAt("shop-orders", 1000)?.bugs).toHaveLength(0);
});
