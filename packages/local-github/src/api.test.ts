import { generateKeyPairSync } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGitHub, type TestGitHub } from "./test-github.ts";

let local: TestGitHub;
let octokit: Octokit;
const repo = { owner: "acme", repo: "shop" };
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(async () => {
  local = await startTestGitHub();
  const { people } = local.github;
  await people.createRepository({ owner: "acme", name: "shop", files: { "src/a b.txt": "ä\n" } });
  await people.createRepository({ owner: "acme", name: "old", archived: true, files: { "a.txt": "a" } });
  await people.createRepository({ owner: "acme", name: "empty" });
  await people.createRepository({ owner: "stranger", name: "other", files: { "a.txt": "a" } });
  octokit = await local.installation("acme");
});
afterAll(() => local[Symbol.asyncDispose]());

async function tokenOf(request: { permissions?: Record<string, "read" | "write">; repositories?: string[] }) {
  const { data: installation } = await local.app.rest.apps.getRepoInstallation(repo);
  const { data } = await local.app.rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    ...request,
  });
  return new Octokit({ baseUrl: local.github.url, auth: data.token, log: quiet });
}

test("the app knows itself and its repositories", async () => {
  expect((await local.app.rest.apps.getAuthenticated()).data?.slug).toBe("self-building-agent");
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map(({ full_name }) => full_name)).toEqual([
    "acme/shop",
    "acme/old",
    "acme/empty",
  ]);
});

test("another key, a bad token and an expired token are refused", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const forged = new Octokit({
    baseUrl: local.github.url,
    authStrategy: createAppAuth,
    auth: { appId: 7, privateKey: pem },
    log: quiet,
  });
  await expect(forged.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
  const anonymous = await fetch(`${local.github.url}/repos/acme/shop`);
  expect([anonymous.status, await anonymous.json()]).toMatchObject([
    401,
    { message: "Requires authentication" },
  ]);
  const client = await tokenOf({});
  local.github.expireTokens();
  await expect(client.rest.repos.get(repo)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining("Bad credentials"),
  });
  octokit = await local.installation("acme");
});

test("permissions, repositories and owners limit a token", async () => {
  const reader = await tokenOf({ permissions: { contents: "read" } });
  expect((await reader.rest.repos.getBranch({ ...repo, branch: "main" })).data.name).toBe("main");
  await expect(reader.rest.issues.create({ ...repo, title: "x" })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("Resource not accessible by integration"),
  });
  await expect(reader.rest.git.createBlob({ ...repo, content: "x" })).rejects.toMatchObject({ status: 403 });
  const narrow = await tokenOf({ repositories: ["old"] });
  await expect(narrow.rest.repos.get(repo)).rejects.toMatchObject({ status: 404 });
  await expect(octokit.rest.repos.get({ owner: "stranger", repo: "other" })).rejects.toMatchObject({
    status: 404,
  });
  await expect(tokenOf({ permissions: { administration: "write" } })).rejects.toMatchObject({ status: 422 });
});

test("a token of GitHub Actions acts as its bot, in one repository", async () => {
  const actions = new Octokit({
    baseUrl: local.github.url,
    auth: local.github.issueActionsToken("acme/shop"),
    log: quiet,
  });
  const { data } = await actions.rest.issues.create({ ...repo, title: "From a job" });
  expect(data.user?.login).toBe("github-actions[bot]");
  await expect(actions.rest.repos.get({ owner: "acme", repo: "old" })).rejects.toMatchObject({ status: 404 });
});

test("files are read as base64 and raw; what is missing is 404", async () => {
  const { data } = await octokit.rest.repos.getContent({ ...repo, path: "src/a b.txt" });
  expect("content" in data && Buffer.from(data.content, "base64").toString("utf8")).toBe("ä\n");
  const raw = await octokit.rest.repos.getContent({
    ...repo,
    path: "src/a b.txt",
    mediaType: { format: "raw" },
  });
  expect(raw.data).toBe("ä\n");
  await expect(octokit.rest.repos.getContent({ ...repo, path: "none" })).rejects.toMatchObject({
    status: 404,
  });
  const inEmpty = octokit.rest.repos.getContent({ owner: "acme", repo: "empty", path: "a.txt" });
  await expect(inEmpty).rejects.toMatchObject({ status: 404 });
});

test("an archived repository says so and is read-only", async () => {
  const old = { owner: "acme", repo: "old" };
  expect((await octokit.rest.repos.get(old)).data.archived).toBe(true);
  await expect(octokit.rest.issues.create({ ...old, title: "x" })).rejects.toThrow(/archived/);
});

test("issues, labels, comments and reactions", async () => {
  const { data: issue } = await octokit.rest.issues.create({ ...repo, title: "One", labels: ["bug"] });
  const issue_number = issue.number;
  const { data: comment } = await octokit.rest.issues.createComment({ ...repo, issue_number, body: "hello" });
  await octokit.rest.issues.updateComment({ ...repo, comment_id: comment.id, body: "edited" });
  const { data: comments } = await octokit.rest.issues.listComments({ ...repo, issue_number });
  expect(comments.map(({ body, user }) => [body, user?.login])).toEqual([
    ["edited", "self-building-agent[bot]"],
  ]);
  const reaction = { ...repo, comment_id: comment.id, content: "eyes" } as const;
  expect((await octokit.rest.reactions.createForIssueComment(reaction)).status).toBe(201);
  expect((await octokit.rest.reactions.createForIssueComment(reaction)).status).toBe(200);
  await octokit.rest.issues.addLabels({ ...repo, issue_number, labels: ["self-building"] });
  const list = {
    ...repo,
    labels: "bug,self-building",
    creator: "app/self-building-agent",
    state: "all",
  } as const;
  expect((await octokit.rest.issues.listForRepo(list)).data.map(({ number }) => number)).toEqual([
    issue_number,
  ]);
  await octokit.rest.issues.removeLabel({ ...repo, issue_number, name: "bug" });
  expect((await octokit.rest.issues.listForRepo(list)).data).toEqual([]);
});

test("an app may not talk in a locked conversation, nor open issues where they are turned off", async () => {
  const { people } = local.github;
  await people.createRepository({ owner: "acme", name: "quiet", files: { "a.txt": "a" } });
  const at = { owner: "acme", repo: "quiet" };
  const issue = people.openIssue("acme/quiet", "maria", "Slow");
  const said = await octokit.rest.issues.createComment({ ...at, issue_number: issue.number, body: "Seen." });
  people.lock("acme/quiet", issue.number);
  const onComment = { ...at, comment_id: said.data.id };
  for (const refused of [
    octokit.rest.issues.createComment({ ...at, issue_number: issue.number, body: "Hello?" }),
    octokit.rest.issues.updateComment({ ...onComment, body: "Hello?" }),
    octokit.rest.reactions.createForIssueComment({ ...onComment, content: "eyes" }),
  ]) {
    await expect(refused).rejects.toMatchObject({ status: 403 });
  }
  people.comment("acme/quiet", issue.number, "maria", "People may.");
  people.turnIssuesOff("acme/quiet");
  await expect(octokit.rest.issues.create({ ...at, title: "New" })).rejects.toMatchObject({ status: 410 });
});

test("lists are paged with links that paginate follows", async () => {
  for (let count = 0; count < 5; count += 1) {
    local.github.people.openIssue("acme/shop", "maria", `Paged ${count}`);
  }
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...repo,
    creator: "maria",
    per_page: 2,
  });
  expect(all.map(({ title }) => title)).toEqual([4, 3, 2, 1, 0].map((count) => `Paged ${count}`));
});

test("statuses combine, and permissions of people are told", async () => {
  const { people } = local.github;
  people.setPermission("acme/shop", "maria", "write");
  const permission = (username: string) =>
    octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username });
  expect((await permission("maria")).data.permission).toBe("write");
  expect((await permission("nobody")).data.permission).toBe("read");
  const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...repo, ref: "main" });
  expect(data).toMatchObject({ state: "pending", statuses: [] });
});

test("failures are played, before or after the effect", async () => {
  const issues = async () =>
    (await octokit.rest.issues.listForRepo({ ...repo, creator: "app/self-building-agent" })).data.length;
  const before = await issues();
  const create = () => octokit.rest.issues.create({ ...repo, title: "again" });
  local.github.failNext({ method: "POST", path: /\/issues$/, status: 502 });
  await expect(create()).rejects.toMatchObject({ status: 502 });
  expect(await issues()).toBe(before);
  local.github.failNext({ method: "POST", path: /\/issues$/, status: 500, afterSideEffect: true });
  await expect(create()).rejects.toMatchObject({ status: 500 });
  expect(await issues()).toBe(before + 1);
  local.github.failNext({ method: "GET", path: /shop$/, status: 500, dropConnection: true });
  await expect(octokit.rest.repos.get(repo)).rejects.toMatchObject({ status: 500 });
  expect((await octokit.rest.repos.get(repo)).status).toBe(200);
});

test("requests that GitHub's description does not allow are refused and remembered", async () => {
  const before = local.github.invalidRequests.length;
  const wrong = octokit.request("POST /repos/{owner}/{repo}/issues", { ...repo, title: "x", lables: ["a"] });
  await expect(wrong).rejects.toMatchObject({ status: 422 });
  expect(local.github.invalidRequests.slice(before)).toMatchObject([
    {
      method: "POST",
      path: "/repos/acme/shop/issues",
      problems: [expect.stringContaining('unknown property "lables"')],
    },
  ]);
  await expect(octokit.request("GET /repos/{owner}/{repo}/stargazers", repo)).rejects.toMatchObject({
    status: 404,
  });
  expect(local.github.unknownRoutes).toMatchObject([{ path: "/repos/acme/shop/stargazers" }]);
  expect(local.github.requestCounts.get("GET /repos/{owner}/{repo}")).toBeGreaterThan(0);
});

test("every page that a link points at is there", async () => {
  const { people } = local.github;
  const sha = await people.pushCommit("acme/shop", "page", { "page.txt": "shown\n" }, "maria");
  const { number } = await people.openPull("acme/shop", "maria", { title: "A page", head: "page" });
  const { data: run } = await octokit.rest.checks.create({ ...repo, name: "gate", head_sha: sha });
  const paths = ["/", "/acme/shop", `/acme/shop/pull/${number}`, `/acme/shop/commit/${sha}`];
  const texts = await Promise.all(
    [...paths.map((path) => local.github.url + path), run.html_url ?? ""].map(async (url) =>
      (await fetch(url)).text(),
    ),
  );
  expect(texts.map((text) => text.includes("<h1>"))).toEqual(texts.map(() => true));
  expect(texts[1]).toContain("A page");
  expect(texts[2]).toContain("+shown");
  expect(texts[3]).toContain("+shown");
  expect(texts[4]).toContain("gate");
});

test("git's transport can fail too, and a push without rights is refused", async () => {
  const refs = `${local.github.url}/acme/shop.git/info/refs`;
  local.github.failNext({ method: "GET", path: /info\/refs$/, status: 503 });
  expect((await fetch(`${refs}?service=git-upload-pack`)).status).toBe(503);
  expect((await fetch(`${refs}?service=git-upload-pack`)).status).toBe(200);
  expect((await fetch(`${refs}?service=git-receive-pack`)).status).toBe(401);
  const basic = Buffer.from("x-access-token:wrong").toString("base64");
  const headers = { authorization: `Basic ${basic}` };
  expect((await fetch(`${refs}?service=git-upload-pack`, { headers })).status).toBe(401);
});

test("pages show what links point at, with everything escaped", async () => {
  const issue = local.github.people.openIssue("acme/shop", "maria", "<script>alert(1)</script>", "a & b");
  const page = await fetch(`${local.github.url}/acme/shop/issues/${issue.number}`);
  const text = await page.text();
  expect(page.headers.get("content-type")).toMatch(/text\/html/);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).toContain("a &amp; b");
  expect((await fetch(`${local.github.url}/acme/shop/issues/999`)).status).toBe(404);
});

test("a former name leads to the repository until another one takes it, for reads, writes and git", async () => {
  const { people } = local.github;
  await people.createRepository({ owner: "acme", name: "before", files: { "a.txt": "a" } });
  const { id } = people.repository("acme/before");
  people.rename("acme/before", "maria", "after");
  const former = { owner: "acme", repo: "before" };
  expect((await octokit.rest.repos.get(former)).data).toMatchObject({ id, full_name: "acme/after" });
  const issue = await octokit.rest.issues.create({ ...former, title: "Written under the former name" });
  expect(people.repository("acme/after").issues.get(issue.data.number)?.title).toMatch(/former/);
  const renamed = local.github.webhooks.deliveries.find(({ event }) => event === "repository");
  expect(renamed?.payload).toMatchObject({
    action: "renamed",
    changes: { repository: { name: { from: "before" } } },
    repository: { id, full_name: "acme/after" },
  });
  people.transfer("acme/after", "maria", "other-owner");
  expect(
    (await octokit.rest.repos.get({ owner: "acme", repo: "after" }).catch((error) => error)).status,
  ).toBe(404);
  await people.createRepository({ owner: "acme", name: "before", files: { "b.txt": "b" } });
  expect((await octokit.rest.repos.get(former)).data.id).not.toBe(id);
});
