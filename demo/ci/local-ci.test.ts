import { startTestGitHub, type TestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalCi, startLocalCi } from "./local-ci.ts";

const repo = { owner: "acme", repo: "shop" };
const packageJson = JSON.stringify({ name: "shop", type: "module", scripts: { test: "node --test" } });
const testThat = (assertion: string) =>
  `import test from "node:test"; import assert from "node:assert"; test("sum", () => { ${assertion} });`;

let local: TestGitHub;
let ci: LocalCi;
let deployed: string[];

beforeEach(async () => {
  local = await startTestGitHub();
  deployed = [];
  ci = startLocalCi({
    github: local.github,
    deploy: true,
    onDeployed: (repository, sha) => void deployed.push(`${repository}@${sha}`),
  });
  await local.github.people.createRepository({
    owner: "acme",
    name: "shop",
    files: { "package.json": packageJson, "sum.test.js": testThat("assert.equal(1 + 1, 2)") },
  });
});
afterEach(async () => {
  await ci.stop();
  await local[Symbol.asyncDispose]();
});

async function checksOf(ref: string) {
  const octokit = await local.installation("acme");
  const { data } = await octokit.rest.checks.listForRef({ ...repo, ref });
  return data.check_runs.map(({ name, app, conclusion }) => ({ name, app: app?.slug, conclusion }));
}

test("a tested default branch is deployed to production", async () => {
  await ci.settled();
  const octokit = await local.installation("acme");
  const { data } = await octokit.rest.repos.listDeployments({ ...repo, environment: "production" });
  expect(data).toHaveLength(1);
  expect(deployed).toEqual([`acme/shop@${data[0]?.sha}`]);
  const { data: statuses } = await octokit.rest.repos.listDeploymentStatuses({
    ...repo,
    deployment_id: data[0]?.id ?? 0,
  });
  expect(statuses.map(({ state }) => state)).toEqual(["success"]);
});

test("a pull request's head is really tested, again after every push", async () => {
  const { people } = local.github;
  const broken = { "sum.test.js": testThat("assert.equal(1 + 1, 3)") };
  const bad = await people.pushCommit("acme/shop", "change", broken, "maria");
  await people.openPull("acme/shop", "maria", { title: "Change", head: "change" });
  await ci.settled();
  expect(await checksOf(bad)).toEqual([{ name: "ci", app: "local-ci", conclusion: "failure" }]);
  const repaired = { "sum.test.js": testThat("assert.equal(2 + 1, 3)") };
  const good = await people.pushCommit("acme/shop", "change", repaired, "maria");
  await ci.settled();
  expect(await checksOf(good)).toEqual([{ name: "ci", app: "local-ci", conclusion: "success" }]);
});

test("a test that hangs is ended and reported", async () => {
  await ci.stop();
  ci = startLocalCi({ github: local.github, timeoutMs: 500 });
  const endless = { "package.json": JSON.stringify({ scripts: { test: "sleep 60" } }) };
  const sha = await local.github.people.pushCommit("acme/shop", "main", endless, "maria");
  await ci.settled();
  expect(await checksOf(sha)).toEqual([{ name: "ci", app: "local-ci", conclusion: "timed_out" }]);
});
