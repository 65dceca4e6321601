import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCheckRun } from "./actions/checks.ts";
import type { RulesetRule } from "./entities.ts";
import { startTestGitHub, type TestGitHub } from "./test-github.ts";

let local: TestGitHub;
let repositories = 0;
beforeAll(async () => {
  local = await startTestGitHub();
});
afterAll(() => local[Symbol.asyncDispose]());

/** A repository with a pull request of the app's from `topic`, and the app as its client. */
async function opened(message = "Fix the total") {
  const { people } = local.github;
  const repo = `unkind-${++repositories}`;
  const fullName = `acme/${repo}`;
  const base = await people.createRepository({ owner: "acme", name: repo, files: { "a.txt": "a\n" } });
  const octokit = await local.installation("acme");
  const at = { owner: "acme", repo };
  const main = (await base.git.ref("refs/heads/main")) ?? "";
  const tree = await octokit.rest.git.createTree({
    ...at,
    base_tree: main,
    tree: [{ path: "b.txt", mode: "100644", type: "blob", content: "b\n" }],
  });
  const commit = await octokit.rest.git.createCommit({
    ...at,
    message,
    tree: tree.data.sha,
    parents: [main],
  });
  const { sha } = commit.data;
  const push = (branch: string) => octokit.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha });
  const open = async () => {
    await push("topic");
    return octokit.rest.pulls.create({ ...at, head: "topic", base: "main", title: "Fix" });
  };
  return { people, repo, fullName, octokit, at, sha, push, open, repository: people.repository(fullName) };
}

const failed = (status: number, words: string) =>
  expect.objectContaining({ status, message: expect.stringContaining(words) });

describe("whether it merges cleanly", () => {
  it("is not known to the first who ask after each push, by REST and by GraphQL alike", async () => {
    const { people, fullName, octokit, at, open } = await opened();
    people.computeMergeabilitySlowly(fullName, 2);
    await open();
    const read = async () => {
      const { data } = await octokit.rest.pulls.get({ ...at, pull_number: 1 });
      return [data.mergeable, data.mergeable_state];
    };
    // Who opens it is the first.
    expect([await read(), await read()]).toEqual([
      [null, "unknown"],
      [true, "clean"],
    ]);
    await people.pushCommit(fullName, "main", { "a.txt": "aa\n" }, "mia");
    const { repository } = await octokit.graphql<{ repository: unknown }>(
      'query($repo: String!) { repository(owner: "acme", name: $repo) { pullRequest(number: 1) { mergeable } } }',
      { repo: at.repo },
    );
    expect(repository).toEqual({ pullRequest: { mergeable: "UNKNOWN" } });
    expect([await read(), await read()]).toEqual([
      [null, "unknown"],
      [true, "clean"],
    ]);
  });
});

describe("GitHub's own auto-merge", () => {
  it("merges as soon as the branch's rules are met, whatever labels say and whoever has pushed since", async () => {
    const { people, fullName, octokit, at, open, repository } = await opened();
    people.protectBranch(fullName, "main", { requiredChecks: [{ context: "ci" }] });
    await open();
    await people.autoMerge(fullName, 1, "mia");
    await people.label(fullName, 1, "mia", "hold");
    const headSha = await people.pushCommit(fullName, "topic", { "c.txt": "c\n" }, "bob");
    const shown = await octokit.rest.pulls.get({ ...at, pull_number: 1 });
    expect(shown.data).toMatchObject({
      merged: false,
      auto_merge: { enabled_by: { login: "mia" }, merge_method: "squash" },
    });
    createCheckRun(local.github.world, repository, local.github.world.otherApp("ci"), headSha, {
      name: "ci",
      conclusion: "success",
    });
    await local.github.world.exclusive(repository, () => {});
    await local.github.world.exclusive(repository, () => {});
    const merged = await octokit.rest.pulls.get({ ...at, pull_number: 1 });
    expect(merged.data).toMatchObject({ merged: true, merged_by: { login: "mia" }, auto_merge: null });
  });

  it("is off again once the pull request is closed or somebody turns it off", async () => {
    const { people, fullName, octokit, at, open } = await opened();
    people.protectBranch(fullName, "main", { requiredApprovals: 1 });
    await open();
    await people.autoMerge(fullName, 1, "mia");
    await people.autoMerge(fullName, 1, "mia", null);
    await people.autoMerge(fullName, 1, "mia");
    await people.close(fullName, 1, "mia");
    expect((await octokit.rest.pulls.get({ ...at, pull_number: 1 })).data.auto_merge).toBeNull();
    const actions = local.github.webhooks.deliveries
      .map(({ payload }) => JSON.stringify(payload))
      .filter((payload) => payload.includes(`"${fullName}"`))
      .flatMap((payload) => /"action":"(auto_merge_\w+)"/.exec(payload)?.[1] ?? []);
    expect(actions).toEqual(["auto_merge_enabled", "auto_merge_disabled", "auto_merge_enabled"]);
  });
});

const rule = (
  type: "commit_message_pattern" | "commit_author_email_pattern" | "branch_name_pattern",
  pattern: string,
) => ({ type, parameters: { operator: "regex", pattern } }) as const;

describe("a ruleset", () => {
  it.each<[string, RulesetRule, string]>([
    ["names", rule("branch_name_pattern", "^(feature|fix)/"), "Branch name must match"],
    ["messages", rule("commit_message_pattern", "^OPS-\\d+"), "Commit message must match"],
    ["authors", rule("commit_author_email_pattern", "@acme\\.example$"), "Commit author email must match"],
  ])("for all branches keeps commits out by their %s", async (_what, one, words) => {
    const { people, fullName, octokit, at, push, repo } = await opened();
    people.addRuleset(fullName, { branches: "~ALL", rules: [one] });
    await expect(push("topic")).rejects.toEqual(failed(422, words));
    expect(await people.repository(fullName).git.ref("refs/heads/topic")).toBeNull();
    const { data } = await octokit.rest.repos.getBranchRules({ ...at, branch: "topic" });
    expect(data).toMatchObject([{ ...one, ruleset_source: repo }]);
  });

  it.each<[string, RulesetRule, "merge" | "squash" | "rebase", string]>([
    ["a linear history", { type: "required_linear_history" }, "merge", "must not contain merge commits"],
    ["signatures", { type: "required_signatures" }, "rebase", "verified signatures"],
    ["messages", rule("commit_message_pattern", "^OPS-\\d+"), "squash", "Commit message must match"],
    [
      "squashes",
      { type: "pull_request", parameters: { allowed_merge_methods: ["squash"] } },
      "rebase",
      "merge method rebase is not allowed",
    ],
  ])("for the default branch that asks for %s keeps a merge out", async (_what, one, method, words) => {
    const { people, fullName, octokit, at, open, repository } = await opened();
    people.addRuleset(fullName, { branches: "~DEFAULT_BRANCH", rules: [one] });
    await open();
    const main = await repository.git.ref("refs/heads/main");
    const merge = octokit.rest.pulls.merge({ ...at, pull_number: 1, merge_method: method });
    await expect(merge).rejects.toEqual(failed(405, words));
    expect(await repository.git.ref("refs/heads/main")).toBe(main);
    const other = method === "squash" ? "merge" : "squash";
    const title = "OPS-12 fix";
    const allowed = octokit.rest.pulls.merge({
      ...at,
      pull_number: 1,
      merge_method: other,
      commit_title: title,
    });
    if (_what === "messages") await expect(allowed).rejects.toEqual(failed(405, words));
    else await expect(allowed).resolves.toMatchObject({ status: 200 });
  });

  it("takes a pattern that must not be found, and one at the start or the end", async () => {
    const { people, fullName, push } = await opened();
    const name = (operator: "starts_with" | "ends_with" | "contains", pattern: string, negate = false) =>
      ({ type: "branch_name_pattern", parameters: { operator, pattern, negate } }) as const;
    people.addRuleset(fullName, {
      branches: "~ALL",
      rules: [name("starts_with", "fix/"), name("ends_with", "-1"), name("contains", "wip", true)],
    });
    await expect(push("topic-1")).rejects.toEqual(failed(422, "must start with fix/"));
    await expect(push("fix/topic")).rejects.toEqual(failed(422, "must end with -1"));
    await expect(push("fix/wip-1")).rejects.toEqual(failed(422, "must not contain wip"));
    await expect(push("fix/topic-1")).resolves.toMatchObject({ status: 201 });
  });
});
