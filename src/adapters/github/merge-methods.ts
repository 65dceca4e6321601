import type { MergeMethod } from "../../domain/policy/policy.ts";

/** In the order in which they are taken where the policy names none. */
const preferred: readonly MergeMethod[] = ["squash", "merge", "rebase"];

/** What a repository says of its merge buttons; what it does not say is unknown. */
interface MergeButtons {
  readonly allow_squash_merge?: boolean;
  readonly allow_merge_commit?: boolean;
  readonly allow_rebase_merge?: boolean;
}

/** Those that a repository's settings do not rule out. Its rulesets may rule out more. */
export function allowedMethods(buttons: MergeButtons): MergeMethod[] {
  const allowed = {
    squash: buttons.allow_squash_merge,
    merge: buttons.allow_merge_commit,
    rebase: buttons.allow_rebase_merge,
  };
  return preferred.filter((method) => allowed[method] !== false);
}

/** Whether GitHub's refusal is about the method, so that another one may do: settings, rulesets, linear history. */
export function isAboutMethod(said: string): boolean {
  return /merges? (commits )?(are|is) not allowed|merge method|merge commits|linear history|can't be rebased/i.test(
    said,
  );
}

/** What people can do about a method that is not allowed. */
export function methodRefused(
  wanted: MergeMethod | null,
  allowed: readonly MergeMethod[],
  said: string,
): string {
  const others = allowed.filter((method) => method !== wanted);
  const instead = others.length > 0 ? `set merge.method to ${others.join(" or ")}, or leave it out` : "";
  if (wanted === null) return `${said} Allow a merge method in the repository's settings and rulesets.`;
  const choice = instead === "" ? "" : `; or ${instead}`;
  return `${said} Allow merge.method: ${wanted} in the repository's settings and rulesets${choice}.`;
}
