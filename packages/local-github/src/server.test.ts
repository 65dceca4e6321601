import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Octokit } from "@octokit/rest";
import { simpleGit } from "simple-git";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGitHub, type TestGitHub } from "./test-github.ts";

let local: TestGitHub;
let octokit: Octokit;
const repo = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  local = await startTestGitHub();
  await local.github.people.createRepository({
    owner: "acme",
    name: "shop",
    files: { "README.md": "# Shop\n", "src/app.js": "one\ntwo\nthree\n" },
  });
  octokit = await local.installation("acme");
});
afterAll(async () => {
  expect(local.github.invalidRequests).toEqual([]);
  await local[Symbol.asyncDispose]();
});

async function headOf(branch: string): Promise<string> {
  const { data } = await octokit.rest.git.getRef({ ...repo, ref: `heads/${branch}` });
  return data.object.sha;
}

async function commitOnBranch(branch: string, path: string, content: string): Promise<string> {
  const base = await headOf("main");
  const { data: parent } = await octokit.rest.git.getCommit({ ...repo, commit_sha: base });
  const { data: tree } = await octokit.rest.git.createTree({
    ...repo,
    base_tree: parent.tree.sha,
    tree: [{ path, mode: "100644", type: "blob", content }],
  });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...repo,
    message: `Change ${path}`,
    tree: tree.sha,
    parents: [base],
  });
  await octokit.rest.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha: commit.sha });
  return commit.sha;
}

async function openPull(branch: string) {
  const { data } = await octokit.rest.pulls.create({
    ...repo,
    head: branch,
    base: "main",
    title: `Pull of ${branch}`,
    body: "why",
  });
  return data;
}

async function clone<T>(use: (folder: string, token: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "local-github-clone-"));
  try {
    const auth = await octokit.auth({ type: "installation" });
    const token = typeof auth === "object" && auth && "token" in auth ? String(auth.token) : "";
    const url = `${local.github.url.replace("//", `//x-access-token:${token}@`)}/acme/shop.git`;
    await simpleGit().clone(url, folder);
    return await use(folder, token);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("a clone has the same SHAs as the API and passes git's own check", async () => {
  const sha = await commitOnBranch("clone-me", "deep/er/file.txt", "hello\n");
  await clone(async (folder) => {
    const git = simpleGit(folder);
    expect((await git.revparse(["origin/clone-me"])).trim()).toBe(sha);
    expect((await git.revparse(["origin/main"])).trim()).toBe(await headOf("main"));
    await git.raw(["fsck", "--strict"]);
    await git.checkout("clone-me");
    expect(await readFile(join(folder, "deep/er/file.txt"), "utf8")).toBe("hello\n");
  });
});

test("a push over git's transport moves the branch and its pull request", async () => {
  await commitOnBranch("pushed", "pushed.txt", "1\n");
  const pull = await openPull("pushed");
  await clone(async (folder) => {
    const git = simpleGit(folder);
    await git.addConfig("user.name", "maria").addConfig("user.email", "maria@users.noreply.github.com");
    await git.checkout("pushed");
    await git.raw(["commit", "--allow-empty", "-m", "by hand"]);
    await git.push("origin", "pushed");
    const sha = (await git.revparse(["HEAD"])).trim();
    const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: pull.number });
    expect(data.head.sha).toBe(sha);
    expect((await git.listRemote(["origin", `refs/pull/${pull.number}/head`])).slice(0, 40)).toBe(sha);
  });
});

test("a commit without an author is the bot's and verified", async () => {
  const sha = await commitOnBranch("by-bot", "bot.txt", "x\n");
  const { data } = await octokit.rest.repos.getCommit({ ...repo, ref: sha });
  expect(data.author).toMatchObject({ login: "self-building-agent[bot]", type: "Bot" });
  expect(data.commit.author?.email).toMatch(/^\d+\+self-building-agent\[bot\]@users\.noreply\.github\.com$/);
  expect(data.commit.verification?.verified).toBe(true);
  expect(data.files?.[0]).toMatchObject({ filename: "bot.txt", status: "added", additions: 1 });
});

test("two merges in a row keep both changes", async () => {
  await commitOnBranch("first", "first.txt", "1\n");
  await commitOnBranch("second", "second.txt", "2\n");
  const [first, second] = [await openPull("first"), await openPull("second")];
  for (const pull of [first, second]) {
    const { data } = await octokit.rest.pulls.merge({
      ...repo,
      pull_number: pull.number,
      sha: pull.head.sha,
      merge_method: "squash",
    });
    expect(data.merged).toBe(true);
    expect(await headOf("main")).toBe(data.sha);
  }
  for (const path of ["first.txt", "second.txt", "README.md"]) {
    const { data } = await octokit.rest.repos.getContent({ ...repo, path });
    expect(data).toMatchObject({ type: "file", path });
  }
  const { data: merged } = await octokit.rest.pulls.get({ ...repo, pull_number: second.number });
  expect(merged).toMatchObject({ state: "closed", merged: true, merge_commit_sha: await headOf("main") });
});

test("merges at the same moment keep both changes", async () => {
  await commitOnBranch("left", "left.txt", "1\n");
  await commitOnBranch("right", "right.txt", "2\n");
  const pulls = [await openPull("left"), await openPull("right")];
  await Promise.all(
    pulls.map(({ number }) =>
      octokit.rest.pulls.merge({ ...repo, pull_number: number, merge_method: "squash" }),
    ),
  );
  const { data } = await octokit.rest.git.getTree({ ...repo, tree_sha: "main" });
  expect(data.tree.map(({ path }) => path)).toEqual(expect.arrayContaining(["left.txt", "right.txt"]));
});

test("a merge commit has both parents", async () => {
  const head = await commitOnBranch("true-merge", "merge.txt", "m\n");
  const base = await headOf("main");
  const pull = await openPull("true-merge");
  const { data } = await octokit.rest.pulls.merge({ ...repo, pull_number: pull.number });
  const { data: commit } = await octokit.rest.git.getCommit({ ...repo, commit_sha: data.sha });
  expect(commit.parents.map(({ sha }) => sha)).toEqual([base, head]);
});

test("a merge at another SHA than the head is refused", async () => {
  await commitOnBranch("moved", "moved.txt", "m\n");
  const pull = await openPull("moved");
  await local.github.people.pushCommit("acme/shop", "moved", { "moved.txt": "n\n" }, "maria");
  const merge = octokit.rest.pulls.merge({ ...repo, pull_number: pull.number, sha: pull.head.sha });
  await expect(merge).rejects.toMatchObject({ status: 409 });
  const { data: commits } = await octokit.rest.pulls.listCommits({ ...repo, pull_number: pull.number });
  expect(commits.map(({ author }) => author?.login)).toEqual(["self-building-agent[bot]", "maria"]);
});

test("conflicting changes are dirty and cannot be merged", async () => {
  await commitOnBranch("conflict", "src/app.js", "one\nTWO\nthree\n");
  const pull = await openPull("conflict");
  await local.github.people.pushCommit("acme/shop", "main", { "src/app.js": "one\n2\nthree\n" }, "maria");
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: pull.number });
  expect(data).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
  await expect(octokit.rest.pulls.merge({ ...repo, pull_number: pull.number })).rejects.toMatchObject({
    status: 405,
  });
});

test("a second pull request for a branch, or one without commits, is refused", async () => {
  await commitOnBranch("once", "once.txt", "1\n");
  await openPull("once");
  await expect(openPull("once")).rejects.toThrow(/A pull request already exists for acme:once/);
  await octokit.rest.git.createRef({ ...repo, ref: "refs/heads/same", sha: await headOf("main") });
  await expect(openPull("same")).rejects.toThrow(/No commits between main and same/);
});

test("a reference moves forward only, unless forced", async () => {
  const sha = await commitOnBranch("forward", "f.txt", "1\n");
  const other = await commitOnBranch("elsewhere", "g.txt", "1\n");
  const update = { ...repo, ref: "heads/forward", sha: other };
  await expect(octokit.rest.git.updateRef(update)).rejects.toThrow(/not a fast forward/);
  expect(await headOf("forward")).toBe(sha);
  await octokit.rest.git.updateRef({ ...update, force: true });
  expect(await headOf("forward")).toBe(other);
});

test("protection holds until the required check of the right app succeeds on the newest base", async () => {
  const { people } = local.github;
  people.protectBranch("acme/shop", "main", { requiredChecks: [{ context: "gate" }], strict: true });
  const head = await commitOnBranch("guarded", "guarded.txt", "1\n");
  const pull = await openPull("guarded");
  const merge = () => octokit.rest.pulls.merge({ ...repo, pull_number: pull.number });
  await expect(merge()).rejects.toThrow(/Required status check "gate" is expected/);
  const { data: run } = await octokit.rest.checks.create({ ...repo, name: "gate", head_sha: head });
  await expect(merge()).rejects.toMatchObject({ status: 405 });
  await octokit.rest.checks.update({
    ...repo,
    check_run_id: run.id,
    conclusion: "success",
    output: { title: "Fine", summary: "All good" },
  });
  const { data: runs } = await octokit.rest.checks.listForRef({ ...repo, ref: "guarded", filter: "latest" });
  expect(runs.check_runs).toMatchObject([
    { name: "gate", status: "completed", conclusion: "success", app: { slug: "self-building-agent" } },
  ]);
  expect((await merge()).data.merged).toBe(true);
  local.github.world.repository("acme", "shop")?.protections.clear();
});

test("a branch that goes takes along what was to be merged into it, or sends it where its own went", async () => {
  const { people } = local.github;
  await people.createRepository({ owner: "acme", name: "stacked", files: { "a.txt": "a\n" } });
  const at = { owner: "acme", repo: "stacked" };
  const stack = async (below: string, above: string) => {
    await people.pushCommit("acme/stacked", below, { [`${below}.txt`]: "1\n" }, "mia");
    const lower = await people.openPull("acme/stacked", "mia", { title: below, head: below });
    const tip = await people.repository("acme/stacked").git.ref(`refs/heads/${below}`);
    await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${above}`, sha: tip ?? "" });
    await people.pushCommit("acme/stacked", above, { [`${above}.txt`]: "2\n" }, "mia");
    const upper = await people.openPull("acme/stacked", "mia", { title: above, head: above, base: below });
    return [lower.number, upper.number] as const;
  };
  const shown = async (pull_number: number) => {
    const { data } = await octokit.rest.pulls.get({ ...at, pull_number });
    return [data.state, data.base.ref];
  };
  const [, closing] = await stack("one", "two");
  await octokit.rest.git.deleteRef({ ...at, ref: "heads/one" });
  expect(await shown(closing)).toEqual(["closed", "one"]);
  const [merging, sent] = await stack("three", "four");
  people.deleteMergedBranches("acme/stacked");
  await people.mergePull("acme/stacked", merging, "mia");
  expect(await shown(sent)).toEqual(["open", "main"]);
  const refs = await people.repository("acme/stacked").git.refs("refs/heads/");
  expect(refs.map(({ name }) => name)).toEqual(["refs/heads/four", "refs/heads/main", "refs/heads/two"]);
});
