const maxFiles = 64;
const maxCharacters = 256 * 1024;
const fullSha = /^[0-9a-f]{40}$/;

/** A file of a repository, by its full name, at a commit; `null` for the default branch. */
interface FileAt {
  readonly repository: string;
  readonly path: string;
  readonly at: string | null;
}

/** Texts of files at commits, so that asking again costs no request. */
export interface RememberedFiles {
  /** What `read` gives, or gave before for the same repository, path and commit. */
  text(file: FileAt, read: () => Promise<string | null>): Promise<string | null>;
  /** Keeps a text that the app has written into a commit itself. */
  remember(file: FileAt, text: string): void;
}

/**
 * Remembers the newest 64 texts that were read at a full commit SHA: a commit's files never change. What was read at
 * a branch, is missing or is long is read anew each time, and so is which commit a branch is at.
 */
export function rememberedFiles(): RememberedFiles {
  const texts = new Map<string, string>();
  const remember = ({ repository, path, at }: FileAt, text: string): void => {
    if (at === null || !fullSha.test(at) || text.length > maxCharacters) return;
    const key = keyOf(repository, path, at);
    texts.delete(key);
    texts.set(key, text);
    const [oldest] = texts.keys();
    if (texts.size > maxFiles && oldest !== undefined) texts.delete(oldest);
  };
  return {
    remember,
    text: async (file, read) => {
      const { repository, path, at } = file;
      const known = at === null ? undefined : texts.get(keyOf(repository, path, at));
      const text = known ?? (await read());
      if (text !== null) remember(file, text);
      return text;
    },
  };
}

function keyOf(repository: string, path: string, at: string): string {
  return `${repository.toLowerCase()}@${at}:${path}`;
}
