const maxFiles = 64;
const maxCharacters = 256 * 1024;
const fullSha = /^[0-9a-f]{40}$/;

/** Texts of files at commits, so that asking again costs no request. */
export interface RememberedFiles {
  /** What `read` gives, or gave before for the same repository, path and commit. */
  text(
    file: { readonly repository: string; readonly path: string; readonly at: string | null },
    read: () => Promise<string | null>,
  ): Promise<string | null>;
}

/**
 * Remembers the newest 64 texts that were read at a full commit SHA: a commit's files never change. What was read at
 * a branch, is missing or is long is read anew each time, and so is which commit a branch is at.
 */
export function rememberedFiles(): RememberedFiles {
  const texts = new Map<string, string>();
  return {
    text: async ({ repository, path, at }, read) => {
      if (at === null || !fullSha.test(at)) return read();
      const key = `${repository.toLowerCase()}@${at}:${path}`;
      const text = texts.get(key) ?? (await read());
      if (text === null || text.length > maxCharacters) return text;
      texts.delete(key);
      texts.set(key, text);
      const [oldest] = texts.keys();
      if (texts.size > maxFiles && oldest !== undefined) texts.delete(oldest);
      return text;
    },
  };
}
