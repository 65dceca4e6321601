import { expect, test } from "vitest";
import { type RememberedFiles, rememberedFiles } from "./remembered-files.ts";

const sha = "a".repeat(40);
const file = { repository: "acme/shop", path: "template.yaml", at: sha };

/** Whether a file is answered from memory. */
async function isRemembered(
  files: RememberedFiles,
  asked: Parameters<RememberedFiles["text"]>[0],
): Promise<boolean> {
  return (await files.text(asked, async () => "read anew")) !== "read anew";
}

test("a file at a commit is read once", async () => {
  const files = rememberedFiles();
  expect(await files.text(file, async () => "")).toBe("");
  expect(await isRemembered(files, { ...file, repository: "Acme/Shop" })).toBe(true);
});

test("what the app wrote into a commit need not be read", async () => {
  const files = rememberedFiles();
  files.remember(file, "written");
  expect(await files.text(file, async () => "read anew")).toBe("written");
});

test.each([
  ["another commit", { at: "b".repeat(40) }],
  ["another path", { path: "other.yaml" }],
  ["another repository", { repository: "acme/other" }],
])("%s is another file", async (_, difference) => {
  const files = rememberedFiles();
  await files.text(file, async () => "text");
  expect(await isRemembered(files, { ...file, ...difference })).toBe(false);
});

test.each([
  ["at a branch, which moves", { ...file, at: "HEAD" }, "text"],
  ["that is missing, perhaps only for now", file, null],
  ["that is long", file, "x".repeat(256 * 1024 + 1)],
])("a file %s is read each time", async (_, asked, text) => {
  const files = rememberedFiles();
  expect(await files.text(asked, async () => text)).toBe(text);
  expect(await isRemembered(files, asked)).toBe(false);
});

test("a read that failed is tried again", async () => {
  const files = rememberedFiles();
  await expect(
    files.text(file, async () => {
      throw new Error("502");
    }),
  ).rejects.toThrow("502");
  expect(await files.text(file, async () => "text")).toBe("text");
});

test("memory is bounded: of many files the ones asked for last stay", async () => {
  const files = rememberedFiles();
  await files.text({ ...file, path: "forgotten" }, async () => "text");
  for (let index = 0; index < 100; index++) {
    await files.text({ ...file, path: `${index}` }, async () => "text");
    await files.text(file, async () => "text");
  }
  expect(await isRemembered(files, file)).toBe(true);
  expect(await isRemembered(files, { ...file, path: "99" })).toBe(true);
  expect(await isRemembered(files, { ...file, path: "forgotten" })).toBe(false);
});
