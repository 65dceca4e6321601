import { RE2JS } from "re2js";
import { z } from "zod";
import type { MergeMethod } from "../../domain/policy/policy.ts";
import type { RepositoryAccess } from "./connection.ts";
import { statusOf } from "./errors.ts";

const patternSchema = z.object({
  operator: z.enum(["starts_with", "ends_with", "contains", "regex"]),
  pattern: z.string(),
  negate: z.boolean().default(false),
});
type Pattern = z.infer<typeof patternSchema>;

/** Rules that say how a merge has to be made; what else a ruleset asks for GitHub judges by itself. */
const ruleSchema = z.union([
  z.object({ type: z.literal("commit_message_pattern"), parameters: patternSchema }),
  z.object({ type: z.enum(["required_linear_history", "required_signatures"]) }),
  z.object({
    type: z.literal("pull_request"),
    parameters: z.object({ allowed_merge_methods: z.array(z.string()) }),
  }),
]);
type Rule = z.infer<typeof ruleSchema>;

/** What the rulesets of a branch ask of a merge into it. */
export interface BranchRules {
  allows(method: MergeMethod): boolean;
  /** Why a merge's commit may not say this, with what people can do about it; null where it may. */
  objectionTo(message: string): string | null;
}

/** Reads the rules of a branch. Where GitHub does not tell them, none is known, and its answer to the merge counts. */
export async function readBranchRules(
  { octokit, at }: RepositoryAccess,
  branch: string,
): Promise<BranchRules> {
  const rules = await octokit
    .paginate(octokit.rest.repos.getBranchRules, { ...at, branch, per_page: 100 })
    .catch((error: unknown) => {
      if ([403, 404].includes(statusOf(error) ?? 0)) return [];
      throw error;
    });
  const known = rules.flatMap((rule) => ruleSchema.safeParse(rule).data ?? []);
  return {
    allows: (method) => known.every((rule) => allows(rule, method)),
    objectionTo: (message) => {
      const broken = known.find(
        (rule) => rule.type === "commit_message_pattern" && !fits(rule.parameters, message),
      );
      return broken?.type === "commit_message_pattern" ? demandOf(broken.parameters) : null;
    },
  };
}

/** A merge commit is no linear history, and what GitHub rebases it cannot sign. */
function allows(rule: Rule, method: MergeMethod): boolean {
  switch (rule.type) {
    case "required_linear_history":
      return method !== "merge";
    case "required_signatures":
      return method !== "rebase";
    case "pull_request":
      return rule.parameters.allowed_merge_methods.includes(method);
    case "commit_message_pattern":
      return true;
  }
}

function fits({ operator, pattern, negate }: Pattern, text: string): boolean {
  const found = {
    starts_with: () => text.startsWith(pattern),
    ends_with: () => text.trimEnd().endsWith(pattern),
    contains: () => text.includes(pattern),
    regex: () => matches(pattern, text),
  }[operator]();
  return found === null || found !== negate;
}

/** null for a pattern that only GitHub understands: its own answer counts then. */
function matches(pattern: string, text: string): boolean | null {
  try {
    return RE2JS.compile(pattern, RE2JS.MULTILINE).matcher(text).find();
  } catch {
    return null;
  }
}

function demandOf({ operator, pattern, negate }: Pattern): string {
  const how = {
    starts_with: "start with",
    ends_with: "end with",
    contains: "contain",
    regex: "match",
  }[operator];
  const demand = `A ruleset asks that messages of commits ${negate ? "do not " : ""}${how} ${pattern}, and the merge's would ${negate ? "" : "not"}`;
  return `${demand.trimEnd()}. Its first line is the pull request's title: edit that, or let the app pass the ruleset (its bypass list), or merge it yourself.`;
}
