import { reason } from "../../domain/shared/reason.ts";
import type { BranchEnd, BranchLook } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { branchTip } from "./references.ts";

/** Deletes a branch while it is at `headSha` and no open pull request needs it: GitHub would close that with it. */
export async function deleteLeftBranch(
  access: RepositoryAccess,
  { branch, headSha }: { readonly branch: string; readonly headSha: string },
  seen: BranchLook | undefined,
): Promise<BranchEnd> {
  const { tip, users } = seen ?? (await readBranch(access, branch));
  if (tip === null) return { kind: "gone" };
  if (tip !== headSha) {
    const text = `${branch} is at ${tip} and no longer at ${headSha}, which the app knows, so it stays.`;
    return { kind: "kept", reason: reason("branch_moved_on", text) };
  }
  if (users.length > 0) {
    const text = `${branch} stays because ${users.map((number) => `#${number}`).join(", ")} needs it.`;
    return { kind: "kept", reason: reason("branch_in_use", text) };
  }
  await deleteBranch(access, branch);
  return { kind: "gone" };
}

/** Deletes a branch; one that is gone meanwhile is as good. */
export async function deleteBranch(access: RepositoryAccess, branch: string): Promise<void> {
  try {
    await access.octokit.rest.git.deleteRef({ ...access.at, ref: `heads/${branch}` });
  } catch (error) {
    // GitHub's own setting may delete the branch at the same time; it answers 422 then.
    if ((await branchTip(access, branch)) !== null) throw error;
  }
}

async function readBranch(
  access: RepositoryAccess,
  branch: string,
): Promise<Pick<BranchLook, "tip" | "users">> {
  const { octokit, at } = access;
  const tip = await branchTip(access, branch);
  const open = { ...at, state: "open", per_page: 3 } as const;
  const [from, into] = await Promise.all([
    octokit.rest.pulls.list({ ...open, head: `${at.owner}:${branch}` }),
    octokit.rest.pulls.list({ ...open, base: branch }),
  ]);
  return { tip, users: [...from.data, ...into.data].map(({ number }) => number) };
}
