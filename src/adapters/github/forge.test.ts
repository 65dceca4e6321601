import { startTestGitHub, type TestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Forge } from "../../ports/forge.ts";
import { githubForge } from "./forge.ts";

const repository = { owner: "acme", name: "shop" };
const branch = "self-building/abc123";

let local: TestGitHub;
let forge: Forge;

beforeAll(async () => {
  local = await startTestGitHub();
  await local.github.people.createRepository({
    ...repository,
    files: { "template.yaml": "MemorySize: 512\n" },
  });
  forge = githubForge({
    authentication: { kind: "app", appId: "7", privateKey: local.privateKeyPem },
    baseUrl: local.github.url,
    log: { warn() {} },
    throttle: false,
  });
});
afterAll(() => local[Symbol.asyncDispose]());

test("the product's forge walks from commit to merge here, with valid requests only", async () => {
  const state = await forge.repository(repository);
  const committed = await forge.commit({
    repository,
    branch,
    baseSha: state?.headSha ?? "",
    message: "fix: less memory",
    files: [{ path: "template.yaml", content: "MemorySize: 256\n", mode: "100644" }],
  });
  const sha = committed.kind === "committed" ? committed.sha : "";
  const pull = await forge.openPull({
    repository,
    branch,
    base: "main",
    title: "Less memory",
    body: "Evidence",
    labels: ["self-building"],
  });
  expect(pull).toMatchObject({ number: 1, state: "open", branch, headSha: sha, labels: ["self-building"] });
  expect((await forge.listOwnPulls(repository)).map(({ number }) => number)).toEqual([1]);
  await forge.publishCheck(repository, {
    name: "self-building/gate",
    headSha: sha,
    conclusion: "success",
    title: "Merge",
    summary: "All conditions hold.",
  });
  expect(await forge.gateFacts(repository, 1, sha)).toMatchObject({
    headSha: sha,
    behindBy: 0,
    hasConflict: false,
    foreignCommitters: [],
    checks: [{ name: "self-building/gate", conclusion: "success" }],
    checksComplete: true,
  });
  await forge.comment(repository, 1, "closing", "Kept");
  expect(await forge.openIssue(repository, "conflict", "Title", "Body")).toBe(2);
  const merged = await forge.merge(repository, {
    pullNumber: 1,
    sha,
    method: "squash",
    title: "Less memory",
    message: "Why.",
    blockingLabels: [],
  });
  expect(merged.kind).toBe("merged");
  expect(await forge.ownPullByBranch(repository, branch)).toMatchObject({ state: "merged" });
  expect(await forge.readFile(repository, "template.yaml", "main")).toBe("MemorySize: 256\n");
  expect(await forge.deployedAtMs(repository, merged.kind === "merged" ? merged.sha : "", "production")).toBe(
    null,
  );
  expect(local.github.invalidRequests).toEqual([]);
  expect(local.github.unknownRoutes).toEqual([]);
});

test("a person's commit on the branch is seen by the product's forge", async () => {
  const state = await forge.repository(repository);
  const other = "self-building/def456";
  const committed = await forge.commit({
    repository,
    branch: other,
    baseSha: state?.headSha ?? "",
    message: "fix: timeout",
    files: [{ path: "template.yaml", content: "Timeout: 3\n", mode: "100644" }],
  });
  const sha = committed.kind === "committed" ? committed.sha : "";
  const pull = await forge.openPull({
    repository,
    branch: other,
    base: "main",
    title: "T",
    body: "B",
    labels: [],
  });
  await local.github.people.pushCommit("acme/shop", other, { "b.txt": "mine\n" }, "maria");
  const facts = await forge.gateFacts(repository, pull.number, sha);
  expect(facts.foreignCommitters).toEqual(["maria"]);
  const merged = await forge.merge(repository, {
    pullNumber: pull.number,
    sha,
    method: "squash",
    title: "T",
    message: "Why.",
    blockingLabels: [],
  });
  expect(merged.kind).toBe("refused");
});
