import { expect, test } from "vitest";
import { type GitHubRequest, isGitHubRoute, validateGitHubRequest } from "./openapi.ts";

const repo = "/repos/acme/shop";

test("accepts requests as Octokit sends them", () => {
  const requests: GitHubRequest[] = [
    { method: "GET", path: "/app" },
    { method: "GET", path: `${repo}/contents/src%2Fapp.yaml`, query: { ref: "main" } },
    { method: "GET", path: `${repo}/git/ref/heads%2Fself-building%2Fabc` },
    {
      method: "GET",
      path: `${repo}/commits/heads/main/check-runs`,
      query: { filter: "latest", per_page: "100" },
    },
    { method: "GET", path: `${repo}/pulls`, query: { state: "all", head: "acme:topic", page: "2" } },
    { method: "POST", path: `${repo}/check-runs`, body: { name: "ci", head_sha: "a".repeat(40) } },
    { method: "POST", path: `${repo}/issues/1/labels`, body: { labels: ["bug"] } },
    { method: "PUT", path: `${repo}/pulls/1/merge`, body: { sha: "a".repeat(40), merge_method: "squash" } },
    { method: "POST", path: "/app/installations/1/access_tokens" },
  ];
  expect(requests.map((request) => validateGitHubRequest(request))).toEqual(requests.map(() => []));
});

test.each([
  ["an unknown route", { method: "GET", path: "/nothing/here" }, /no route/],
  ["a method the route does not have", { method: "DELETE", path: "/app" }, /no route/],
  ["a number that is none", { method: "GET", path: `${repo}/pulls/one` }, /pull_number must be integer/],
  ["a value outside the enum", { method: "GET", path: `${repo}/pulls`, query: { state: "merged" } }, /state/],
  [
    "a misspelled query parameter",
    { method: "GET", path: `${repo}/pulls`, query: { perpage: "1" } },
    /perpage/,
  ],
  ["a missing body", { method: "POST", path: `${repo}/issues` }, /required property 'title'/],
  [
    "a wrong type",
    { method: "POST", path: `${repo}/issues/1/comments`, body: { body: 1 } },
    /must be string/,
  ],
  ["a body where none belongs", { method: "GET", path: "/app", body: { a: 1 } }, /takes no body/],
  [
    "a misspelled property",
    { method: "POST", path: `${repo}/issues`, body: { title: "a", lables: [] } },
    /unknown property "lables"/,
  ],
  [
    "an unknown conclusion",
    { method: "PATCH", path: `${repo}/check-runs/1`, body: { conclusion: "great" } },
    /conclusion/,
  ],
])("names %s", (_name, request, problem) => {
  expect(validateGitHubRequest(request).join("\n")).toMatch(problem);
});

test("tells GitHub's routes from others", () => {
  expect(isGitHubRoute("GET", `${repo}/pulls/1/files`)).toBe(true);
  expect(isGitHubRoute("GET", "/acme/shop/pull/1")).toBe(false);
});
