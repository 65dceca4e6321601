import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { reasonSections } from "../src/domain/shared/reasons.ts";
import { withReasonTables } from "./reason-tables.ts";

const page = new URL("../docs/troubleshooting.md", import.meta.url);

test("the tables of troubleshooting are the reasons'", async () => {
  const text = await readFile(page, "utf8");
  await expect(withReasonTables(text, reasonSections)).toMatchFileSnapshot("../docs/troubleshooting.md");
});
