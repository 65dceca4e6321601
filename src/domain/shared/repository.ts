/** A repository the app is installed on, as the server's own records name it. */
export interface RepositoryRef {
  readonly owner: string;
  readonly name: string;
}

/** What GitHub says about a repository right now. */
export interface RepositoryState {
  readonly ref: RepositoryRef;
  readonly defaultBranch: string;
  /** Commit at the tip of the default branch; null in an empty repository. */
  readonly headSha: string | null;
  readonly archived: boolean;
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
  const match = /^([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new RangeError(`"${text}" is not a repository. Write it as owner/name.`);
  }
  return { owner: match[1], name: match[2] };
}
