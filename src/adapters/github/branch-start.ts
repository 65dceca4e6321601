import type { BranchLook } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { branchTip } from "./references.ts";

/** What a commit is made from: where its branch points, null when there is none, and the tree of its base. */
export interface BranchStart {
  readonly tip: string | null;
  readonly baseTree: string;
}

/** @param seen the branch as just seen with that base; what it does not tell is read */
export async function branchStart(
  access: RepositoryAccess,
  { name, baseSha }: { readonly name: string; readonly baseSha: string },
  seen: BranchLook | undefined,
): Promise<BranchStart> {
  if (seen && seen.baseTree !== null) return { tip: seen.tip, baseTree: seen.baseTree };
  const { octokit, at } = access;
  const tip = await branchTip(access, name);
  const base = await octokit.rest.git.getCommit({ ...at, commit_sha: baseSha });
  return { tip, baseTree: base.data.tree.sha };
}
