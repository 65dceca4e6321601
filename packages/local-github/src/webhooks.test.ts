import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Probot } from "probot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCheckRun } from "./actions/checks.ts";
import { startTestGitHub, type TestGitHub } from "./test-github.ts";

const repo = { owner: "acme", repo: "shop" };

interface Received {
  readonly id: string;
  readonly name: string;
  readonly action: unknown;
  readonly payload: object;
}

let local: TestGitHub;
let receiver: Server;
let received: Received[];
let refused: number;

/** A real Probot at the other end: it checks the signature and parses the event. */
beforeEach(async () => {
  received = [];
  refused = 0;
  const probot = new Probot({ appId: 7, githubToken: "unused", secret: "local-secret", logLevel: "fatal" });
  probot.onAny(({ id, name, payload }) => {
    received.push({ id, name, action: "action" in payload ? payload.action : null, payload });
  });
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const header = (name: string) => String(request.headers[name]);
    await probot.webhooks
      .verifyAndReceive({
        id: header("x-github-delivery"),
        name: header("x-github-event"),
        signature: header("x-hub-signature-256"),
        payload: Buffer.concat(chunks).toString("utf8"),
      })
      .catch(() => {
        refused += 1;
      });
    response.end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address: AddressInfo | string | null = receiver.address();
  const port = typeof address === "object" && address ? address.port : 0;
  local = await startTestGitHub({ webhookUrl: () => `http://127.0.0.1:${port}/` });
  await local.github.people.createRepository({ owner: "acme", name: "shop", files: { "a.txt": "a\n" } });
});
afterEach(async () => {
  receiver.close();
  await local[Symbol.asyncDispose]();
});

async function events(): Promise<string[]> {
  await local.github.webhooks.settled();
  return received.splice(0).map(({ name, action }) => (action === null ? name : `${name}.${String(action)}`));
}

test("the life of a pull request is told in signed webhooks", async () => {
  const { people } = local.github;
  expect(await events()).toEqual(["push"]);
  const sha = await people.pushCommit("acme/shop", "topic", { "b.txt": "b\n" }, "maria");
  await people.openPull("acme/shop", "maria", { title: "Topic", head: "topic" });
  expect(await events()).toEqual(["push", "pull_request.opened"]);
  await people.pushCommit("acme/shop", "topic", { "b.txt": "c\n" }, "maria");
  await people.label("acme/shop", 1, "maria", "self-building:hold");
  people.review("acme/shop", 1, "jo");
  expect(await events()).toEqual([
    "push",
    "pull_request.synchronize",
    "pull_request.labeled",
    "pull_request_review.submitted",
  ]);
  await people.close("acme/shop", 1, "maria");
  const octokit = await local.installation("acme");
  await octokit.rest.pulls.update({ ...repo, pull_number: 1, state: "open" });
  await people.mergePull("acme/shop", 1, "maria");
  expect(await events()).toEqual([
    "pull_request.closed",
    "pull_request.reopened",
    "push",
    "pull_request.closed",
  ]);
  await octokit.rest.checks.create({ ...repo, name: "gate", head_sha: sha, conclusion: "success" });
  expect(await events()).toEqual(["check_run.created", "check_run.completed", "check_suite.completed"]);
  expect(refused).toBe(0);
});

test("re-running a check or all of an app's resets the suite, leaves the run, and tells the app alone", async () => {
  const { people, world } = local.github;
  const octokit = await local.installation("acme");
  const sha = await people.pushCommit("acme/shop", "topic", { "b.txt": "b\n" }, "maria");
  await octokit.rest.checks.create({ ...repo, name: "gate", head_sha: sha, conclusion: "success" });
  const ci = { name: "ci", conclusion: "failure" };
  createCheckRun(world, people.repository("acme/shop"), world.otherApp("ci"), sha, ci);
  await events();
  people.rerun("acme/shop", "gate", "maria");
  people.rerun("acme/shop", "gate", "maria", "check_suite");
  people.rerun("acme/shop", "ci", "maria");
  expect(await events()).toEqual(["check_run.rerequested", "check_suite.rerequested"]);
  const own = async () => {
    const { data } = await octokit.rest.checks.listSuitesForRef({ ...repo, ref: sha, app_id: 7 });
    return data.check_suites.map(({ status, conclusion }) => ({ status, conclusion }));
  };
  expect(await own()).toEqual([{ status: "queued", conclusion: null }]);
  const runs = await octokit.rest.checks.listForRef({ ...repo, ref: sha, check_name: "gate" });
  expect(runs.data.check_runs).toMatchObject([{ status: "completed", conclusion: "success" }]);
  await octokit.rest.checks.create({ ...repo, name: "gate", head_sha: sha, conclusion: "success" });
  expect(await own()).toEqual([{ status: "completed", conclusion: "success" }]);
});

test("people open a pull request again, send it elsewhere and make it a draft", async () => {
  const { people, webhooks } = local.github;
  await people.pushCommit("acme/shop", "release", {}, "maria");
  await people.pushCommit("acme/shop", "topic", { "b.txt": "b\n" }, "maria");
  await people.openPull("acme/shop", "maria", { title: "Topic", head: "topic" });
  await people.close("acme/shop", 1, "maria");
  await expect(people.retarget("acme/shop", 1, "maria", "release")).rejects.toThrow("Validation Failed");
  await people.reopen("acme/shop", 1, "jo");
  await expect(people.retarget("acme/shop", 1, "maria", "nowhere")).rejects.toThrow("Validation Failed");
  await events();
  await people.retarget("acme/shop", 1, "maria", "release");
  await people.setDraft("acme/shop", 1, "maria", true);
  await people.setDraft("acme/shop", 1, "maria", true);
  await people.setDraft("acme/shop", 1, "maria", false);
  const base = { base: { ref: { from: "main" }, sha: { from: expect.any(String) } } };
  expect(await events()).toEqual([
    "pull_request.edited",
    "pull_request.converted_to_draft",
    "pull_request.ready_for_review",
  ]);
  expect(webhooks.deliveries.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ action: "edited", changes: base }),
  );
});

test("issues and comments are told with the installation and who sent them", async () => {
  const { people, webhooks } = local.github;
  const issue = people.openIssue("acme/shop", "maria", "Slow", "Orders take long");
  people.comment("acme/shop", issue.number, "maria", "/improve");
  expect(await events()).toEqual(["push", "issues.opened", "issue_comment.created"]);
  expect(webhooks.deliveries.at(-1)).toMatchObject({
    status: 200,
    payload: {
      installation: { id: local.github.world.installations[0]?.id },
      sender: { login: "maria", type: "User" },
      comment: { body: "/improve", author_association: "NONE" },
      issue: { number: 1 },
    },
  });
});

test("a push lists every commit with the paths it touches; a renamed file was removed and added", async () => {
  const { people, webhooks } = local.github;
  const text = "a line\n".repeat(20);
  await people.pushCommit("acme/shop", "main", { "old.txt": text }, "maria");
  await people.pushCommit("acme/shop", "main", { "old.txt": null, "new.txt": text, "a.txt": "b" }, "maria");
  await webhooks.settled();
  expect(webhooks.deliveries.at(-1)?.payload).toMatchObject({
    commits: [{ added: ["new.txt"], removed: ["old.txt"], modified: ["a.txt"] }],
  });
});

test("a redelivery carries the same delivery id", async () => {
  const { webhooks } = local.github;
  await webhooks.settled();
  const id = webhooks.deliveries[0]?.id ?? "";
  webhooks.redeliver(id);
  await webhooks.settled();
  expect(received.map((one) => one.id)).toEqual([id, id]);
});

test("a repository without the app sends nothing", async () => {
  await local.github.people.createRepository({
    owner: "other",
    name: "private",
    installed: false,
    files: { "a.txt": "a" },
  });
  expect(await events()).toEqual(["push"]);
});
