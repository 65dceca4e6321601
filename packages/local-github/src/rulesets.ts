import type { PatternParameters, Pull, Repository, RulesetRule } from "./entities.ts";
import { requireCommit } from "./responses/commits.ts";

type Method = "merge" | "squash" | "rebase";

/** The rules of all rulesets that hold for a branch, whether there is one of that name yet or not. */
export function rulesOf({ rulesets, defaultBranch }: Repository, branch: string): RulesetRule[] {
  return rulesets
    .filter(
      ({ branches }) =>
        branches === "~ALL" ||
        branches === branch ||
        (branches === "~DEFAULT_BRANCH" && branch === defaultBranch),
    )
    .flatMap(({ rules }) => rules);
}

/** GitHub's answer to what breaks rules. */
export function ruleViolation(violations: readonly string[]): string {
  return `Repository rule violations found\n\n${violations.join("\n\n")}\n\n`;
}

/**
 * What a push of an app to a branch breaks, in GitHub's words.
 * @param before null where the branch is made
 */
export async function pushViolations(
  repository: Repository,
  branch: string,
  before: string | null,
  after: string,
): Promise<string[]> {
  const rules = rulesOf(repository, branch);
  if (rules.length === 0) return [];
  const since = before ?? (await repository.git.ref(`refs/heads/${repository.defaultBranch}`));
  const shas = since === null ? [after] : await repository.git.commitsBetween(since, after);
  return [
    ...(before === null ? nameViolations(rules, branch) : []),
    ...(await commitViolations(repository, rules, shas)),
  ];
}

/** What a way to merge breaks, whatever it merges. */
export function methodViolations(repository: Repository, baseRef: string, method: Method): string[] {
  return rulesOf(repository, baseRef).flatMap((rule) => {
    if (rule.type === "required_linear_history" && method === "merge")
      return ["This branch must not contain merge commits."];
    if (rule.type !== "pull_request" || rule.parameters.allowed_merge_methods.includes(method)) return [];
    return [`The merge method ${method} is not allowed for this branch.`];
  });
}

/** What a merge's commits break; `sha` is the one that would be the base's newest. */
export async function mergeViolations(
  repository: Repository,
  { baseRef, baseSha }: Pick<Pull, "baseRef" | "baseSha">,
  method: Method,
  sha: string,
): Promise<string[]> {
  const rules = rulesOf(repository, baseRef).filter(({ type }) => type !== "required_linear_history");
  // Of a squash only its own commit comes to the base.
  const shas = method === "squash" ? [sha] : await repository.git.commitsBetween(baseSha, sha);
  return commitViolations(repository, rules, shas);
}

function nameViolations(rules: readonly RulesetRule[], branch: string): string[] {
  return rules.flatMap((rule) =>
    rule.type === "branch_name_pattern" && !fits(rule.parameters, branch)
      ? [`Branch name ${demandOf(rule.parameters)}`]
      : [],
  );
}

async function commitViolations(
  repository: Repository,
  rules: readonly RulesetRule[],
  shas: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const sha of shas) {
    const { message, author, parents } = await requireCommit(repository, sha);
    for (const rule of rules) {
      if (rule.type === "commit_message_pattern" && !fits(rule.parameters, message))
        found.add(`Commit message ${demandOf(rule.parameters)}`);
      if (rule.type === "commit_author_email_pattern" && !fits(rule.parameters, author.email))
        found.add(`Commit author email ${demandOf(rule.parameters)}`);
      if (rule.type === "required_signatures" && !repository.verifiedCommits.has(sha))
        found.add("Commits must have verified signatures.");
      if (rule.type === "required_linear_history" && parents.length > 1)
        found.add("This branch must not contain merge commits.");
    }
  }
  return [...found];
}

function fits({ operator, pattern, negate = false }: PatternParameters, text: string): boolean {
  const is = {
    starts_with: () => text.startsWith(pattern),
    ends_with: () => text.trimEnd().endsWith(pattern),
    contains: () => text.includes(pattern),
    regex: () => new RegExp(pattern, "m").test(text),
  }[operator]();
  return is !== negate;
}

function demandOf({ operator, pattern, negate = false }: PatternParameters): string {
  const must = negate ? "must not" : "must";
  const how = {
    starts_with: "start with",
    ends_with: "end with",
    contains: "contain",
    regex: "match a given regex pattern:",
  }[operator];
  return `${must} ${how} ${pattern}`;
}
