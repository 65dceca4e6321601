import { z } from "zod";

/** A repository as it is kept in rows and wake-ups. */
export const repositoryRefSchema = z.object({
  owner: z.string(),
  name: z.string(),
  id: z.int().optional(),
}) satisfies z.ZodType<RepositoryRef>;

/** A repository the app is installed on, as the server's own records name it. */
export interface RepositoryRef {
  readonly owner: string;
  readonly name: string;
  /** GitHub's number for it, which a rename or transfer does not change; missing where a person or an earlier build named it. */
  readonly id?: number | undefined;
}

/** What GitHub says about a repository right now. */
export interface RepositoryState {
  readonly ref: RepositoryRef;
  readonly defaultBranch: string;
  /** Commit at the tip of the default branch; null in an empty repository. */
  readonly headSha: string | null;
  readonly archived: boolean;
}

/**
 * Whether two references are of one repository: by GitHub's number where both have it, else by name in whatever case.
 */
export function isSameRepository(one: RepositoryRef, other: RepositoryRef): boolean {
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  return fullName(one).toLowerCase() === fullName(other).toLowerCase();
}

/** `owner/name`, the form used in ids, logs and links. */
export function fullName(repository: RepositoryRef): string {
  return `${repository.owner}/${repository.name}`;
}

/**
 * Reads `owner/name`.
 * @throws RangeError when the text is not of that form
 */
export function parseFullName(text: string): RepositoryRef {
  const match = /^([A-Za-z0-9_-]+)\/([A-Za-z0-9._-]+)$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new RangeError(`"${text}" is not a repository. Write it as owner/name.`);
  }
  return { owner: match[1], name: match[2] };
}
