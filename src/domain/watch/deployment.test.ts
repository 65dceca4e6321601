import { expect, it } from "vitest";
import { isOverdue, isSameEnvironment, notDeployed } from "./deployment.ts";

it.each([
  ["production", [], "Nothing was deployed lately"],
  ["production", ["PRODUCTION", "staging"], "Other commits were: one that contains it has to succeed"],
  [
    "prodution",
    ["Production", "staging"],
    "What was deployed to: Production, staging. Did the policy mean Production?",
  ],
  ["live", ["preview", "staging"], "What was deployed to: preview, staging."],
])("what is deployed to tells why %j has nothing yet", (environment, deployed, expected) => {
  const { code, text } = notDeployed("abc", environment, deployed);
  expect(code).toBe("not_deployed");
  expect(text).toContain(`No successful deployment of abc to ${environment} yet. ${expected}`);
  expect(text.includes("Did the policy mean")).toBe(environment === "prodution");
});

it("names no more than ten environments", () => {
  const many = Array.from({ length: 11 }, (_, index) => `preview-${index + 10}`);
  expect(notDeployed("abc", "live", many).text).toContain("preview-19, ….");
});

it("an environment is the same one in whatever case", () => {
  expect([isSameEnvironment("Prod", "pROD"), isSameEnvironment("prod", "prod2")]).toEqual([true, false]);
});

it("is overdue from the hour on that the policy names", () => {
  expect([isOverdue(0, 1, 3_599_999), isOverdue(0, 1, 3_600_000)]).toEqual([false, true]);
});
