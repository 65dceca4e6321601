import { randomUUID } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { defaultSilenceMs, type GitRemote, gitIn } from "./command.ts";

/** A checkout in a folder of its own. */
export interface Checkout {
  readonly folder: string;
  readonly sha: string;
}

export interface GitWorkspaceOptions {
  /** For caches and temporary checkouts; one process at a time. */
  readonly folder: string;
  readonly remote: (repository: RepositoryRef) => Promise<GitRemote>;
  /** How long a server may send nothing while it is fetched from; default {@link defaultSilenceMs}. */
  readonly silenceMs?: number;
  readonly log: { warn(fields: object, message: string): void };
}

/** Bare clones, one for each repository, and short-lived checkouts of them. */
export interface RepositoryCache {
  /** Checks `sha` out. The caller removes the checkout. @throws Error naming the repository and the cause */
  add(repository: RepositoryRef, sha: string): Promise<Checkout>;
  remove(checkout: Checkout): Promise<void>;
  /** Whether the commit can be had, from the clone or by its SHA; it need not be on a branch any more. */
  has(repository: RepositoryRef, sha: string): Promise<boolean>;
}

const shaPattern = /^[0-9a-f]{40}$/;
/**
 * Files as they are in git, whatever the repository's own attributes would convert on the way out; and no merge driver
 * of its own: `merge=union` would call a conflict solved by keeping both sides.
 */
const attributes = "* -text -ident -filter -working-tree-encoding !merge\n";

/** A cache in `options.folder`. Checkouts that a killed process left behind are removed on first use. */
export function repositoryCache(options: GitWorkspaceOptions): RepositoryCache {
  const { folder, log } = options;
  const checkouts = join(folder, "checkouts");
  const inTurn = turnsByName();
  let cleaned: Promise<void> | undefined;

  async function addOrRepair(repository: RepositoryRef, sha: string, remote: GitRemote): Promise<Checkout> {
    const bare = bareFolder(folder, repository);
    const add = () => addCheckout(bare, join(checkouts, randomUUID()), sha, remote, options.silenceMs);
    try {
      return await add();
    } catch (error) {
      if (await isSound(bare)) throw error;
      log.warn({ repository: fullName(repository) }, "The clone's cache is damaged; it is made anew");
      await rm(bare, { recursive: true, force: true });
      return add();
    }
  }

  return {
    async add(repository, sha) {
      if (!shaPattern.test(sha)) throw new RangeError(`"${sha}" is not a full commit SHA.`);
      cleaned ??= rm(checkouts, { recursive: true, force: true });
      await cleaned;
      const remote = await options.remote(repository);
      return inTurn(fullName(repository), () => addOrRepair(repository, sha, remote)).catch(
        (error: unknown) => {
          throw explain(repository, sha, error);
        },
      );
    },
    async has(repository, sha) {
      if (await hasCommit(bareFolder(folder, repository), sha)) return true;
      const remote = await options.remote(repository);
      return inTurn(fullName(repository), () => fetchedBySha(bareFolder(folder, repository), sha, remote));
    },
    async remove(checkout) {
      // The clone forgets it with the next checkout's `worktree prune`.
      await rm(checkout.folder, { recursive: true, force: true });
    },
  };
}

/** Git's own locks make concurrent commands fail, so those of one name take turns. */
function turnsByName(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const key = name.toLowerCase();
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    return turn;
  };
}

async function addCheckout(
  bare: string,
  folder: string,
  sha: string,
  remote: GitRemote,
  silenceMs: number = defaultSilenceMs,
): Promise<Checkout> {
  const git = gitIn(await initialised(bare), remote, silenceMs);
  if (!(await hasCommit(bare, sha))) {
    await git.raw(["fetch", "--no-tags", "--prune", "--progress", remote.url, "+refs/heads/*:refs/heads/*"]);
  }
  // A commit of a deleted branch is served by its SHA alone.
  if (!(await hasCommit(bare, sha))) await git.raw(["fetch", "--no-tags", "--progress", remote.url, sha]);
  await git.raw(["worktree", "prune"]);
  try {
    await git.raw(["worktree", "add", "--detach", "--quiet", folder, sha]);
    return { folder, sha };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** false when the server says that it has no such commit. @throws what else it says */
async function fetchedBySha(bare: string, sha: string, remote: GitRemote): Promise<boolean> {
  try {
    await gitIn(bare, remote).raw(["fetch", "--no-tags", "--progress", remote.url, sha]);
  } catch (error) {
    if (error instanceof Error && /not our ref|unadvertised object/i.test(error.message)) return false;
    throw error;
  }
  return hasCommit(bare, sha);
}

function bareFolder(folder: string, { owner, name }: RepositoryRef): string {
  return join(folder, "clones", owner.toLowerCase(), `${name.toLowerCase()}.git`);
}

async function initialised(bare: string): Promise<string> {
  const head = await stat(join(bare, "HEAD")).catch(() => null);
  if (!head) {
    await mkdir(bare, { recursive: true });
    await gitIn(bare, null).raw(["init", "--bare", "--quiet"]);
  }
  // Written each time: the clone may have been made by another version.
  await mkdir(join(bare, "info"), { recursive: true });
  await writeFile(join(bare, "info", "attributes"), attributes);
  return bare;
}

async function hasCommit(bare: string, sha: string): Promise<boolean> {
  return gitIn(bare, null)
    .raw(["cat-file", "-e", `${sha}^{commit}`])
    .then(
      () => true,
      () => false,
    );
}

async function isSound(bare: string): Promise<boolean> {
  return gitIn(bare, null)
    .raw(["fsck", "--connectivity-only", "--no-dangling", "--no-progress"])
    .then(
      () => true,
      () => false,
    );
}

function explain(repository: RepositoryRef, sha: string, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message.trim() : String(cause);
  const said = text.includes("block timeout")
    ? "nothing was sent for longer than SELF_BUILDING_GIT_SILENCE_SECONDS allows."
    : text;
  return new Error(
    `Commit ${sha} of ${fullName(repository)} could not be checked out: ${said} It is tried again later; check that the commit still exists and that this machine reaches the repository.`,
    { cause },
  );
}
