import { afterAll, beforeAll, expect, test } from "vitest";
import type { PullIssue } from "../entities.ts";
import { startTestGitHub, type TestGitHub } from "../test-github.ts";
import { createCheckRun } from "./checks.ts";
import { dequeue, enqueue } from "./merge-queue.ts";
import { entryOf } from "./queue-state.ts";

let local: TestGitHub;
let repositories = 0;
beforeAll(async () => {
  local = await startTestGitHub();
});
afterAll(() => local[Symbol.asyncDispose]());

/** A repository whose main has a merge queue that waits for `ci`, with a pull request for each text. */
async function queued(...texts: readonly string[]) {
  const { people, world } = local.github;
  const name = `queue-${++repositories}`;
  const at = `acme/${name}`;
  await people.createRepository({ owner: "acme", name, files: { "a.txt": "a\n" } });
  const pulls: PullIssue[] = [];
  for (const [index, text] of texts.entries()) {
    await people.pushCommit(at, `topic-${index}`, { [`${index}.txt`]: text }, "mia");
    pulls.push(await people.openPull(at, "mia", { title: text, head: `topic-${index}` }));
  }
  people.protectBranch(at, "main", { mergeQueue: true, requiredChecks: [{ context: "ci" }] });
  const repository = people.repository(at);
  const pass = async (sha: string, conclusion = "success") => {
    createCheckRun(world, repository, world.otherApp("ci"), sha, { name: "ci", conclusion });
    await world.exclusive(repository, () => {});
    await world.exclusive(repository, () => {});
  };
  const put = async (pull: PullIssue) => {
    await pass(pull.pull.headSha);
    return enqueue(world, repository, world.user("mia"), pull, pull.pull.headSha);
  };
  const groupOf = (pull: PullIssue) => entryOf(repository, pull)?.group?.sha ?? "";
  return { at, pulls, repository, pass, put, groupOf, world, people };
}

function told(at: string, event: string): unknown[] {
  return local.github.webhooks.deliveries
    .filter((one) => one.event === event)
    .map(({ payload }) => payload)
    .filter(({ repository }) => JSON.stringify(repository).includes(`"${at}"`));
}

test("merges go through the queue only, and one that is in it merges when its group has passed", async () => {
  const { at, pulls, put, pass, groupOf, repository, people } = await queued("one");
  const [pull] = pulls;
  if (!pull) throw new Error("There is a pull request.");
  await pass(pull.pull.headSha);
  await expect(people.mergePull(at, pull.number, "mia")).rejects.toMatchObject({
    status: 405,
    message: "Changes must be made through the merge queue",
  });
  const entry = await put(pull);
  const group = groupOf(pull);
  expect(told(at, "merge_group")).toMatchObject([
    {
      action: "checks_requested",
      merge_group: { head_sha: group, head_ref: expect.stringMatching(/pr-1-/) },
    },
  ]);
  expect(pull.state).toBe("open");
  await pass(group);
  expect(pull.pull.merged).toMatchObject({ sha: group, by: entry.by });
  expect(await repository.git.ref("refs/heads/main")).toBe(group);
});

test("another head, unmet rules and a second time are refused", async () => {
  const { pulls, put, pass, repository, world } = await queued("one");
  const [pull] = pulls;
  if (!pull) throw new Error("There is a pull request.");
  const ask = (sha: string) => enqueue(world, repository, world.user("mia"), pull, sha);
  await expect(ask(pull.pull.headSha)).rejects.toThrow(/ci/);
  await pass(pull.pull.headSha);
  await expect(ask("b".repeat(40))).rejects.toThrow(/head oid/);
  await put(pull);
  await expect(ask(pull.pull.headSha)).rejects.toThrow(/already/);
});

test("a push, a word and a failed group take it out; what is behind it is grouped anew", async () => {
  const { at, pulls, put, pass, groupOf, repository, people, world } = await queued("one", "two", "three");
  const [one, two, three] = pulls;
  if (!one || !two || !three) throw new Error("There are three.");
  for (const pull of pulls) await put(pull);
  const behind = groupOf(two);
  await people.pushCommit(at, "topic-0", { "more.txt": "x" }, "mia");
  expect(entryOf(repository, one)).toBeNull();
  await dequeue(world, repository, world.user("mia"), three);
  expect(entryOf(repository, three)).toBeNull();
  expect(groupOf(two)).not.toBe(behind);
  await pass(groupOf(two), "failure");
  expect([entryOf(repository, two), two.pull.merged]).toEqual([null, null]);
  expect(told(at, "pull_request").filter((one) => JSON.stringify(one).includes('"dequeued"'))).toHaveLength(
    3,
  );
});
