import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import { standingFiles } from "../../cycle/reading/read-standing.ts";
import type { Standing } from "../../ports/forge.ts";
import { GitHubFault } from "./errors.ts";

const world = localForge();
const policy = ".github/self-building.yml";
const wanted = { files: [policy, "template.yaml"], organisationFiles: ["self-building.yml"] };
const graphql = { method: "POST", path: /^\/graphql$/, status: 200 };

const standing = (owner = "acme", name = world.repository.name) =>
  world.forge.standing({ owner, name }, wanted);
const requests = () => new Map(world.github.requestCounts);

/** How often each route was asked while something was done; sign-in left out. */
async function askedFor<T>(doing: () => Promise<T>): Promise<{ answer: T; asked: Record<string, number> }> {
  await world.forge.permissionOf(world.repository, "mia");
  const before = requests();
  const answer = await doing();
  const asked = [...requests()].map(([route, times]) => [route, times - (before.get(route) ?? 0)] as const);
  return { answer, asked: Object.fromEntries(asked.filter(([, times]) => times > 0)) };
}

function texts(shown: Standing | null) {
  return shown && { ...shown.state, files: Object.fromEntries(shown.files) };
}

describe("how a repository stands", () => {
  it("is one request: its tip, its files, and the organisation's, which a private repository may keep", async () => {
    const { people } = world.github;
    const files = { "self-building.yml": "enabled: false\n" };
    await people.createRepository({ owner: "zoo", name: "shop", files: { [policy]: "version: 1\n" } });
    await people.createRepository({ owner: "zoo", name: ".github", private: true, files });
    await world.forge.repository({ owner: "zoo", name: "shop" });
    const { answer, asked } = await askedFor(() => standing("zoo", "shop"));
    const headSha = await people.repository("zoo/shop").git.ref("refs/heads/main");
    expect(texts(answer)).toEqual({
      ref: { owner: "zoo", name: "shop", id: people.repository("zoo/shop").id },
      defaultBranch: "main",
      headSha,
      archived: false,
      files: { [policy]: "version: 1\n" },
    });
    expect(answer?.organisationFiles).toEqual(new Map([["self-building.yml", "enabled: false\n"]]));
    expect(asked).toEqual({ "POST /graphql": 1 });
  });

  it("sees the organisation's switch and every name that was taken for it, whoever may read it beside the app", async () => {
    const { people } = world.github;
    await people.createRepository({ owner: "farm", name: "shop", files: { a: "a" } });
    await people.createRepository({ owner: "farm", name: ".github" });
    for (const path of standingFiles.organisationFiles) {
      await people.pushCommit("farm/.github", "main", { [path]: "enabled: false\n" }, "farm");
      const shown = await world.forge.standing({ owner: "farm", name: "shop" }, standingFiles);
      expect([...(shown?.organisationFiles.keys() ?? [])], path).toContain(path);
    }
  });

  it.each([
    ["does not exist", "acme", "missing"],
    ["the app is not installed on", "apart", "shop"],
  ])("is unknown of a repository that %s", async (_what, owner, name) => {
    await world.github.people
      .createRepository({ owner: "apart", name: "shop", installed: false })
      .catch(() => null);
    expect(await standing(owner, name)).toBeNull();
  });

  it("is unknown where another repository has taken over the name", async () => {
    const { id } = world.github.people.repository(world.name);
    expect(await world.forge.standing({ ...world.repository, id }, wanted)).not.toBeNull();
    expect(await world.forge.standing({ ...world.repository, id: id + 1 }, wanted)).toBeNull();
  });

  it("is told of an empty repository", async () => {
    await world.github.people.createRepository({ owner: "acme", name: "bare", defaultBranch: "trunk" });
    expect(texts(await standing("acme", "bare"))).toMatchObject({
      headSha: null,
      defaultBranch: "trunk",
      files: {},
    });
  });

  it.each<[string, string, string | null]>([
    ["longer than GraphQL shows", `a: ${"b".repeat(600_000)}\n`, null],
    ["binary", "a: \0\n", null],
    ["what may be a link", "elsewhere.yml", null],
  ])("is asked of the REST API where a file is %s", async (_what, text) => {
    await world.github.people.pushCommit(world.name, "main", { [policy]: text }, "mia");
    const shown = await standing();
    expect(shown?.files.get(policy)).toBe(text);
    expect(shown?.files.get("template.yaml")).toBe("MemorySize: 1024\n");
  });
});

describe("a branch that is looked at along with it", () => {
  const branch = "self-building/abc123";
  const look = async (baseSha?: string) =>
    (await world.forge.standing(world.repository, { ...wanted, branch: { name: branch, baseSha } }))?.branch;

  it("tells where it is, who needs it, and what a commit on a base begins with", async () => {
    expect(await look(world.base)).toEqual({
      tip: null,
      baseTree: expect.stringMatching(/^[0-9a-f]{40}$/),
      users: [],
      hadPulls: false,
    });
    const { pull, sha } = await world.proposed();
    expect(await look()).toEqual({ tip: sha, baseTree: null, users: [pull.number], hadPulls: true });
    await world.github.people.mergePull(world.name, pull.number, "mia");
    expect(await look()).toMatchObject({ users: [], hadPulls: true });
  });

  it("costs no request more, and is left out where it cannot be told", async () => {
    const { asked } = await askedFor(() => look(world.base));
    expect(asked).toEqual({ "POST /graphql": 1 });
    world.github.failNext({ ...graphql, status: 502, times: 3 });
    expect(await look(world.base)).toBeUndefined();
  });
});

describe("where GraphQL does not tell", () => {
  const partial = (type: string, path: string[]) => ({
    data: { repository: { isArchived: false }, organisation: null },
    errors: [{ type, path, message: "Resource not accessible by integration" }],
  });

  it.each<[string, object, number]>([
    ["it answers 502", { status: 502 }, 3],
    ["it does not know a field", { body: { errors: [{ message: "Field 'isArchived' doesn't exist" }] } }, 1],
    ["a part is forbidden", { body: partial("FORBIDDEN", ["organisation"]) }, 1],
    ["the organisation's files are forbidden", { body: partial("FORBIDDEN", ["organisation", "x"]) }, 1],
    ["data are missing without a word", { body: { data: { repository: null, organisation: null } } }, 1],
    ["it answers nonsense", { body: { data: "?" } }, 1],
  ])("the REST API is asked: %s", async (_what, answer, times) => {
    const expected = await standing();
    world.github.failNext({ ...graphql, ...answer, times });
    const { answer: shown, asked } = await askedFor(() => standing());
    expect(shown).toEqual(expected);
    expect(Object.keys(asked)).toContain("GET /repos/{owner}/{repo}/contents/{path}");
  });

  it("a used up rate limit is one, and nothing else is asked", async () => {
    const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }];
    world.github.failNext({ ...graphql, body: { errors }, times: 1 });
    const { answer, asked } = await askedFor(() => standing().catch((error: unknown) => error));
    expect(answer).toBeInstanceOf(GitHubFault);
    expect(asked).toEqual({});
  });

  it("the gate's facts are the same, and no fact is taken from an answer that is partly missing", async () => {
    const { pull, sha } = await world.proposed();
    const { people } = world.github;
    await people.pushCommit(world.name, "main", { "later.txt": "later\n" }, "mia");
    const known = { number: pull.number, branch: pull.branch, headSha: sha };
    const look = () => world.forge.look(world.repository, known, wanted);
    const whole = await look();
    expect(whole.facts).toMatchObject({ behindBy: 1, foreignCommitters: [] });
    const missing = [
      { status: 502, times: 3 },
      { body: { data: null, errors: [{ message: "Something else" }] }, times: 1 },
    ];
    for (const fault of missing) {
      world.github.failNext({ ...graphql, ...fault });
      // Only GraphQL tells where it stands with a merge queue.
      expect(await look()).toEqual({ ...whole, facts: { ...whole.facts, queue: { kind: "unknown" } } });
    }
  });
});
