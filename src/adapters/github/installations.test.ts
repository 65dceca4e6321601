import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import { githubForge } from "./forge.ts";
import { grantedFor, jobs } from "./jobs.ts";
import { githubRemote } from "./remote.ts";

const world = localForge();

async function withThreeInstallations() {
  const { people } = world.github;
  for (const owner of ["good", "bad", "other"]) {
    if (!people.has(`${owner}/shop`)) await people.createRepository({ owner, name: "shop" });
    people.changeInstallation(owner, { suspended: false, shutOut: false, permissions: null });
  }
  const warnings: object[] = [];
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const forge = githubForge({ ...world.options, log });
  const owners = async () => (await forge.listRepositories()).map(({ owner }) => owner);
  return { forge, owners, warnings, people };
}

describe("an installation that fails", () => {
  it.each([
    ["is suspended", { suspended: true }, "installation_suspended"],
    ["is shut out by an allow list", { shutOut: true }, "ip_not_allowed"],
  ])("that %s is named with its reason, once, and holds up no other", async (_case, change, code) => {
    const { forge, owners, warnings, people } = await withThreeInstallations();
    expect(await forge.failingInstallations()).toEqual([]);
    people.changeInstallation("bad", change);
    for (let look = 0; look < 2; look++) {
      const listed = await owners();
      expect(listed).toEqual(expect.arrayContaining(["good", "other"]));
      expect(listed).not.toContain("bad");
    }
    expect(await forge.failingInstallations()).toMatchObject([{ account: "bad", reason: { code } }]);
    expect(warnings).toMatchObject([{ account: "bad", reason: { code } }]);
    people.changeInstallation("bad", { suspended: false, shutOut: false });
    expect(await owners()).toContain("bad");
    expect(await forge.failingInstallations()).toEqual([]);
  });

  it("for a while only keeps what it covered", async () => {
    const { forge, owners } = await withThreeInstallations();
    const before = await owners();
    const down = { method: "GET", path: /^\/installation\/repositories$/, status: 502, times: 100 };
    const played = world.github.failNext(down);
    expect(await owners()).toEqual(before);
    expect(await forge.failingInstallations()).toMatchObject(Array(4).fill({ reason: { code: "fault" } }));
    played.stop();
    await owners();
    expect(await forge.failingInstallations()).toEqual([]);
  });
});

describe("what installations cover", () => {
  it("is read anew at an age, at a call that asks for it, and once an event has told", async () => {
    const { forge, people } = await withThreeInstallations();
    const names = async (maxAgeMs?: number) =>
      (await forge.listRepositories(maxAgeMs)).map(({ name }) => name);
    await names();
    await people.createRepository({ owner: "good", name: "cart" });
    const before = new Map(world.github.requestCounts);
    expect(await names(60_000)).not.toContain("cart");
    expect(new Map(world.github.requestCounts)).toEqual(before);
    await forge.forgetInstallations();
    expect(await names(60_000)).toContain("cart");
    await people.createRepository({ owner: "good", name: "mail" });
    expect(await names()).toContain("mail");
  });

  it("is not kept where one failed in passing, and is where one is suspended", async () => {
    const { forge, people } = await withThreeInstallations();
    const owners = async () => (await forge.listRepositories(60_000)).map(({ owner }) => owner);
    const down = { method: "GET", path: /^\/installation\/repositories$/, status: 502, times: 100 };
    const played = world.github.failNext(down);
    expect(await owners()).toEqual([]);
    played.stop();
    people.changeInstallation("bad", { suspended: true });
    expect(await owners()).toContain("good");
    people.changeInstallation("bad", { suspended: false });
    expect(await owners()).not.toContain("bad");
    await forge.forgetInstallations();
    expect(await owners()).toContain("bad");
  });
});

describe("tokens", () => {
  it("that can write are asked for one repository and one job each", async () => {
    const { sha, pull } = await world.proposed();
    await world.forge.gateFacts(world.repository, pull.number, sha);
    await world.forge.comment(world.repository, pull.number, "key", "text");
    const asked = (job: keyof typeof jobs) => ({ metadata: "read", ...jobs[job] });
    const own = world.github.issuedTokens.filter(({ repositories }) =>
      repositories?.includes(world.repository.name),
    );
    expect(own).toEqual([
      { permissions: asked("change"), repositories: [world.repository.name] },
      { permissions: asked("talk"), repositories: [world.repository.name] },
    ]);
    const everywhere = world.github.issuedTokens.filter(({ repositories }) => repositories === null);
    expect(everywhere.filter(({ permissions }) => Object.values(permissions).includes("write"))).toEqual([]);
  });

  it("of clones cannot write, and reach no other repository", async () => {
    const { token } = await githubRemote(world.options)(world.repository);
    const as = (path: string, init: RequestInit = {}) =>
      fetch(`${world.github.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
    const body = JSON.stringify({ ref: "refs/heads/x", sha: world.base });
    expect((await as(`/repos/${world.name}/git/refs`, { method: "POST", body })).status).toBe(403);
    expect((await as(`/repos/${world.name}/git/ref/heads%2Fmain`)).status).toBe(200);
    await world.github.people.createRepository({ owner: "acme", name: `other-${world.repository.name}` });
    expect((await as(`/repos/acme/other-${world.repository.name}/git/ref/heads%2Fmain`)).status).toBe(404);
  });

  it("are asked for what was accepted only, so that what is missing is named where it is needed", async () => {
    const { sha } = await world.proposed();
    const { checks: _checks, actions: _actions, ...accepted } = world.github.world.appPermissions;
    world.github.people.changeInstallation("acme", { permissions: accepted });
    try {
      const forge = githubForge(world.options);
      expect(await forge.repository(world.repository)).not.toBeNull();
      const check = { name: "gate", headSha: sha, conclusion: null, title: "T", summary: "S" } as const;
      await expect(forge.publishCheck(world.repository, check)).rejects.toMatchObject({
        reason: { code: "github_forbidden" },
      });
      // What was granted when the app looked may be less now: the next try asks afresh.
      world.github.people.changeInstallation("acme", { permissions: { metadata: "read", contents: "read" } });
      const commit = () =>
        forge.commit({
          ...{ repository: world.repository, branch: "self-building/more", baseSha: world.base },
          ...{ message: "More", files: [{ path: "a.txt", content: "a", mode: "100644" }] },
        });
      await expect(commit()).rejects.toThrow("on the next try");
      await expect(commit()).rejects.toMatchObject({ reason: { code: "github_forbidden" } });
    } finally {
      world.github.people.changeInstallation("acme", { permissions: null });
    }
  });
});

it.each([
  [
    { contents: "write", checks: "write" },
    { metadata: "read", contents: "read" },
  ],
  [{}, { metadata: "read" }],
  [null, { metadata: "read", contents: "read" }],
] as const)("of what is granted (%j) a clone gets what it needs", (granted, expected) => {
  expect(grantedFor("clone", granted)).toEqual(expected);
});
