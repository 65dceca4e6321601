import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parsePolicyFile } from "./parse-policy.ts";

const smallest = `
version: 1
services:
  - name: checkout
    functionName: shop-checkout
    resource: CheckoutFunction
`;

function problems(text: string): string[] {
  const file = parsePolicyFile(text);
  return file.kind === "invalid" ? file.problems.map((problem) => `${problem.code} ${problem.text}`) : [];
}

test("the smallest policy gets the cautious defaults", () => {
  const file = parsePolicyFile(smallest);
  expect(file).toMatchObject({
    kind: "policy",
    policy: { enabled: true, merge: { auto: false }, revert: { auto: false }, limits: { maxFiles: 5 } },
  });
});

test("a misspelt setting is named with its path", () => {
  expect(problems(`${smallest}\nmerge:\n  autoo: true\n`)).toEqual([
    "policy_unknown_setting merge.autoo: there is no such setting. Check the spelling.",
  ]);
});

test("a service that says nothing of its telemetry is told what would do", () => {
  expect(problems(smallest.replace(/.*functionName.*\n/, ""))).toEqual([
    "policy_wrong_setting services.0: needs functionName (aws-lambda), which says where its telemetry is.",
  ]);
});

test.each([
  [
    "merge: { requiredChecks: [3.10] }",
    'merge.requiredChecks.0: 3.10 is a number where a text is wanted. Put it into quotes: "3.10".',
  ],
  [
    "merge: { requiredChecks: [true] }",
    'merge.requiredChecks.0: true is a boolean where a text is wanted. Put it into quotes: "true".',
  ],
  [
    "merge: { blockingLabels: [2] }",
    'merge.blockingLabels.0: 2 is a number where a text is wanted. Put it into quotes: "2".',
  ],
  ["merge:", "merge: is empty. Give it a value, or remove the line."],
  [
    "watch: { durationSeconds: 5 }",
    "watch.durationSeconds: 5 cannot be used: Too small: expected number to be >=60.",
  ],
  [
    "merge: { method: fast-forward }",
    'merge.method: fast-forward cannot be used: Invalid option: expected one of "squash"|"merge"|"rebase".',
  ],
  [
    "watch: { degradationThreshold: 5 }",
    "watch.degradationThreshold: 5 cannot be used: it is a fraction, and this is 500 %. Did you mean 0.05 (5 %)?",
  ],
  [
    "watch: { degradationThreshold: 0 }",
    "watch.degradationThreshold: 0 cannot be used: Too small: expected number to be >0.",
  ],
])("the value that was seen is shown with what to do: %s", (setting, problem) => {
  expect(problems(`${smallest}\n${setting}\n`)).toEqual([`policy_wrong_setting ${problem}`]);
});

test("what a comment would swallow of a value is a problem, and a comment is none", () => {
  const checks = (text: string) => problems(`${smallest}\nmerge:\n  requiredChecks:\n    - ${text}\n`);
  expect(checks("build #1")).toEqual([
    'policy_not_yaml Line 10: #1 is read as a comment behind "build". Put the whole value into quotes, or a blank behind the #.',
  ]);
  expect(checks('"build #1"')).toEqual([]);
  expect(checks("build # the first one")).toEqual([]);
});

test("every wrong setting is named, not only the first", () => {
  const found = problems(`${smallest}\nmerge: { auto: "yes" }\nlimits: { maxFiles: 0 }\n`);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain("merge.auto");
  expect(found[1]).toContain("limits.maxFiles");
});

test("broken YAML is named with its line", () => {
  expect(problems("version: 1\nservices: [\n  - a: {\n")[0]).toMatch(
    /^policy_not_yaml Line \d+, column \d+: /,
  );
});

test("a setting written twice is a problem, because one of the two would be ignored", () => {
  expect(problems(`${smallest}\nenabled: false\nenabled: true\n`)[0]).toContain("Map keys must be unique");
});

test.each([
  ["", "empty"],
  ["[]", "a list"],
  ["null", "nothing"],
  ["just text", "text"],
])("%j (%s) is invalid", (text) => {
  expect(parsePolicyFile(text).kind).toBe("invalid");
});

test("aliases that would grow without bound are refused", () => {
  const rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let depth = 1; depth < 9; depth += 1) {
    rows.push(
      `a${depth}: &a${depth} [${Array(9)
        .fill(`*a${depth - 1}`)
        .join(", ")}]`,
    );
  }
  expect(problems(rows.join("\n"))[0]).toContain("policy_not_yaml");
});

test("a file over 64 KiB is refused", () => {
  expect(problems(`${smallest}# ${"x".repeat(70_000)}`)[0]).toContain("policy_too_large");
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => stringify(value)),
      ),
      (text) => {
        expect(["policy", "invalid"]).toContain(parsePolicyFile(text).kind);
      },
    ),
  );
});

test("a path pattern that begins with ! is refused, because it would mean everything but that", () => {
  expect(problems(`${smallest}\nlimits: { allowedPaths: ["**", "!secret/**"] }\n`)[0]).toContain(
    "limits.allowedPaths.1: must not begin with !",
  );
});
