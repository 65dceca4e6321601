import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addDeployment, addDeploymentStatus } from "../../../demo/github/deeds/checks.ts";
import { startTestGitHub, type TestGitHub } from "../../../demo/github/test-github.ts";
import type { Forge } from "../../ports.ts";
import { gitWorkspace } from "../git/workspace.ts";
import { githubForge } from "./forge.ts";
import type { GitHubOptions } from "./octokit.ts";
import { githubRemote } from "./remote.ts";

let local: TestGitHub;
let options: GitHubOptions;
let forge: Forge;
let count = 0;
let repository = { owner: "acme", name: "" };
let name = "";
let base = "";

const bot = "self-building-agent[bot]";
const branch = "self-building/abc123";
const file = (path: string, content: string | null) => ({ path, content, mode: "100644" as const });

beforeAll(async () => {
  local = await startTestGitHub();
  const warnings: string[] = [];
  options = {
    authentication: { kind: "app", appId: "7", privateKey: local.privateKeyPem },
    baseUrl: local.github.url,
    log: { warn: (_fields, message) => warnings.push(message) },
    throttle: false,
    retryPauseMs: 1,
  };
  forge = githubForge(options);
});
afterAll(async () => {
  const { invalidRequests, unknownRoutes } = local.github;
  await local[Symbol.asyncDispose]();
  expect(invalidRequests).toEqual([]);
  expect(unknownRoutes).toEqual([]);
});

beforeEach(async () => {
  count += 1;
  repository = { owner: "acme", name: `shop-${count}` };
  name = `acme/shop-${count}`;
  const files = { "README.md": "# Shop\n", "template.yaml": "MemorySize: 1024\n", "old.txt": "old\n" };
  await local.github.people.createRepository({ ...repository, files });
  base = (await forge.repository(repository))?.headSha ?? "";
});

/** Requests that change something; a tree is content-addressed, so making it again changes nothing. */
function writes(): number {
  const reading = /^GET |access_tokens$|git\/trees$/;
  const counts = [...local.github.requestCounts].filter(([route]) => !reading.test(route));
  return counts.reduce((sum, [, times]) => sum + times, 0);
}

async function twice<T>(doing: () => Promise<T>): Promise<[T, T]> {
  const first = await doing();
  const before = writes();
  const second = await doing();
  expect(writes() - before, "writes of the second time").toBe(0);
  return [first, second];
}

const change = (overrides: Partial<Parameters<Forge["commit"]>[0]> = {}) =>
  forge.commit({
    repository,
    branch,
    baseSha: base,
    message: "Lower the memory",
    files: [file("template.yaml", "MemorySize: 512\n"), file("old.txt", null), file("new/file.txt", "")],
    ...overrides,
  });

const open = (overrides: Partial<Parameters<Forge["openPull"]>[0]> = {}) =>
  forge.openPull({
    repository,
    branch,
    base: "main",
    title: "Lower the memory",
    body: "Because.",
    labels: ["self-building"],
    ...overrides,
  });

async function proposed() {
  const made = await change();
  if (made.kind !== "committed") throw new Error(made.reason.text);
  const pull = await open();
  return { sha: made.sha, pull };
}

describe("reading", () => {
  it("knows itself, its repositories and what people may do there", async () => {
    expect(await forge.login()).toBe(bot);
    expect(await forge.listRepositories()).toContainEqual(repository);
    local.github.people.setPermission(name, "mia", "write");
    expect(await forge.permissionOf(repository, "mia")).toBe("write");
    expect(await forge.permissionOf(repository, "acme")).toBe("admin");
    expect(await forge.permissionOf(repository, "stranger")).not.toBe("write");
  });

  it("tells empty, archived, missing and not installed repositories apart", async () => {
    const { people } = local.github;
    await people.createRepository({ owner: "acme", name: `empty-${count}` });
    await people.createRepository({
      owner: "acme",
      name: `archived-${count}`,
      archived: true,
      files: { a: "a" },
    });
    await people.createRepository({ owner: "other", name: `shop-${count}`, installed: false });
    const at = (owner: string, repo: string) => forge.repository({ owner, name: repo });
    expect(await at("acme", `empty-${count}`)).toMatchObject({ headSha: null, defaultBranch: "main" });
    expect(await at("acme", `archived-${count}`)).toMatchObject({ archived: true });
    expect(await at("acme", "missing")).toBeNull();
    expect(await at("other", `shop-${count}`)).toBeNull();
  });

  it("reads files at a commit, null where there is none", async () => {
    const path = "config/ä b.yml";
    const later = await local.github.people.pushCommit(name, "main", { [path]: "ä: 1\n" }, "mia");
    expect(await forge.readFile(repository, path, later)).toBe("ä: 1\n");
    expect(await forge.readFile(repository, path, base)).toBeNull();
    expect(await forge.readFile(repository, "config", later)).toBeNull();
    expect(await forge.readFile({ owner: "acme", name: "missing" }, path, "main")).toBeNull();
  });
});

describe("commit", () => {
  it("makes one verified commit on the base; again, the same one", async () => {
    const [first, second] = await twice(() => change());
    expect(second).toEqual(first);
    if (first.kind !== "committed") throw new Error("not committed");
    expect(await forge.readFile(repository, "template.yaml", first.sha)).toBe("MemorySize: 512\n");
    expect(await forge.readFile(repository, "old.txt", first.sha)).toBeNull();
    expect(await forge.readFile(repository, "new/file.txt", first.sha)).toBe("");
    const octokit = await local.installation("acme");
    const { data } = await octokit.rest.repos.getCommit({
      owner: "acme",
      repo: repository.name,
      ref: first.sha,
    });
    expect(data.parents.map(({ sha }) => sha)).toEqual([base]);
    expect(data.author?.login).toBe(bot);
    expect(data.commit.verification?.verified).toBe(true);
  });

  it("is rebuilt on a moved base and with other content while the branch is the app's alone", async () => {
    const first = await change();
    const moved = await local.github.people.pushCommit(name, "main", { "README.md": "# New\n" }, "mia");
    const rebuilt = await change({ baseSha: moved });
    expect(rebuilt).toMatchObject({ kind: "committed" });
    expect(rebuilt).not.toEqual(first);
    const other = await change({ baseSha: moved, files: [file("template.yaml", "MemorySize: 256\n")] });
    expect(other).toMatchObject({ kind: "committed" });
    expect(await forge.readFile(repository, "template.yaml", branch)).toBe("MemorySize: 256\n");
    expect(await forge.readFile(repository, "README.md", branch)).toBe("# New\n");
  });

  it("leaves a branch alone on which a person has a commit", async () => {
    await change();
    const pushed = await local.github.people.pushCommit(name, branch, { "fix.txt": "mine\n" }, "mia");
    const outcome = await change();
    expect(outcome).toMatchObject({ kind: "occupied", reason: { code: "branch_occupied" } });
    expect(await forge.readFile(repository, "fix.txt", branch)).toBe("mine\n");
    expect((await forge.repository(repository))?.headSha).toBe(base);
    expect(pushed).not.toBe(base);
  });

  it("makes no empty commit", async () => {
    const same = change({ files: [file("template.yaml", "MemorySize: 1024\n")] });
    await expect(same).rejects.toMatchObject({ reason: { code: "empty_commit" } });
  });
});

describe("pull requests", () => {
  it("is opened once, with its texts and labels kept up to date", async () => {
    await change();
    const [first, second] = await twice(() => open());
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      state: "open",
      branch,
      title: "Lower the memory",
      labels: ["self-building"],
    });
    const edited = await open({ body: "New.", labels: ["self-building", "extra"] });
    expect(edited.number).toBe(first.number);
    expect(await forge.ownPull(repository, first.number)).toEqual(edited);
    expect(await forge.listOwnPulls(repository)).toEqual([edited]);
    expect(await forge.ownPullByBranch(repository, branch)).toEqual(edited);
  });

  it("of others are never taken for the app's", async () => {
    const { people } = local.github;
    await people.pushCommit(name, "topic", { "a.txt": "a\n" }, "mia");
    const foreign = await people.openPull(name, "mia", { title: "Mine", head: "topic" });
    await people.pushCommit(name, "bump", { "b.txt": "b\n" }, "renovate[bot]");
    const bots = await people.openPull(name, "renovate[bot]", { title: "Bump", head: "bump" });
    expect(await forge.ownPull(repository, bots.number)).toBeNull();
    expect(await forge.ownPull(repository, foreign.number)).toBeNull();
    expect(await forge.ownPullByBranch(repository, "topic")).toBeNull();
    expect(await forge.listOwnPulls(repository)).toEqual([]);
    await expect(forge.closePull(repository, foreign.number)).rejects.toThrow(/not the app's own/);
    expect(await forge.ownPull(repository, 999)).toBeNull();
  });

  it("closed by a person stays closed and says by whom", async () => {
    const { pull } = await proposed();
    await local.github.people.close(name, pull.number, "mia");
    expect(await forge.ownPull(repository, pull.number)).toMatchObject({ state: "closed", closedBy: "mia" });
    expect(await forge.ownPullByBranch(repository, branch)).toMatchObject({
      state: "closed",
      closedBy: "mia",
    });
  });

  it("is closed with its branch, twice without harm", async () => {
    const { pull } = await proposed();
    await twice(() => forge.closePull(repository, pull.number));
    expect(await forge.ownPull(repository, pull.number)).toMatchObject({ state: "closed", closedBy: bot });
    expect(await forge.readFile(repository, "template.yaml", branch)).toBeNull();
  });

  it("is closed without its branch when a person has a commit there", async () => {
    const { pull } = await proposed();
    await local.github.people.pushCommit(name, branch, { "fix.txt": "mine\n" }, "mia");
    await forge.closePull(repository, pull.number);
    expect(await forge.readFile(repository, "fix.txt", branch)).toBe("mine\n");
  });
});

describe("texts", () => {
  it("that are too long for GitHub are cut, and stay the same the next time", async () => {
    await change();
    const [pull] = await twice(() =>
      open({ title: "t".repeat(300), body: `${"b".repeat(70_000)}\n\n<!-- marker -->\n` }),
    );
    expect(pull.title).toHaveLength(256);
    expect(pull.body).toMatch(/… cut, because GitHub takes no longer text\.\n\n<!-- marker -->\n$/);
    expect(pull.body.length).toBeLessThanOrEqual(65_536);
    await twice(() => forge.comment(repository, pull.number, "long", "c".repeat(70_000)));
  });
});

describe("merge", () => {
  const request = (pullNumber: number, sha: string) =>
    ({ pullNumber, sha, method: "squash", title: "Lower the memory" }) as const;

  it("merges the judged commit once", async () => {
    const { sha, pull } = await proposed();
    const [first, second] = await twice(() => forge.merge(repository, request(pull.number, sha)));
    expect(second).toEqual(first);
    const head = (await forge.repository(repository))?.headSha;
    expect(first).toEqual({ kind: "merged", sha: head });
    expect(await forge.ownPull(repository, pull.number)).toMatchObject({
      state: "merged",
      merged: { sha: head },
      closedBy: bot,
    });
  });

  it("refuses a head that moved, a closed pull request and a failing rule, each by name", async () => {
    const { sha, pull } = await proposed();
    const { people } = local.github;
    people.protectBranch(name, "main", { requiredChecks: [{ context: "test" }] });
    const code = async (at: string) => {
      const outcome = await forge.merge(repository, request(pull.number, at));
      return outcome.kind === "refused" ? outcome.reason.code : outcome.kind;
    };
    expect(await code(sha)).toBe("not_mergeable");
    expect(await code(base)).toBe("head_moved");
    await people.pushCommit(name, branch, { "fix.txt": "mine\n" }, "mia");
    expect(await code(sha)).toBe("head_moved");
    await forge.closePull(repository, pull.number);
    expect((await forge.repository(repository))?.headSha).toBe(base);
  });

  it.each([
    ["an error", { status: 502 }],
    ["silence", { status: 502, dropConnection: true }],
  ])("that happened is seen although GitHub answered with %s", async (_name, fault) => {
    const { sha, pull } = await proposed();
    local.github.failNext({ method: "PUT", path: /\/merge$/, afterSideEffect: true, ...fault });
    const outcome = await forge.merge(repository, request(pull.number, sha));
    expect(outcome).toEqual({ kind: "merged", sha: (await forge.repository(repository))?.headSha });
  });

  it("that did not happen is a fault and is not tried again by itself", async () => {
    const { sha, pull } = await proposed();
    local.github.failNext({ method: "PUT", path: /\/merge$/, status: 502 });
    await expect(forge.merge(repository, request(pull.number, sha))).rejects.toMatchObject({ status: 502 });
    expect((await forge.repository(repository))?.headSha).toBe(base);
  });
});

describe("comments, issues, labels and reactions", () => {
  it("writes one comment for a key and edits it when the text differs", async () => {
    const { pull } = await proposed();
    await twice(() => forge.comment(repository, pull.number, "gate--x>", "Waiting."));
    await forge.comment(repository, pull.number, "gate--x>", "Merged.");
    await forge.comment(repository, pull.number, "other", "Else.");
    const octokit = await local.installation("acme");
    const { data } = await octokit.rest.issues.listComments({
      owner: "acme",
      repo: repository.name,
      issue_number: pull.number,
    });
    expect(data.map(({ body }) => body?.split("\n")[0])).toEqual(["Merged.", "Else."]);
  });

  it("is not fooled by a person who copies the hidden key", async () => {
    const { people } = local.github;
    const issue = people.openIssue(name, "mia", "Question", "<!-- self-building:issue:policy -->");
    people.comment(name, issue.number, "mia", "<!-- self-building:comment:gate -->");
    await forge.comment(repository, issue.number, "gate", "Hello.");
    const opened = await forge.openIssue(repository, "policy", "The policy is broken", "Line 3.");
    expect(opened).not.toBe(issue.number);
  });

  it("opens one issue for a key, closed or not", async () => {
    const [first, second] = await twice(() => forge.openIssue(repository, "policy", "Broken", "Line 3."));
    expect(second).toBe(first);
    await local.github.people.close(name, first, "mia");
    expect(await forge.openIssue(repository, "policy", "Broken", "Line 3.")).toBe(first);
  });

  it("adds labels and reactions once", async () => {
    const issue = local.github.people.openIssue(name, "mia", "Question");
    await twice(() => forge.addLabels(repository, issue.number, ["a", "b"]));
    const comment = local.github.people.comment(name, issue.number, "mia", "/improve");
    await forge.react(repository, comment.id, "eyes");
    await forge.react(repository, comment.id, "eyes");
    expect(comment.reactions).toHaveLength(1);
  });
});

describe("the gate's facts", () => {
  it("say what there is", async () => {
    const { sha, pull } = await proposed();
    const { people } = local.github;
    people.setPermission(name, "mia", "write");
    people.review(name, pull.number, "mia", "APPROVED");
    people.review(name, pull.number, "stranger", "APPROVED");
    await people.label(name, pull.number, "mia", "self-building:hold");
    await people.pushCommit(name, "main", { "README.md": "# New\n" }, "mia");
    const facts = await forge.gateFacts(repository, pull.number, sha);
    expect(facts).toMatchObject({
      state: "open",
      draft: false,
      headSha: sha,
      proposedSha: sha,
      baseBranch: "main",
      defaultBranch: "main",
      behindBy: 1,
      hasConflict: false,
      foreignCommitters: [],
      checks: [],
      checksComplete: true,
      approvals: 1,
      changesRequestedBy: [],
    });
    expect([...facts.labels].sort()).toEqual(["self-building", "self-building:hold"]);
  });

  it("name who else committed, and count approvals for the present head only", async () => {
    const { sha, pull } = await proposed();
    const { people } = local.github;
    people.setPermission(name, "mia", "write");
    people.review(name, pull.number, "mia", "APPROVED");
    const head = await people.pushCommit(name, branch, { "fix.txt": "mine\n" }, "joe");
    const facts = await forge.gateFacts(repository, pull.number, sha);
    expect(facts).toMatchObject({ headSha: head, foreignCommitters: ["joe"], approvals: 0 });
    people.review(name, pull.number, "mia", "CHANGES_REQUESTED");
    people.review(name, pull.number, "mia", "COMMENTED");
    expect(await forge.gateFacts(repository, pull.number, sha)).toMatchObject({
      changesRequestedBy: ["mia"],
    });
  });

  it("carry the app's check, which is published once and can go back to waiting", async () => {
    const { sha, pull } = await proposed();
    const publish = (conclusion: "success" | null, summary: string) =>
      forge.publishCheck(repository, {
        name: "self-building/gate",
        headSha: sha,
        conclusion,
        title: "Gate",
        summary,
      });
    const states = async () =>
      (await forge.gateFacts(repository, pull.number, sha)).checks.map((check) => [
        check.status,
        check.conclusion,
      ]);
    await twice(() => publish(null, "Waiting for tests."));
    expect(await states()).toEqual([["in_progress", null]]);
    await twice(() => publish("success", "Open."));
    expect(await states()).toEqual([["completed", "success"]]);
    await twice(() => publish(null, "Waiting again."));
    expect(await states()).toEqual([["in_progress", null]]);
  });

  it("say that checks are incomplete when they cannot be read", async () => {
    const { sha, pull } = await proposed();
    local.github.failNext({ method: "GET", path: /\/status$/, status: 403 });
    expect(await forge.gateFacts(repository, pull.number, sha)).toMatchObject({ checksComplete: false });
  });
});

describe("deployments", () => {
  async function deploy(sha: string, environment: string, ...states: string[]): Promise<void> {
    const { world, people } = local.github;
    const target = people.repository(name);
    const request = { sha, ref: "main", task: "deploy", environment, description: null };
    const deployment = addDeployment(world, target, world.user("mia"), request);
    for (const state of states) {
      addDeploymentStatus(world, target, world.user("mia"), deployment, { state, description: null });
    }
  }

  it("count from their first success in the environment, also when a later commit brought it along", async () => {
    const later = await local.github.people.pushCommit(name, "main", { "a.txt": "a\n" }, "mia");
    const deployedAtMs = () => forge.deployedAtMs(repository, base, "production");
    expect(await deployedAtMs()).toBeNull();
    await deploy(base, "production", "in_progress", "failure");
    await deploy(base, "staging", "success");
    expect(await deployedAtMs()).toBeNull();
    await deploy(later, "production", "success", "inactive");
    expect(Math.abs(Date.now() - ((await deployedAtMs()) ?? 0))).toBeLessThan(60_000);
  });

  it("of an earlier commit do not count", async () => {
    const later = await local.github.people.pushCommit(name, "main", { "a.txt": "a\n" }, "mia");
    await deploy(base, "production", "success");
    expect(await forge.deployedAtMs(repository, later, "production")).toBeNull();
  });
});

describe("access", () => {
  it("survives a revoked token by the next try", async () => {
    expect(await forge.permissionOf(repository, "acme")).toBe("admin");
    local.github.expireTokens();
    const tried = await forge.permissionOf(repository, "acme").catch((error: unknown) => error);
    expect(tried).toMatchObject({ status: 401, message: expect.stringContaining("on the next try") });
    expect(await forge.permissionOf(repository, "acme")).toBe("admin");
  });

  it("lets git clone and fetch with the installation's token", async () => {
    const folder = await mkdtemp(join(tmpdir(), "forge-"));
    try {
      const workspace = gitWorkspace({ folder, remote: githubRemote(options), log: options.log });
      const read = (sha: string) =>
        workspace.checkout(repository, sha, (tree) => tree.readFile("template.yaml"));
      expect(await read(base)).toBe("MemorySize: 1024\n");
      const { sha, pull } = await proposed();
      expect(await read(sha)).toBe("MemorySize: 512\n");
      const request = { pullNumber: pull.number, sha, method: "squash", title: "Lower" } as const;
      const merged = await forge.merge(repository, request);
      if (merged.kind !== "merged") throw new Error(merged.reason.text);
      const undone = await workspace.revert(repository, merged.sha, merged.sha);
      expect(undone).toMatchObject({
        kind: "files",
        files: [
          { path: "new/file.txt", content: null },
          { path: "old.txt", content: "old\n" },
          { path: "template.yaml", content: "MemorySize: 1024\n" },
        ],
      });
      const stored = await readdir(folder, { recursive: true, withFileTypes: true });
      const configs = stored.filter((entry) => entry.name === "config" && entry.isFile());
      for (const { parentPath } of configs) {
        expect(await readFile(join(parentPath, "config"), "utf8")).not.toMatch(/extraheader|ghs_|token/i);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
