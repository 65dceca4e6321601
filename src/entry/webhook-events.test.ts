import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import fc from "fast-check";
import { expect, test } from "vitest";
import { policyPath } from "../domain/policy/policy.ts";
import type { WakeUp, WhatChanged } from "../ports/queue.ts";
import { wakeUpsFor } from "./webhook-events.ts";

const repository = { name: "shop", owner: { login: "acme" }, default_branch: "main" };
const ref = { owner: "acme", name: "shop" };
const changed = (what: WhatChanged): WakeUp => ({ kind: "changed", repository: ref, what });
const pullRequest = (number: number) => changed({ kind: "pull_request", number });
const base = (mayTouchPolicy: boolean) => changed({ kind: "base", mayTouchPolicy });
const commit = changed({ kind: "commit", sha: "abc" });
const check = (name: string, numbers: readonly number[]) => ({
  name,
  head_sha: "abc",
  pull_requests: numbers.map((number) => ({ number })),
});
const touching = (...modified: string[]) => ({ added: [], removed: [], modified });
const push = (fields: object) => ({
  ref: "refs/heads/main",
  created: false,
  forced: false,
  commits: [touching("src/app.ts")],
  repository,
  ...fields,
});
const comment = (fields: object, user: object = { login: "ann", type: "User" }, action = "created") => ({
  action,
  repository,
  issue: { number: 4, title: "Orders fail", body: "Since Monday." },
  comment: { id: 99, body: "/improve", user, ...fields },
});

test.each([
  ["pull_request", { action: "closed", repository, pull_request: { number: 7 } }, [pullRequest(7)]],
  ["pull_request", { action: "labeled", repository, pull_request: { number: 7 } }, [pullRequest(7)]],
  [
    "pull_request",
    { action: "labeled", repository, pull_request: { number: 7 }, sender: { login: "ann", type: "User" } },
    [changed({ kind: "pull_request", number: 7, byPerson: true })],
  ],
  [
    "pull_request",
    { action: "labeled", repository, pull_request: { number: 7 }, sender: { login: "b[bot]", type: "Bot" } },
    [pullRequest(7)],
  ],
  [
    "pull_request",
    { action: "reopened", repository, pull_request: { number: 7 }, sender: { login: "ann", type: "User" } },
    [changed({ kind: "reopened", number: 7 })],
  ],
  [
    "pull_request",
    { action: "reopened", repository, pull_request: { number: 7 }, sender: { login: "b[bot]", type: "Bot" } },
    [pullRequest(7)],
  ],
  ["pull_request", { action: "assigned", repository, pull_request: { number: 7 } }, []],
  ["pull_request_review", { action: "submitted", repository, pull_request: { number: 7 } }, [pullRequest(7)]],
  ["check_run", { action: "completed", repository, check_run: check("test", [7, 7]) }, [pullRequest(7)]],
  [
    "check_run",
    { action: "completed", repository, check_run: check("test", [7, 8]) },
    [pullRequest(7), pullRequest(8)],
  ],
  ["check_run", { action: "completed", repository, check_run: check("test", []) }, [commit]],
  ["check_run", { action: "created", repository, check_run: check("test", []) }, []],
  ["check_run", { action: "completed", repository, check_run: check("self-building/gate", [7]) }, []],
  [
    "check_run",
    { action: "rerequested", repository, check_run: check("self-building/gate", [7]) },
    [changed({ kind: "pull_request", number: 7, checkAsked: true })],
  ],
  ["check_run", { action: "rerequested", repository, check_run: check("test", [7]) }, [pullRequest(7)]],
  ["check_suite", { action: "completed", repository, check_suite: check("", [7]) }, [pullRequest(7)]],
  ["check_suite", { action: "completed", repository, check_suite: check("", []) }, [commit]],
  ["check_suite", { action: "requested", repository, check_suite: check("", []) }, []],
  ["status", { state: "success", sha: "abc", repository }, [commit]],
  ["status", { state: "pending", sha: "abc", repository }, []],
  [
    "push",
    push({ ref: "refs/heads/self-building/abc" }),
    [changed({ kind: "branch", name: "self-building/abc" })],
  ],
  ["push", push({ ref: "refs/heads/feature" }), []],
  ["push", push({ ref: "refs/tags/main" }), []],
  ["push", push({}), [base(false)]],
  ["push", push({ commits: [touching("a"), touching("b", policyPath)] }), [base(true)]],
  ["push", push({ commits: [{ ...touching(), added: [policyPath] }] }), [base(true)]],
  ["push", push({ commits: [{ ...touching(), removed: [policyPath] }] }), [base(true)]],
  ["push", push({ forced: true }), [base(true)]],
  ["push", push({ created: true }), [base(true)]],
  ["push", push({ commits: [] }), [base(true)]],
  ["push", push({ commits: [{ id: "without paths" }] }), [base(true)]],
  ["push", { ref: "refs/heads/main", repository }, [base(true)]],
  [
    "deployment_status",
    { repository, deployment_status: { state: "success" } },
    [changed({ kind: "deployment" })],
  ],
  [
    "deployment_status",
    { repository, deployment_status: { state: "success", environment: "Production" } },
    [changed({ kind: "deployment", environment: "Production" })],
  ],
  ["deployment_status", { repository, deployment_status: { state: "failure" } }, []],
  [
    "issue_comment",
    comment({}),
    [
      {
        kind: "command",
        repository: ref,
        issueNumber: 4,
        commentId: 99,
        login: "ann",
        body: "/improve",
        hint: "Orders fail\n\nSince Monday.",
      },
    ],
  ],
  ["pull_request_review", written("submitted", "review", "/improve"), [pullRequest(7), asked("review")]],
  ["pull_request_review", written("edited", "review", "/improve"), [pullRequest(7)]],
  ["pull_request_review", written("submitted", "review", null), [pullRequest(7)]],
  ["pull_request_review_comment", written("created", "comment", "/improve"), [asked("line")]],
  ["pull_request_review_comment", written("edited", "comment", "/improve"), []],
  ["issues", firstText("opened"), [{ ...asked("issue"), issueNumber: 4, hint: "Slow\n\n/improve" }]],
  ["issues", firstText("edited"), []],
  ["issue_comment", comment({ body: "nice /improve" }), []],
  ["issue_comment", comment({}, { login: "ann", type: "User" }, "edited"), []],
  ["issue_comment", comment({}, { login: "self-building-agent[bot]", type: "Bot" }), []],
  ["issue_comment", comment({}, { login: "other[bot]" }), []],
  ["star", { action: "created", repository }, []],
  ["constructor", {}, []],
])("%s %j", (event, payload, expected) => {
  expect(wakeUpsFor(event, payload)).toEqual(expected);
});

/** A person's text at a pull request. */
function written(action: string, what: "review" | "comment", body: string | null) {
  const user = { login: "ann", type: "User" };
  return { action, repository, pull_request: { number: 7 }, [what]: { id: 99, body, user } };
}

/** An issue whose first text is a command. */
function firstText(action: string) {
  const user = { login: "ann", type: "User" };
  return { action, repository, issue: { id: 99, number: 4, title: "Slow", body: "/improve", user } };
}

test("the end of the app's own check suite is no news to it, that of another app is", () => {
  const suite = (app: object | null) => ({
    action: "completed",
    repository,
    check_suite: { ...check("", [7]), app },
  });
  expect(wakeUpsFor("check_suite", suite({ id: 42 }), "42")).toEqual([]);
  expect(wakeUpsFor("check_suite", suite({ id: 43 }), "42")).toEqual([pullRequest(7)]);
  expect(wakeUpsFor("check_suite", suite(null), "42")).toEqual([pullRequest(7)]);
});

test.each([
  ["check_run", "rerequested"],
  ["check_run", "requested_action"],
  ["check_suite", "rerequested"],
])("somebody's %s.%s of the app's own has its check shown anew", (event, action) => {
  const asked = (by: object, numbers: number[], app = 42) =>
    wakeUpsFor(
      event,
      { action, repository, sender: by, [event]: { ...check("", numbers), app: { id: app } } },
      "42",
    );
  const ann = { login: "ann", type: "User" };
  const deed = { checkAsked: true, byPerson: true };
  expect(asked(ann, [7])).toEqual([changed({ kind: "pull_request", number: 7, ...deed })]);
  expect(asked(ann, [])).toEqual([changed({ kind: "commit", sha: "abc", ...deed })]);
  const bot = { login: "x[bot]", type: "Bot" };
  expect(asked(bot, [])).toEqual([changed({ kind: "commit", sha: "abc", checkAsked: true })]);
  const others = asked(ann, [7], 43);
  expect(others).not.toContainEqual(expect.objectContaining({ what: expect.objectContaining(deed) }));
});

test.each(["renamed", "transferred"])("a repository that is %s is looked at under its new name", (action) => {
  const named = { id: 5, name: "Kasse", owner: { login: "acme" } };
  expect(wakeUpsFor("repository", { action, repository: named })).toEqual([
    { kind: "changed", repository: { owner: "acme", name: "Kasse", id: 5 }, what: { kind: "anything" } },
    { kind: "installation", account: "acme" },
  ]);
  expect(wakeUpsFor("repository", { action: "edited", repository: named })).toEqual([]);
});

/** The command of such a text. */
function asked(place: "review" | "line" | "issue") {
  const who = { commentId: 99, place, login: "ann", body: "/improve", hint: "" };
  return { kind: "command", repository: ref, issueNumber: 7, ...who };
}

const paths = (count: number) => [touching(...Array.from({ length: count }, (_, index) => `${index}`))];
const commits = (count: number) => Array.from({ length: count }, () => touching("a"));

test.each([
  ["2,047 commits", commits(2047), false],
  ["2,048 commits", commits(2048), true],
  ["2,999 paths", paths(2999), false],
  ["3,000 paths", paths(3000), true],
])(
  "a push listed with %s may have touched a file that is not listed: %#",
  (_what, listed, mayTouchPolicy) => {
    expect(wakeUpsFor("push", push({ commits: listed }))).toEqual([base(mayTouchPolicy)]);
  },
);

test("GitHub's own example deliveries are understood", () => {
  const subscribed = [
    "pull_request",
    "pull_request_review",
    "check_run",
    "check_suite",
    "status",
    "push",
    "deployment_status",
    "issue_comment",
    "repository",
    "installation",
    "installation_repositories",
  ];
  const wakeUps = examples.flatMap(({ name, examples: payloads }) =>
    payloads.flatMap((payload: unknown) => wakeUpsFor(name, payload).map((wakeUp) => ({ name, wakeUp }))),
  );
  const names = new Set(wakeUps.map(({ name }) => name));
  // None of the example comments is a command.
  expect([...names].toSorted()).toEqual(subscribed.filter((name) => name !== "issue_comment").toSorted());
  expect(wakeUps).toContainEqual({
    name: "check_run",
    wakeUp: {
      kind: "changed",
      repository: { owner: "Codertocat", name: "Hello-World", id: 186853002 },
      what: { kind: "pull_request", number: 2 },
    },
  });
});

test("no payload makes it throw", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("pull_request", "check_run", "check_suite", "push", "issue_comment", "__proto__"),
      fc.oneof(
        fc.anything(),
        fc.object({ key: fc.constantFrom("action", "repository", "comment", "issue") }),
      ),
      (event, payload) => {
        expect(Array.isArray(wakeUpsFor(event, payload))).toBe(true);
      },
    ),
  );
});

test.each([
  ["installation", "suspend"],
  ["installation", "unsuspend"],
  ["installation", "deleted"],
  ["installation_repositories", "added"],
  ["repository", "deleted"],
  ["repository", "archived"],
])("%s %s says that the app may see something else at that account", (event, action) => {
  const payload = { action, repository, installation: { account: { login: "acme" } } };
  expect(wakeUpsFor(event, payload)).toContainEqual({ kind: "installation", account: "acme" });
});
