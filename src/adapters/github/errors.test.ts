import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import nock from "nock";
import { afterEach, describe, expect, it, vi } from "vitest";
import { githubNock } from "../../../test/stand-ins/github-nock.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { GitHubFault } from "./errors.ts";
import { githubForge } from "./forge.ts";

const github = githubNock();
const ref = { owner: "acme", name: "shop" };
const warnings: string[] = [];
const log = { warn: (_fields: object, message: string) => warnings.push(message) };
const token = { kind: "token", token: "t0ken", login: "github-actions[bot]" } as const;
/** Without the memory of a rate limit. */
const freshForge = () => githubForge({ authentication: token, log, throttle: false, retryPauseMs: 1 });
const forge = freshForge();
const permission = "/repos/acme/shop/collaborators/mia/permission";

async function failureOf(doing: Promise<unknown>): Promise<unknown> {
  return doing.then(
    () => null,
    (error: unknown) => error,
  );
}

describe("permanent failures", () => {
  it.each([
    [401, {}, "github_unauthorized", /private key or the token/],
    [403, { "x-accepted-github-permissions": "metadata=read" }, "github_forbidden", /metadata=read/],
    [410, {}, "github_gone", /issues are turned off/],
    [451, {}, "github_blocked", /out of the installation/],
    [422, {}, "github_invalid", /name is too long/],
  ])("names what to do about %i", async (status, headers, code, text) => {
    const body = { message: "Refused", errors: [{ message: "name is too long" }] };
    github.scope().get(permission).reply(status, body, headers);
    const failure = await failureOf(forge.permissionOf(ref, "mia"));
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(failure).toMatchObject({ reason: { code, text: expect.stringMatching(text) } });
    expect(String(failure)).not.toContain("t0ken");
  });

  it.each([
    "Repository rule violations found",
    "Repository rule violations found\n\nSecret detected in content",
    "Changes must be made through a pull request.",
    "Cannot create ref due to creations being restricted.",
    "Cannot update this protected ref.",
  ])("tells a rule from what may pass: %s", async (message) => {
    github.scope().get(permission).reply(422, { message });
    const failure = await failureOf(forge.permissionOf(ref, "mia"));
    expect(failure).toMatchObject({ reason: { code: "github_rule_violation" } });
  });

  it("takes 404 for a missing pull request as an answer, and for a missing base commit as a failure", async () => {
    const base = "a".repeat(40);
    const missing = { message: "Not Found" };
    github.scope().get("/repos/acme/shop/pulls/7").reply(404, missing);
    expect(await forge.ownPull(ref, 7)).toBeNull();
    github.scope().get("/repos/acme/shop/git/ref/heads%2Fa").reply(404, missing);
    github.scope().get(`/repos/acme/shop/git/commits/${base}`).reply(404, missing);
    const files = [{ path: "a", content: "b", mode: "100644" as const }];
    const commit = { repository: ref, branch: "a", baseSha: base, message: "m", files };
    expect(await failureOf(forge.commit(commit))).toMatchObject({ reason: { code: "github_not_found" } });
  });

  it("refuses a private key that is none before anything is asked", () => {
    const authentication = { kind: "app", appId: "1", privateKey: "-----BEGIN nonsense" } as const;
    expect(() => githubForge({ authentication, log })).toThrow(/whole PEM file/);
  });
});

describe("faults that may pass", () => {
  const nowMs = Date.UTC(2026, 0, 5);
  const limitedUntil = (atMs: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": `${Math.ceil(atMs / 1000)}`,
  });
  afterEach(() => void vi.useRealTimers());

  it.each([
    [
      "a used up rate limit",
      403,
      { message: "API rate limit exceeded" },
      limitedUntil(nowMs + 600_000),
      600_000,
    ],
    [
      "a secondary rate limit",
      403,
      { message: "You have exceeded a secondary rate limit" },
      { "retry-after": "30" },
      30_000,
    ],
    ["too many requests", 429, { message: "slow down" }, { "retry-after": "7" }, 7000],
    ["a conflict", 409, { message: "conflict" }, {}, null],
  ])("%s", async (_name, status, body, headers, retryAfterMs) => {
    vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
    github.scope().get(permission).reply(status, body, headers);
    const failure = await failureOf(freshForge().permissionOf(ref, "mia"));
    expect(failure).toBeInstanceOf(GitHubFault);
    expect(failure).toMatchObject({ retryAfterMs });
    expect(String(failure)).toMatch(/tried again later/);
  });

  it("a limit holds every other request, too, until it is over", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
    const limited = freshForge();
    github.scope().get(permission).reply(403, { message: "secondary rate limit" }, { "retry-after": "90" });
    await failureOf(limited.permissionOf(ref, "mia"));
    vi.setSystemTime(nowMs + 30_000);
    expect(await failureOf(limited.react(ref, 5, "eyes"))).toMatchObject({ retryAfterMs: 60_000 });
    vi.setSystemTime(nowMs + 90_000);
    github.scope().get(permission).reply(200, { permission: "read" });
    expect(await limited.permissionOf(ref, "mia")).toBe("read");
  });

  it("a limit that says no time is waited out for a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
    const limited = freshForge();
    github.scope().get(permission).reply(403, { message: "secondary rate limit" });
    await failureOf(limited.permissionOf(ref, "mia"));
    expect(await failureOf(limited.permissionOf(ref, "mia"))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it("reads again after a 5xx and after a lost connection", async () => {
    github.scope().get(permission).reply(502, "bad gateway");
    github.scope().get(permission).replyWithError("socket hang up");
    github.scope().get(permission).reply(200, { permission: "write" });
    expect(await forge.permissionOf(ref, "mia")).toBe("write");
  });

  it("gives up reading after three attempts, naming the status", async () => {
    github.scope().get(permission).times(3).reply(503, { message: "down" });
    expect(await failureOf(forge.permissionOf(ref, "mia"))).toMatchObject({ status: 503 });
  });

  it("waits out a short rate limit once, and leaves a long one to the queue", async () => {
    const patient = githubForge({ authentication: token, log, retryPauseMs: 1 });
    github.scope().get(permission).reply(403, { message: "API rate limit exceeded" }, limitedUntil(1000));
    github.scope().get(permission).reply(200, { permission: "read" });
    expect(await patient.permissionOf(ref, "mia")).toBe("read");
    const long = limitedUntil(Date.now() + 600_000);
    github.scope().get(permission).once().reply(403, { message: "API rate limit exceeded" }, long);
    expect(await failureOf(patient.permissionOf(ref, "mia"))).toBeInstanceOf(GitHubFault);
    expect(warnings).toContain("GitHub's rate limit was hit");
  });

  it("never sends a write twice by itself", async () => {
    github.scope().post("/repos/acme/shop/issues/comments/5/reactions").once().reply(502, {});
    expect(await failureOf(forge.react(ref, 5, "eyes"))).toMatchObject({ status: 502 });
  });

  it("ends a request that takes too long", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const impatient = githubForge({
      authentication: token,
      baseUrl: `http://127.0.0.1:${port}`,
      log,
      throttle: false,
      retryPauseMs: 1,
      requestTimeoutMs: 20,
    });
    const failure = await failureOf(impatient.permissionOf(ref, "mia"));
    silent.closeAllConnections();
    silent.close();
    expect(failure).toMatchObject({ status: null, message: expect.stringMatching(/got no answer.*timeout/) });
  });
});

it("asks GitHub whose token it has, once", async () => {
  const unknown = githubForge({ authentication: { kind: "token", token: "t0ken" }, log, throttle: false });
  nock("https://api.github.com")
    .post("/graphql")
    .reply(200, { data: { viewer: { login: "github-actions[bot]", databaseId: 41898282 } } });
  expect([await unknown.login(), await unknown.login()]).toEqual(Array(2).fill("github-actions[bot]"));
});

describe("the app's installation", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const asApp = () =>
    githubForge({
      authentication: { kind: "app", appId: "1", privateKey: pem },
      log,
      throttle: false,
      retryPauseMs: 1,
    });

  it("is looked up once for a repository, with escaped line ends in the key too", async () => {
    const app = githubForge({
      authentication: { kind: "app", appId: "1", privateKey: pem.replaceAll("\n", "\\n") },
      log,
      throttle: false,
    });
    github.scope().get("/app").reply(200, { slug: "improver" });
    github.scope().get("/repos/acme/shop/installation").reply(200, { id: 9, suspended_at: null });
    github
      .scope()
      .post("/app/installations/9/access_tokens")
      .reply(201, {
        token: "ghs_x",
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        permissions: {},
      });
    github.scope().get(permission).twice().reply(200, { permission: "admin" });
    expect(await app.permissionOf(ref, "mia")).toBe("admin");
    expect(await app.permissionOf(ref, "mia")).toBe("admin");
    expect(await app.login()).toBe("improver[bot]");
  });

  it("that is missing or suspended makes the repository null, and writing a failure that says so", async () => {
    github.scope().get("/repos/acme/shop/installation").reply(404, { message: "Not Found" });
    expect(await asApp().repository(ref)).toBeNull();
    github
      .scope()
      .get("/repos/acme/shop/installation")
      .reply(200, { id: 9, suspended_at: "2026-01-01T00:00:00Z" });
    expect(await failureOf(asApp().react(ref, 1, "eyes"))).toMatchObject({
      reason: { code: "github_not_installed" },
    });
  });

  it("is looked up afresh when GitHub no longer knows it", async () => {
    const app = asApp();
    github.scope().get("/app").reply(200, { slug: "improver" });
    github.scope().get("/repos/acme/shop/installation").reply(200, { id: 9 });
    github.scope().post("/app/installations/9/access_tokens").reply(404, { message: "Not Found" });
    expect(await failureOf(app.listOwnPulls(ref))).toMatchObject({ reason: { code: "github_not_found" } });
    github.scope().get("/repos/acme/shop/installation").reply(404, { message: "Not Found" });
    expect(await app.repository(ref)).toBeNull();
  });
});
