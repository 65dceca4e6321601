import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changedFiles } from "./diff.ts";
import { git, runGit } from "./process.ts";
import { GitRepository } from "./repository.ts";
import { editTree } from "./tree-edit.ts";

let folder: string;
let repository: GitRepository;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "git-repository-"));
  repository = await GitRepository.create(folder, "main");
});
afterAll(async () => {
  await repository.stop();
  await rm(folder, { recursive: true, force: true });
});

const author = { name: "Åsa", email: "asa@example.org", atSeconds: 1_700_000_000 };

function commit(tree: string, parents: readonly string[], message: string): Promise<string> {
  return repository.writeCommit({ tree, parents, author, committer: author, message });
}

async function treeOf(files: Readonly<Record<string, string>>, base: string | null = null): Promise<string> {
  const edits = new Map<string, { mode: string; sha: string }>();
  for (const [path, text] of Object.entries(files)) {
    edits.set(path, { mode: "100644", sha: await repository.writeBlob(Buffer.from(text)) });
  }
  return editTree(repository, base, edits);
}

test("edited trees are what git makes of the same files, and pass its check", async () => {
  const base = await treeOf({ "a/b/c.txt": "1", "a.txt": "2", "a-b": "3", "å/ö.txt": "4" });
  const edited = await editTree(
    repository,
    base,
    new Map([
      ["a/b/c.txt", null],
      ["z/new.txt", { mode: "100755", sha: await repository.writeBlob(Buffer.from("5")) }],
    ]),
  );
  const listing = await git(folder, ["ls-tree", "-r", "-z", edited]);
  expect(await git(folder, ["mktree", "-z"], await git(folder, ["ls-tree", "-z", edited]))).toBe(
    `${edited}\n`,
  );
  expect(listing.split("\0").map((line) => line.split("\t")[1] ?? "")).toEqual([
    "a-b",
    "a.txt",
    "z/new.txt",
    "å/ö.txt",
    "",
  ]);
  const sha = await commit(edited, [], "First\n\nWith a body");
  expect(await repository.commit(sha)).toMatchObject({
    tree: edited,
    author,
    message: "First\n\nWith a body",
  });
  expect((await runGit(folder, ["fsck", "--strict", sha])).code).toBe(0);
});

test("ancestry agrees with git on any history", async () => {
  const tree = await treeOf({ "a.txt": "1" });
  const histories = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), fc.nat(), async (steps, left, right) => {
      const shas = [await commit(tree, [], "root")];
      for (const [index, [first, second, isMerge]] of steps.entries()) {
        const pick = (choice: number) => shas[choice % shas.length] ?? "";
        const parents = new Set(isMerge ? [pick(first), pick(second)] : [pick(first)]);
        shas.push(await commit(tree, [...parents], `${index}`));
      }
      const [a = "", b = ""] = [shas[left % shas.length], shas[right % shas.length]];
      const bases = (await git(folder, ["merge-base", "--all", a, b])).trim().split("\n");
      expect(bases).toContain(await repository.mergeBase(a, b));
      const between = (await git(folder, ["rev-list", `${a}..${b}`])).split("\n").filter(Boolean);
      expect((await repository.commitsBetween(a, b)).toSorted()).toEqual(between.toSorted());
      const { code } = await runGit(folder, ["merge-base", "--is-ancestor", a, b]);
      expect(await repository.isAncestor(a, b)).toBe(code === 0);
    }),
    { numRuns: 15 },
  );
});

test("references that git and we write are seen by both", async () => {
  const sha = await commit(await treeOf({ "a.txt": "1" }), [], "one");
  await repository.writeRef("refs/heads/deep/er", sha);
  expect((await git(folder, ["rev-parse", "refs/heads/deep/er"])).trim()).toBe(sha);
  await git(folder, ["update-ref", "refs/heads/by-git", sha]);
  expect(await repository.ref("refs/heads/by-git")).toBe(sha);
  await repository.writeRef("refs/heads/deep/er", null);
  expect(await repository.refs("refs/heads/deep/")).toEqual([]);
  await expect(repository.writeRef("refs/heads/by-git/below", sha)).rejects.toThrow();
});

test("objects are read wherever git keeps them", async () => {
  const other = await GitRepository.create(join(folder, "packed"), "main");
  const blob = await other.writeBlob(Buffer.from("packed"));
  const tree = await other.writeTree([{ mode: "100644", name: "a.txt", sha: blob }]);
  const sha = await other.writeCommit({ tree, parents: [], author, committer: author, message: "one" });
  await other.writeRef("refs/heads/main", sha);
  const loose = await other.object(blob);
  await git(other.folder, ["repack", "-a", "-d", "-q"]);
  expect(await other.object(blob)).toEqual(loose);
  expect(await other.object("main:a.txt")).toEqual({
    sha: blob,
    type: "blob",
    content: Buffer.from("packed"),
  });
  expect(await other.object("1".repeat(40))).toBe(null);
  await other.stop();
});

test("what a commit or a tree holds is found by its path as git finds it", async () => {
  const tree = await treeOf({ "a/b.txt": "1", "c.txt": "2" });
  const starts = [await commit(tree, [], "one"), tree, await repository.writeBlob(Buffer.from("1"))];
  const paths = [":a/b.txt", ":c.txt", ":a", "^{tree}", ":a/", ":", ":missing", ":c.txt/d", ":a/missing"];
  for (const name of starts.flatMap((start) => paths.map((path) => `${start}${path}`))) {
    const { code, stdout } = await runGit(folder, ["rev-parse", "--verify", name]);
    const found = (await repository.object(name))?.sha ?? null;
    expect(found, name).toBe(code === 0 ? stdout.toString().trim() : null);
  }
});

test.each(["refs/heads/../../config", "HEAD", "", "refs/heads/a\0b"])(
  "%j names no reference",
  async (name) => {
    expect(await repository.ref(name)).toBe(null);
  },
);

test("merges without conflict keep both sides, others have no tree", async () => {
  const base = await commit(await treeOf({ "a.txt": "1\n", "b.txt": "1\n" }), [], "base");
  const change = async (path: string, text: string) =>
    commit(await treeOf({ [path]: text }, (await repository.commit(base))?.tree ?? null), [base], path);
  const [left, right, clash] = await Promise.all([
    change("a.txt", "2\n"),
    change("b.txt", "2\n"),
    change("a.txt", "3\n"),
  ]);
  expect(await repository.mergedTree(left, right)).toBe(await treeOf({ "a.txt": "2\n", "b.txt": "2\n" }));
  expect(await repository.mergedTree(left, clash)).toBe(null);
  for (const [one, other] of [
    [base, left],
    [left, base],
  ] as const) {
    expect(await repository.mergedTree(one, other)).toBe((await repository.commit(left))?.tree);
  }
});

test("changed files carry their status, line counts and hunks", async () => {
  const before = await commit(
    await treeOf({ "keep.txt": "1\n2\n", "gone.txt": "x\n", "old name.txt": "a\nb\nc\nd\n", bin: "\0a" }),
    [],
    "before",
  );
  const after = await commit(
    await treeOf({
      "keep.txt": "1\n3\n",
      "new.txt": "diff --git a b\n",
      "new name.txt": "a\nb\nc\nd\n",
      bin: "\0b",
    }),
    [before],
    "after",
  );
  const files = await changedFiles(repository, before, after);
  expect(
    files.map(({ filename, status, additions, deletions }) => [filename, status, additions, deletions]),
  ).toEqual([
    ["bin", "modified", 0, 0],
    ["gone.txt", "removed", 0, 1],
    ["keep.txt", "modified", 1, 1],
    ["new name.txt", "renamed", 0, 0],
    ["new.txt", "added", 1, 0],
  ]);
  expect(files[2]?.patch).toBe("@@ -1,2 +1,2 @@\n 1\n-2\n+3");
  expect(files[3]?.previousFilename).toBe("old name.txt");
  expect(await changedFiles(repository, after, after)).toEqual([]);
});
