import { PermanentFailure } from "../../domain/shared/failure.ts";
import { labelLook } from "../../domain/shared/label-looks.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault } from "./errors.ts";
import { missingLabels } from "./own-work.ts";

/** Makes labels that a repository lacks. */
export interface RepositoryLabels {
  /** Before one is put on or named in a text: GitHub would make it grey and mute, or nobody could pick it. */
  ensure(access: RepositoryAccess, names: readonly string[]): Promise<void>;
}

/**
 * Labels are looked for once in a repository; what is there stays as people have made it. That one cannot be made is no
 * fault: the pull request matters more.
 */
export function repositoryLabels(): RepositoryLabels {
  const known = new Map<string, Set<string>>();

  async function labelsOf(access: RepositoryAccess): Promise<Set<string>> {
    const { octokit, at } = access;
    const key = fullName({ owner: at.owner, name: at.repo }).toLowerCase();
    const before = known.get(key);
    if (before) return before;
    const listed = await octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...at, per_page: 100 });
    const names = new Set(listed.map(({ name }) => name.toLowerCase()));
    known.set(key, names);
    return names;
  }

  return {
    async ensure(access, names) {
      const { octokit, at, log } = access;
      try {
        const present = await labelsOf(access);
        for (const name of missingLabels([...present], names)) {
          present.add(name.toLowerCase());
          await octokit.rest.issues.createLabel({ ...at, name, ...labelLook(name) });
        }
      } catch (error) {
        if (!(error instanceof PermanentFailure || error instanceof GitHubFault)) throw error;
        log.warn({ ...at, names }, `Labels could not be made: ${error.message}`);
      }
    },
  };
}
