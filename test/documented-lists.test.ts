import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { commands } from "../src/cycle/commands/commands.ts";
import { protectedKinds } from "../src/domain/change/protected-paths.ts";
import { tools } from "../src/entry/mcp/tools.ts";
import { ownMetrics } from "../src/ports/instruments.ts";
import { documentedLists, withBlocks } from "./documented-lists.ts";

const documents = ["README.md", "docs/quick-reference.md", "docs/mcp-api.md", "docs/threat-model.md"];
const withMetrics = ["docs/operations.md", "docs/cloudwatch-integration.md"];

test.each([...documents, ...withMetrics])(
  "%s tells of every command, tool and metric as the lists have them (npx vitest run test/documented-lists.test.ts -u)",
  async (name) => {
    const path = new URL(`../${name}`, import.meta.url).pathname;
    const document = await readFile(path, "utf8");
    const filled = withBlocks(document, documentedLists(commands, tools, ownMetrics, protectedKinds));
    expect(filled).not.toBe(withBlocks(document, documentedLists([], [], {}, [])));
    await expect(filled).toMatchFileSnapshot(path);
  },
);

test("a block without an end or a text is an error, and what stands outside of blocks stays", () => {
  expect(withBlocks("a <!-- x -->old<!-- /x --> b <!-- x --><!-- /x -->", { x: "new" })).toBe(
    "a <!-- x -->new<!-- /x --> b <!-- x -->new<!-- /x -->",
  );
  expect(() => withBlocks("<!-- x -->", { x: "new" })).toThrow("block x");
  expect(() => withBlocks("<!-- y --><!-- /y -->", { x: "new" })).toThrow("block y");
});
