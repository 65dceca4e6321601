import { expect, it } from "vitest";
import type { WorkTree } from "../../ports/workspace.ts";
import { readBase } from "./read-base.ts";

it("reads each file that edits name once, and the mode of every path", async () => {
  const files = new Map([
    ["a.txt", "a"],
    ["b.txt", "b"],
  ]);
  const read: string[] = [];
  const tree: WorkTree = {
    readFile: async (path) => {
      read.push(path);
      return files.get(path) ?? null;
    },
    listFiles: async () => [...files.keys()],
    modes: async () => new Map([["link", "120000"]]),
  };
  const { texts, modes } = await readBase([{ path: "a.txt" }, { path: "new.txt" }, { path: "a.txt" }], tree);
  expect([...texts]).toEqual([["a.txt", "a"]]);
  expect([...modes]).toEqual([["link", "120000"]]);
  expect(read).toEqual(["a.txt", "new.txt"]);
});
