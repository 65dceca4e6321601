import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { RepositoryAccess } from "./connection.ts";
import { statusOf } from "./errors.ts";
import { branchTip } from "./references.ts";

/**
 * Default branch, its tip and whether the repository is archived; null when it does not exist.
 * @param id the repository's number where it is known: another one that has taken over the name is not it
 */
export async function readRepository(
  access: RepositoryAccess,
  id: number | undefined,
): Promise<RepositoryState | null> {
  return nullIfMissing(async () => {
    const { data } = await access.octokit.rest.repos.get(access.at);
    if (id !== undefined && data.id !== id) return null;
    return {
      ref: { owner: data.owner.login, name: data.name, id: data.id },
      defaultBranch: data.default_branch,
      headSha: await branchTip(access, data.default_branch),
      archived: data.archived,
    };
  });
}

/**
 * Text of a file at a branch, tag or commit; null when there is no such file.
 * @throws PermanentFailure when it is larger than GitHub's contents API delivers (1 MB)
 */
export async function readRepositoryFile(
  { octokit, at }: RepositoryAccess,
  path: string,
  commit: string | null,
): Promise<string | null> {
  return nullIfMissing(async () => {
    const { data } = await octokit.rest.repos.getContent({
      ...at,
      path,
      ...(commit === null ? {} : { ref: commit }),
    });
    if (Array.isArray(data) || data.type !== "file") return null;
    if (data.encoding === "base64") return Buffer.from(data.content, "base64").toString("utf8");
    throw new PermanentFailure(
      reason("file_too_large", `${path} is larger than 1 MB, more than can be read here. Make it smaller.`),
    );
  });
}

/** What a person may do in a repository. */
export async function readPermission(
  { octokit, at }: RepositoryAccess,
  login: string,
): Promise<"admin" | "write" | "read" | "none"> {
  const answer = await nullIfMissing(() =>
    octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login }),
  );
  const permission = answer?.data.permission;
  return permission === "admin" || permission === "write" || permission === "read" ? permission : "none";
}

/** null for what GitHub answers 404 to. */
export async function nullIfMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
