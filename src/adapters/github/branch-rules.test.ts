import type { RulesetRule } from "@self-building-agent/local-github/entities.ts";
import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import type { MergeMethod } from "../../domain/policy/policy.ts";

const world = localForge();

/** What becomes of a merge under rules of a ruleset, and how often GitHub was asked for one. */
async function merged(rules: readonly RulesetRule[], method: MergeMethod | null, title = "Lower the memory") {
  const { sha, pull } = await world.proposed();
  const { people, requestCounts } = world.github;
  people.addRuleset(world.name, { branches: "~DEFAULT_BRANCH", rules });
  const asked = () => requestCounts.get("PUT /repos/{owner}/{repo}/pulls/{number}/merge") ?? 0;
  const before = asked();
  const outcome = await world.forge.merge(world.repository, {
    pullNumber: pull.number,
    sha,
    method,
    title,
    message: "It uses little.\n\nSigned-off-by: Shop Bot <bot@example.com>",
    blockingLabels: [],
  });
  return { outcome, asked: asked() - before };
}

const message = (
  operator: "starts_with" | "ends_with" | "contains" | "regex",
  pattern: string,
  negate = false,
) => ({ type: "commit_message_pattern", parameters: { operator, pattern, negate } }) as const;
const methods = (...allowed: MergeMethod[]): RulesetRule => ({
  type: "pull_request",
  parameters: { allowed_merge_methods: allowed },
});

describe("a ruleset", () => {
  it.each<[string, RulesetRule[], MergeMethod | null]>([
    ["one method only", [methods("rebase")], null],
    ["another method than the first", [methods("merge", "rebase")], null],
    ["a linear history", [{ type: "required_linear_history" }, methods("merge", "rebase")], null],
    ["signatures", [{ type: "required_signatures" }], null],
    ["signatures of a merge commit", [{ type: "required_signatures" }], "merge"],
    ["a message that it has", [message("regex", "^Lower .* memory")], null],
    ["a last line that it has", [message("regex", "^Signed-off-by: ")], "squash"],
    ["a word that it does not have", [message("contains", "wip", true)], "squash"],
    [
      "a beginning and an end",
      [message("starts_with", "Lower"), message("ends_with", "example.com>")],
      "squash",
    ],
  ])("that asks for %s is met, GitHub being asked at most once in vain", async (_what, rules, method) => {
    const { outcome, asked } = await merged(rules, method);
    expect(outcome).toMatchObject({ kind: "merged" });
    expect(asked).toBeLessThanOrEqual(2);
  });

  it.each<[string, RulesetRule[], MergeMethod | null, string, RegExp]>([
    ["squashes", [methods("squash")], "merge", "merge_invalid", /set merge.method to squash/],
    ["a linear history", [{ type: "required_linear_history" }], "merge", "merge_invalid", /squash or rebase/],
    ["signatures", [{ type: "required_signatures" }], "rebase", "merge_invalid", /squash or merge/],
    ["a ticket", [message("regex", "^OPS-\\d+")], null, "not_mergeable", /match \^OPS-\\d\+.*title/],
    ["no such word", [message("contains", "memory", true)], null, "not_mergeable", /do not contain memory/],
  ])(
    "that asks for %s is told, and GitHub is asked once at most",
    async (_what, rules, method, code, text) => {
      const { outcome, asked } = await merged(rules, method);
      expect(outcome).toMatchObject({ kind: "refused", reason: { code, text: expect.stringMatching(text) } });
      expect(asked).toBeLessThanOrEqual(1);
    },
  );

  it("is read before GitHub is asked where its summary says that something is missing", async () => {
    world.github.people.protectBranch(world.name, "main", { requiredApprovals: 1 });
    const { outcome, asked } = await merged([methods("squash")], "merge");
    expect([outcome, asked]).toMatchObject([{ reason: { code: "merge_invalid" } }, 0]);
  });

  it("is met by a title that people have given", async () => {
    const { outcome } = await merged([message("regex", "^OPS-\\d+")], null, "OPS-12 lower the memory");
    expect(outcome).toMatchObject({ kind: "merged" });
  });

  it("with a pattern that only GitHub understands, or for authors, is GitHub's to judge", async () => {
    const { outcome, asked } = await merged([message("regex", "^(?=OPS)")], null);
    expect([outcome, asked]).toMatchObject([{ kind: "refused", reason: { code: "not_mergeable" } }, 1]);
    const email = { operator: "ends_with", pattern: "@acme.example" } as const;
    const authors = await merged([{ type: "commit_author_email_pattern", parameters: email }], null);
    expect(authors.outcome).toMatchObject({ reason: { text: expect.stringContaining("@acme.example") } });
  });

  it("that cannot be read counts as none", async () => {
    world.github.failNext({ method: "GET", path: /\/rules\/branches\/main$/, status: 404 });
    expect((await merged([], null)).outcome).toMatchObject({ kind: "merged" });
  });
});
