import {
  addStatus,
  createCheckRun,
  updateCheckRun,
} from "@self-building-agent/local-github/actions/checks.ts";
import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();
const graphql = { method: "POST", path: /^\/graphql$/, status: 502 };

/** An open pull request of the app's, and how it looks at a glance. */
async function open() {
  const { sha, pull } = await world.proposed();
  const place = { id: "one", repository: world.repository, number: pull.number };
  const look = async () => (await world.forge.glance([place])).get("one") ?? null;
  return { sha, number: pull.number, look };
}

const hub = () => world.github.world;
const here = () => world.github.people.repository(world.name);
const ci = (sha: string, conclusion: string | null, name = "ci") =>
  createCheckRun(hub(), here(), hub().otherApp("ci"), sha, {
    name,
    ...(conclusion === null ? { status: "in_progress" } : { conclusion }),
  });

type Opened = Awaited<ReturnType<typeof open>>;

describe("a glance", () => {
  it.each<[string, (opened: Opened) => unknown]>([
    ["a label", ({ number }) => world.github.people.label(world.name, number, "mia", "hold")],
    ["an approval", ({ number }) => world.github.people.review(world.name, number, "mia", "APPROVED")],
    ["a check that began", ({ sha }) => ci(sha, null)],
    ["a check that passed", ({ sha }) => ci(sha, "success")],
    [
      "a status",
      ({ sha }) =>
        addStatus(hub(), here(), hub().user("mia"), {
          sha,
          state: "success",
          context: "docs",
          description: null,
          targetUrl: null,
        }),
    ],
    [
      "a push to its branch",
      () => world.github.people.pushCommit(world.name, "self-building/abc123", { "x.txt": "x\n" }, "mia"),
    ],
    [
      "a push to the default branch",
      () => world.github.people.pushCommit(world.name, "main", { "x.txt": "x\n" }, "mia"),
    ],
    ["a closing", ({ number }) => world.github.people.close(world.name, number, "mia")],
    [
      "a draft",
      ({ number }) => {
        const issue = here().issues.get(number);
        if (issue?.pull) issue.pull.draft = true;
      },
    ],
    [
      "another base",
      ({ number }) => {
        const issue = here().issues.get(number);
        if (issue?.pull) issue.pull.baseRef = "other";
      },
    ],
    [
      "an archived repository",
      () => {
        here().archived = true;
      },
    ],
  ])("shows %s, of which no webhook has told", async (_what, happen) => {
    const opened = await open();
    const before = await opened.look();
    expect(before).not.toBeNull();
    expect(await opened.look()).toBe(before);
    await happen(opened);
    expect(await opened.look()).not.toBe(before);
  });

  it("shows a check that ends, and one that runs again, by the same number of checks", async () => {
    const { sha, look } = await open();
    const run = ci(sha, null);
    const seen = [await look()];
    updateCheckRun(hub(), here(), run, { conclusion: "failure" } as Parameters<typeof updateCheckRun>[3]);
    seen.push(await look());
    ci(sha, "failure");
    seen.push(await look());
    expect(new Set(seen).size).toBe(3);
  });

  it("does not show the app's own check, but that of another app that calls itself so", async () => {
    const { sha, look } = await open();
    const before = await look();
    const check = { name: "self-building/gate", headSha: sha, conclusion: null, title: "t", summary: "s" };
    await world.forge.publishCheck(world.repository, check);
    expect(await look()).toBe(before);
    createCheckRun(hub(), here(), hub().otherApp("liar"), sha, {
      name: check.name,
      externalId: "self-building:1",
    });
    expect(await look()).not.toBe(before);
  });

  it("shows the organisation's switch being set, and lifted again", async () => {
    const { look } = await open();
    const before = await look();
    const { people } = world.github;
    await people.createRepository({
      owner: "acme",
      name: ".github",
      private: true,
      files: { "self-building.yml": "enabled: false\n" },
    });
    const held = await look();
    expect(held).not.toBe(before);
    await people.pushCommit("acme/.github", "main", { "self-building.yml": "enabled: true\n" }, "acme");
    expect(await look()).not.toBe(held);
  });

  it("at many pull requests is one request, also over repositories, and says nothing of what is not there", async () => {
    const { number, look } = await open();
    await look();
    const { people } = world.github;
    await people.createRepository({ owner: "acme", name: "second", files: { a: "a\n" } });
    await people.pushCommit("acme/second", "topic", { "b.txt": "b\n" }, "mia");
    const second = await people.openPull("acme/second", "mia", { title: "B", head: "topic" });
    const place = (id: string, name: string, number: number) => ({
      id,
      repository: { owner: "acme", name },
      number,
    });
    await world.forge.repository({ owner: "acme", name: "second" });
    const count = () => world.github.requestCounts.get("POST /graphql") ?? 0;
    const before = count();
    const shown = await world.forge.glance([
      place("one", world.repository.name, number),
      place("two", "second", second.number),
      place("missing", "second", 99),
      place("apart", "nowhere", 1),
    ]);
    expect([...shown.keys()]).toEqual(["one", "two"]);
    expect(count() - before).toBe(1);
    const other = { ...place("one", "second", second.number) };
    const renamed = {
      ...other,
      repository: { ...other.repository, id: people.repository("acme/second").id + 1 },
    };
    expect(await world.forge.glance([renamed])).toEqual(new Map());
  });

  it("at more than GitHub can answer is one at half of them, and at last at none", async () => {
    const { number } = await open();
    const many = Array.from({ length: 40 }, (_, index) => ({
      id: `${index}`,
      repository: world.repository,
      number,
    }));
    world.github.failNext({ ...graphql, times: 3 });
    expect((await world.forge.glance(many)).size).toBe(40);
    world.github.failNext({ ...graphql, times: 3 * 7 });
    expect((await world.forge.glance(many)).size).toBe(0);
  });

  it("knows nothing of a pull request with more checks than it lists", async () => {
    const { sha, look } = await open();
    for (let index = 0; index < 101; index++) ci(sha, "success", `job ${index}`);
    expect(await look()).toBeNull();
  });
});
