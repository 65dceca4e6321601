import { afterAll, beforeAll, expect, test } from "vitest";
import { addStatus, createCheckRun } from "../actions/checks.ts";
import { nodeId } from "../responses/accounts.ts";
import { startTestGitHub, type TestGitHub } from "../test-github.ts";

let local: TestGitHub;
let ask: (query: string, variables?: Record<string, unknown>) => Promise<unknown>;

beforeAll(async () => {
  local = await startTestGitHub();
  const { people } = local.github;
  await people.createRepository({ owner: "acme", name: "shop", files: { "a.txt": "ä\n", "b.bin": "\0" } });
  await people.createRepository({ owner: "apart", name: "secret", private: true, files: { "a.txt": "a" } });
  await people.pushCommit("acme/shop", "topic", { "c.txt": "c\n" }, "mia");
  await people.openPull("acme/shop", "mia", { title: "C", head: "topic" });
  const octokit = await local.installation("acme");
  ask = async (query, variables = {}) => (await octokit.request("POST /graphql", { query, variables })).data;
});
afterAll(() => local[Symbol.asyncDispose]());

test("a repository, its files and a comparison are read in one query", async () => {
  const query = `query ($branch: String!) { repository(owner: "Acme", name: "shop") {
    nameWithOwner defaultBranchRef { name compare(headRef: $branch) { aheadBy behindBy } }
    text: object(expression: "HEAD:a.txt") { ... on Blob { text isBinary byteSize } }
    binary: object(expression: "HEAD:b.bin") { ... on Blob { text isBinary } }
    missing: object(expression: "HEAD:nowhere") { __typename }
  } }`;
  expect(await ask(query, { branch: "topic" })).toEqual({
    data: {
      repository: {
        nameWithOwner: "acme/shop",
        defaultBranchRef: { name: "main", compare: { aheadBy: 1, behindBy: 0 } },
        text: { text: "ä\n", isBinary: false, byteSize: 3 },
        binary: { text: null, isBinary: true },
        missing: null,
      },
    },
  });
});

test("what the app may not see is not found, and the rest is answered beside it", async () => {
  const query = `{ shop: repository(owner: "acme", name: "shop") { isArchived }
    secret: repository(owner: "apart", name: "secret") { isArchived } }`;
  expect(await ask(query)).toMatchObject({
    data: { shop: { isArchived: false }, secret: null },
    errors: [{ type: "NOT_FOUND", path: ["secret"] }],
  });
});

test("what GitHub's schema does not allow is an error, answered with 200, and remembered", async () => {
  expect(await ask("{ repository(owner: 1) { nothing } }")).toMatchObject({ errors: expect.any(Array) });
  expect(local.github.invalidRequests).toHaveLength(1);
});

test("a list without a size, or of more than a hundred, is refused", async () => {
  const labels = (page: string) =>
    ask(
      `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { labels${page} { totalCount } } } }`,
    );
  expect(await labels("")).toMatchObject({
    errors: [{ message: expect.stringContaining("`first` or `last`") }],
  });
  expect(await labels("(first: 101)")).toMatchObject({
    errors: [{ message: expect.stringContaining("100") }],
  });
  expect(await labels("(first: 100)")).toMatchObject({ data: expect.objectContaining({}) });
});

test("a pull request is found by its global id, with the checks of its head", async () => {
  const { people, world } = local.github;
  const target = people.repository("acme/shop");
  const sha = (await target.git.ref("refs/heads/topic")) ?? "";
  createCheckRun(world, target, world.otherApp("ci"), sha, { name: "test", conclusion: "failure" });
  await addStatus(world, target, world.user("mia"), {
    sha,
    state: "success",
    context: "docs",
    description: null,
    targetUrl: null,
  });
  const { data } = await (await local.installation("acme")).rest.pulls.get({
    owner: "acme",
    repo: "shop",
    pull_number: 1,
  });
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequest {
    number headRefOid author { __typename login }
    commits(last: 1) { nodes { commit {
      status { contexts { context state } }
      checkSuites(first: 10) { nodes { app { slug } checkRuns(first: 10, filterBy: { checkType: LATEST }) { nodes { name status conclusion } } } }
    } } }
  } } }`;
  expect(await ask(query, { ids: [data.node_id, "bm90aGluZw"] })).toMatchObject({
    data: {
      nodes: [
        {
          number: 1,
          headRefOid: sha,
          author: { __typename: "User", login: "mia" },
          commits: {
            nodes: [
              {
                commit: {
                  status: { contexts: [{ context: "docs", state: "SUCCESS" }] },
                  checkSuites: {
                    nodes: [
                      {
                        app: { slug: "ci" },
                        checkRuns: { nodes: [{ name: "test", status: "COMPLETED", conclusion: "FAILURE" }] },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
        null,
      ],
    },
    errors: [{ type: "NOT_FOUND", path: ["nodes", 1] }],
  });
});

test("a pull request is put into the merge queue at one head only, shown there, and taken out again", async () => {
  const { people, world } = local.github;
  await people.createRepository({ owner: "acme", name: "busy", files: { "a.txt": "a\n" } });
  await people.pushCommit("acme/busy", "topic", { "c.txt": "c\n" }, "mia");
  const { id, pull } = await people.openPull("acme/busy", "mia", { title: "C", head: "topic" });
  people.protectBranch("acme/busy", "main", { mergeQueue: true, requiredChecks: [{ context: "ci" }] });
  const repository = people.repository("acme/busy");
  createCheckRun(world, repository, world.otherApp("ci"), pull.headSha, {
    name: "ci",
    conclusion: "success",
  });
  const put = `mutation ($id: ID!, $head: GitObjectID!) {
    enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) { mergeQueueEntry { position state } }
  }`;
  const pullId = nodeId("PullRequest", id);
  expect(await ask(put, { id: pullId, head: "b".repeat(40) })).toMatchObject({
    errors: [{ type: "UNPROCESSABLE", path: ["enqueuePullRequest"] }],
  });
  expect(await ask(put, { id: pullId, head: pull.headSha })).toEqual({
    data: { enqueuePullRequest: { mergeQueueEntry: { position: 1, state: "AWAITING_CHECKS" } } },
  });
  const look = `{ repository(owner: "acme", name: "busy") { pullRequest(number: 1) {
    isInMergeQueue mergeQueueEntry { headCommit { oid } }
  } } }`;
  const headCommit = { oid: expect.stringMatching(/^[0-9a-f]{40}$/) };
  expect(await ask(look)).toMatchObject({
    data: { repository: { pullRequest: { isInMergeQueue: true, mergeQueueEntry: { headCommit } } } },
  });
  const take = `mutation ($id: ID!) { dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { position } } }`;
  expect(await ask(take, { id: pullId })).not.toHaveProperty("errors");
  expect(await ask(take, { id: pullId })).toMatchObject({ errors: [{ type: "UNPROCESSABLE" }] });
});

test("labels of a repository, and pull requests by their branches and states, are listed", async () => {
  const query = `{ repository(owner: "acme", name: "shop") { deleteBranchOnMerge
    labels(first: 100) { totalCount }
    from: pullRequests(headRefName: "topic", states: [OPEN], first: 3) { nodes { title } }
    into: pullRequests(baseRefName: "topic", states: [OPEN], first: 3) { nodes { title } }
    merged: pullRequests(headRefName: "topic", states: [MERGED], first: 3) { totalCount } } }`;
  expect(await ask(query)).toEqual({
    data: {
      repository: {
        deleteBranchOnMerge: false,
        labels: { totalCount: 0 },
        from: { nodes: [{ title: "C" }] },
        into: { nodes: [] },
        merged: { totalCount: 0 },
      },
    },
  });
});
