import type { RepositoryAccess } from "./connection.ts";
import { statusOf } from "./errors.ts";

/** The commit a branch points at, or null when there is no such branch (or nothing in the repository at all). */
export async function branchTip(access: RepositoryAccess, branch: string): Promise<string | null> {
  try {
    const found = await access.octokit.rest.git.getRef({ ...access.at, ref: `heads/${branch}` });
    return found.data.object.sha;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 409) return null;
    throw error;
  }
}
