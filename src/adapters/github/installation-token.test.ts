import { startTestGitHub, type TestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "./connection.ts";
import { statusOf } from "./errors.ts";
import type { Job } from "./jobs.ts";

let local: TestGitHub;
beforeAll(async () => {
  local = await startTestGitHub();
  const { people } = local.github;
  for (const name of ["one", "two"]) {
    await people.createRepository({ owner: "acme", name, files: { "a.txt": "a\n" } });
  }
});
afterAll(() => local[Symbol.asyncDispose]());

function connection() {
  const authentication = { kind: "app", appId: "7", privateKey: local.privateKeyPem } as const;
  const log = { warn() {} };
  return connect({ authentication, baseUrl: local.github.url, log, throttle: false, retryPauseMs: 1 });
}

test("clients that ask at the same moment have each the token of their own repository and job", async () => {
  const at = connection();
  const wanted: [string, Job][] = ["one", "two"].flatMap((name) =>
    (["look", "change", "talk"] as const).map((job): [string, Job] => [name, job]),
  );
  const clients = await Promise.all(wanted.map(([name, job]) => at.open({ owner: "acme", name }, job)));
  const write = async ([name, job]: [string, Job], index: number) => {
    const request = { owner: "acme", repo: name, title: `${name} ${job}` };
    const created = clients[index]?.octokit.rest.issues.create(request);
    return created?.then(({ status }) => status, statusOf);
  };
  expect(await Promise.all(wanted.map(write))).toEqual([403, 201, 201, 403, 201, 201]);
  // Tokens that are kept are told apart, too.
  expect(await Promise.all(wanted.map(write))).toEqual([403, 201, 201, 403, 201, 201]);
  const elsewhere = { owner: "acme", repo: "two", title: "Not its own" };
  expect(await clients[1]?.octokit.rest.issues.create(elsewhere).catch(statusOf)).toBe(404);
});

test("a token is asked for once, and again when it has ended", async () => {
  const at = connection();
  const { octokit } = await at.open({ owner: "acme", name: "one" }, "change");
  const asked = () => local.github.requestCounts.get("POST /app/installations/{id}/access_tokens") ?? 0;
  const before = asked();
  const read = () => octokit.rest.repos.get({ owner: "acme", repo: "one" });
  await Promise.all([read(), read(), read()]);
  await read();
  expect(asked() - before).toBe(1);
});

test("a new token that GitHub does not know everywhere yet is tried again", async () => {
  const { octokit } = await connection().open({ owner: "acme", name: "one" }, "change");
  local.github.failNext({ method: "GET", path: /\/repos\/acme\/one$/, status: 401 });
  expect((await octokit.rest.repos.get({ owner: "acme", repo: "one" })).status).toBe(200);
});
