import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import fc from "fast-check";
import { expect, test } from "vitest";
import { wakeUpsFor } from "./webhook-events.ts";

const repository = { name: "shop", owner: { login: "acme" }, default_branch: "main" };
const ref = { owner: "acme", name: "shop" };
const changed = (pullNumber: number | null) => ({ kind: "pull_changed", repository: ref, pullNumber });
const comment = (fields: object, user: object = { login: "ann", type: "User" }, action = "created") => ({
  action,
  repository,
  issue: { number: 4, title: "Orders fail", body: "Since Monday." },
  comment: { id: 99, body: "/improve", user, ...fields },
});

test.each([
  ["pull_request", { action: "closed", repository, pull_request: { number: 7 } }, [changed(7)]],
  ["pull_request", { action: "labeled", repository, pull_request: { number: 7 } }, [changed(7)]],
  ["pull_request", { action: "assigned", repository, pull_request: { number: 7 } }, []],
  ["pull_request_review", { action: "submitted", repository, pull_request: { number: 7 } }, [changed(7)]],
  [
    "check_run",
    {
      action: "completed",
      repository,
      check_run: { name: "test", pull_requests: [{ number: 7 }, { number: 7 }] },
    },
    [changed(7)],
  ],
  [
    "check_run",
    { action: "completed", repository, check_run: { name: "test", pull_requests: [] } },
    [changed(null)],
  ],
  ["check_run", { action: "created", repository, check_run: { name: "test", pull_requests: [] } }, []],
  [
    "check_run",
    {
      action: "completed",
      repository,
      check_run: { name: "self-building/gate", pull_requests: [{ number: 7 }] },
    },
    [],
  ],
  [
    "check_suite",
    { action: "completed", repository, check_suite: { pull_requests: [{ number: 7 }] } },
    [changed(7)],
  ],
  ["check_suite", { action: "requested", repository, check_suite: { pull_requests: [] } }, []],
  ["status", { state: "success", repository }, [changed(null)]],
  ["status", { state: "pending", repository }, []],
  ["push", { ref: "refs/heads/main", repository }, [changed(null)]],
  ["push", { ref: "refs/heads/self-building/abc", repository }, [changed(null)]],
  ["push", { ref: "refs/heads/feature", repository }, []],
  ["push", { ref: "refs/tags/main", repository }, []],
  ["deployment_status", { repository, deployment_status: { state: "success" } }, [changed(null)]],
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
  ["issue_comment", comment({ body: "nice /improve" }), []],
  ["issue_comment", comment({}, { login: "ann", type: "User" }, "edited"), []],
  ["issue_comment", comment({}, { login: "self-building-agent[bot]", type: "Bot" }), []],
  ["issue_comment", comment({}, { login: "other[bot]" }), []],
  ["star", { action: "created", repository }, []],
  ["constructor", {}, []],
])("%s %j", (event, payload, expected) => {
  expect(wakeUpsFor(event, payload)).toEqual(expected);
});

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
  ];
  const wakeUps = examples.flatMap(({ name, examples: payloads }) =>
    payloads.flatMap((payload: unknown) => wakeUpsFor(name, payload).map((wakeUp) => ({ name, wakeUp }))),
  );
  const names = new Set(wakeUps.map(({ name }) => name));
  // None of the example comments is a command.
  expect([...names].toSorted()).toEqual(subscribed.filter((name) => name !== "issue_comment").toSorted());
  expect(wakeUps).toContainEqual({
    name: "check_run",
    wakeUp: { kind: "pull_changed", repository: { owner: "Codertocat", name: "Hello-World" }, pullNumber: 2 },
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
