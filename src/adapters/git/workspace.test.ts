import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitWorkspace } from "./workspace.ts";

const run = promisify(execFile);
const ref = { owner: "Acme", name: "shop" };
let root = "";
let origin = "";

async function git(...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=Mia", "-c", "user.email=mia@example.test", "-c", "commit.gpgsign=false"];
  return (await run("git", [...identity, ...args], { cwd: origin })).stdout.trim();
}

async function commit(files: Record<string, string | null>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(origin, path);
    await mkdir(dirname(file), { recursive: true });
    await (content === null ? rm(file) : writeFile(file, content));
  }
  await git("add", "-A");
  await git("commit", "-q", "-m", "change");
  return git("rev-parse", "HEAD");
}

function workspace(folder = "cache", warnings: string[] = []) {
  return gitWorkspace({
    folder: join(root, folder),
    remote: async () => ({ url: origin, token: "s3cret-token" }),
    log: { warn: (_fields: object, message: string) => warnings.push(message) },
  });
}

const leftovers = (folder = "cache") => readdir(join(root, folder, "checkouts")).catch(() => []);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "workspace-"));
  origin = join(root, "origin");
  await run("git", ["init", "-q", "-b", "main", origin]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("checkout", () => {
  it("shows the files as they were at the commit, later ones after a fetch", async () => {
    const first = await commit({ "a.txt": "one\n", "src/b.ts": "export {};\n" });
    const work = workspace();
    const read = (sha: string) =>
      work.checkout(ref, sha, async (tree) => [await tree.readFile("a.txt"), await tree.listFiles()]);
    expect(await read(first)).toEqual(["one\n", ["a.txt", "src/b.ts"]]);
    const second = await commit({ "a.txt": "two\n" });
    expect(await read(second)).toEqual(["two\n", ["a.txt", "src/b.ts"]]);
    expect(await read(first)).toEqual(["one\n", ["a.txt", "src/b.ts"]]);
  });

  it("is removed afterwards, also when its use fails, and what a killed process left is removed first", async () => {
    const sha = await commit({ "a.txt": "three\n" });
    await mkdir(join(root, "cache", "checkouts", "left-behind"), { recursive: true });
    const work = workspace();
    const failing = work.checkout(ref, sha, async () => {
      throw new Error("use failed");
    });
    await expect(failing).rejects.toThrow("use failed");
    expect(await leftovers()).toEqual([]);
  });

  it("serves several at once", async () => {
    const sha = await commit({ "a.txt": "four\n" });
    const work = workspace("parallel");
    const reads = Array.from({ length: 4 }, () => work.checkout(ref, sha, (tree) => tree.readFile("a.txt")));
    expect(await Promise.all(reads)).toEqual(["four\n", "four\n", "four\n", "four\n"]);
  });

  it("reads nothing through links, outside of it, in .git, too large or binary", async () => {
    await symlink("/etc/passwd", join(origin, "link"));
    await symlink("src", join(origin, "folder-link"));
    await writeFile(join(root, "outside.txt"), "outside");
    await writeFile(join(origin, "binary"), Buffer.from([0x89, 0x50, 0, 1]));
    await writeFile(join(origin, "latin1"), Buffer.from([0x61, 0xe9]));
    await writeFile(join(origin, "large"), "x".repeat(1_048_577));
    await writeFile(join(origin, "largest"), "x".repeat(1_048_576));
    const sha = await commit({ "src/b.ts": "export const b = 1;\n" });
    const unreadable = [
      "link",
      "folder-link/b.ts",
      "../outside.txt",
      "src/../../outside.txt",
      "/etc/passwd",
      ".git",
      "src/.GIT/config",
      "binary",
      "latin1",
      "large",
      "src",
      "src/",
      "",
      ".",
      "missing",
    ];
    await workspace().checkout(ref, sha, async (tree) => {
      for (const path of unreadable) expect(await tree.readFile(path), path).toBeNull();
      expect((await tree.readFile("largest"))?.length).toBe(1_048_576);
      expect(await tree.listFiles()).not.toContain("link");
      const modes = await tree.modes();
      expect([modes.get("link"), modes.get("binary"), modes.get("src")]).toEqual([
        "120000",
        "100644",
        undefined,
      ]);
    });
    await git("rm", "-q", "link", "folder-link", "binary", "latin1", "large", "largest");
    await git("commit", "-q", "-m", "clean");
  });

  it("gives bytes as git has them, whatever the attributes convert", async () => {
    const sha = await commit({ ".gitattributes": "*.txt text eol=crlf ident\n", "c.txt": "$Id$\nline\n" });
    expect(await workspace().checkout(ref, sha, (tree) => tree.readFile("c.txt"))).toBe("$Id$\nline\n");
    await commit({ ".gitattributes": null });
  });

  it("clones again when the cache is damaged", async () => {
    const sha = await commit({ "a.txt": "five\n" });
    const warnings: string[] = [];
    const work = workspace("damaged", warnings);
    await work.checkout(ref, sha, async () => {});
    const clone = join(root, "damaged", "clones", "acme", "shop.git");
    for (const name of ["objects", "refs"]) await rm(join(clone, name), { recursive: true });
    expect(await work.checkout(ref, sha, (tree) => tree.readFile("a.txt"))).toBe("five\n");
    expect(warnings).toEqual([expect.stringContaining("made anew")]);
  });

  it("names the commit it cannot find and leaves nothing behind", async () => {
    const missing = workspace().checkout(ref, "1".repeat(40), async () => {});
    await expect(missing).rejects.toThrow(/Commit 1{40} of Acme\/shop could not be checked out/);
    await expect(workspace().checkout(ref, "main", async () => {})).rejects.toThrow(/not a full commit SHA/);
    expect(await leftovers()).toEqual([]);
  });

  it("keeps the token out of the files and runs no hook", async () => {
    const sha = await commit({ "a.txt": "six\n" });
    const hook = join(root, "cache", "clones", "acme", "shop.git", "hooks", "post-checkout");
    await mkdir(dirname(hook), { recursive: true });
    await writeFile(hook, `#!/bin/sh\ntouch ${join(root, "hook-ran")}\n`);
    await chmod(hook, 0o755);
    await workspace().checkout(ref, sha, async () => {});
    expect(await readdir(root)).not.toContain("hook-ran");
    const config = await readFile(join(root, "cache", "clones", "acme", "shop.git", "config"), "utf8");
    expect(config).not.toMatch(/s3cret|Authorization|url/);
  });
});

describe("revert", () => {
  it("undoes one commit and leaves what came later, with modes and deletions", async () => {
    await commit({ "r.txt": "1\n2\n3\n4\n5\n6\n7\n", "gone.txt": "gone\n" });
    await writeFile(join(origin, "run.sh"), "echo 1\n", { mode: 0o755 });
    await commit({});
    const merged = await commit({
      "r.txt": "one\n2\n3\n4\n5\n6\n7\n",
      "gone.txt": null,
      "new.txt": "n\n",
      "run.sh": "echo 2\n",
    });
    const onto = await commit({ "r.txt": "one\n2\n3\n4\n5\n6\nseven\n" });
    expect(await workspace().revert(ref, merged, onto)).toEqual({
      kind: "files",
      files: [
        { path: "gone.txt", content: "gone\n", mode: "100644" },
        { path: "new.txt", content: null, mode: "100644" },
        { path: "r.txt", content: "1\n2\n3\n4\n5\n6\nseven\n", mode: "100644" },
        { path: "run.sh", content: "echo 1\n", mode: "100755" },
      ],
    });
    expect(await leftovers()).toEqual([]);
  });

  it("undoes a merge commit against its first parent", async () => {
    const base = await commit({ "m.txt": "before\n" });
    await git("checkout", "-q", "-b", "topic");
    await commit({ "m.txt": "after\n" });
    await git("checkout", "-q", "main");
    await git("merge", "-q", "--no-ff", "-m", "merge", "topic");
    const merged = await git("rev-parse", "HEAD");
    expect(base).not.toBe(merged);
    expect(await workspace().revert(ref, merged, merged)).toEqual({
      kind: "files",
      files: [{ path: "m.txt", content: "before\n", mode: "100644" }],
    });
  });

  it("names the paths in conflict", async () => {
    await commit({ "k.txt": "a\n" });
    const merged = await commit({ "k.txt": "b\n" });
    const onto = await commit({ "k.txt": "c\n" });
    expect(await workspace().revert(ref, merged, onto)).toEqual({ kind: "conflict", paths: ["k.txt"] });
  });

  it.each(["merge=union", "merge=ours", "-merge", "merge=custom"])(
    "names the paths in conflict whatever the repository's attributes make of them: %s",
    async (attribute) => {
      await commit({ ".gitattributes": `*.yaml ${attribute}\n`, "t.yaml": "MemorySize: 1024\n" });
      const merged = await commit({ "t.yaml": "MemorySize: 512\n" });
      const onto = await commit({ "t.yaml": "MemorySize: 2048\n" });
      const reverted = await workspace().revert(ref, merged, onto);
      await commit({ ".gitattributes": null, "t.yaml": null });
      expect(reverted).toEqual({ kind: "conflict", paths: ["t.yaml"] });
    },
  );

  it("has nothing to do when it is undone already", async () => {
    await commit({ "u.txt": "a\n" });
    const merged = await commit({ "u.txt": "b\n" });
    const onto = await commit({ "u.txt": "a\n" });
    expect(await workspace().revert(ref, merged, onto)).toEqual({ kind: "nothing_to_revert" });
  });

  it("undoes a commit that history was written anew without, while the server still has it", async () => {
    const base = await commit({ "h.txt": "a\n" });
    const merged = await commit({ "h.txt": "b\n" });
    await git("reset", "-q", "--hard", base);
    const onto = await commit({ "h.txt": "b\n", "i.txt": "i\n" });
    expect(await workspace("anew").revert(ref, merged, onto)).toEqual({
      kind: "files",
      files: [{ path: "h.txt", content: "a\n", mode: "100644" }],
    });
  });

  it("says of a commit that nobody has any more that it is gone", async () => {
    const onto = await git("rev-parse", "HEAD");
    expect(await workspace().revert(ref, "1".repeat(40), onto)).toEqual({ kind: "commit_gone" });
    expect(await leftovers()).toEqual([]);
  });

  it("leaves binary files to people", async () => {
    await writeFile(join(origin, "logo.png"), Buffer.from([1, 0, 2]));
    await commit({});
    await writeFile(join(origin, "logo.png"), Buffer.from([1, 0, 3]));
    const merged = await commit({});
    expect(await workspace().revert(ref, merged, merged)).toEqual({ kind: "conflict", paths: ["logo.png"] });
  });
});
