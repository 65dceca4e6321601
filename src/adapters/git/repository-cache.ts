import { randomUUID } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fullName, type RepositoryRef } from "../../domain/repository.ts";
import { type GitRemote, gitIn } from "./command.ts";

/** A checkout in a folder of its own. */
export interface Checkout {
  readonly folder: string;
  readonly sha: string;
}

export interface GitWorkspaceOptions {
  /** For caches and temporary checkouts; one process at a time. */
  readonly folder: string;
  readonly remote: (repository: RepositoryRef) => Promise<GitRemote>;
  readonly log: { warn(fields: object, message: string): void };
}

/** Bare clones, one for each repository, and short-lived checkouts of them. */
export interface RepositoryCache {
  /** Checks `sha` out. The caller removes the checkout. @throws Error naming the repository and the cause */
  add(repository: RepositoryRef, sha: string): Promise<Checkout>;
  remove(repository: RepositoryRef, checkout: Checkout): Promise<void>;
}

const shaPattern = /^[0-9a-f]{40}$/;
/** Files as they are in git, whatever the repository's own attributes would convert on the way out. */
const attributes = "* -text -ident -filter -working-tree-encoding\n";

/** A cache in `options.folder`. Checkouts that a killed process left behind are removed on first use. */
export function repositoryCache(options: GitWorkspaceOptions): RepositoryCache {
  const { folder, log } = options;
  const checkouts = join(folder, "checkouts");
  const turns = new Map<string, Promise<unknown>>();
  let cleaned: Promise<void> | undefined;

  /** Git's own locks make concurrent commands fail, so those on one repository take turns. */
  function inTurn<T>(repository: RepositoryRef, work: () => Promise<T>): Promise<T> {
    const name = fullName(repository).toLowerCase();
    const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
    turns.set(name, turn);
    return turn;
  }

  async function prepare(repository: RepositoryRef, sha: string, remote: GitRemote): Promise<Checkout> {
    const bare = bareFolder(folder, repository);
    const git = gitIn(await initialised(bare), remote);
    if (!(await hasCommit(bare, sha))) {
      await git.raw(["fetch", "--no-tags", "--prune", "--quiet", remote.url, "+refs/heads/*:refs/heads/*"]);
    }
    if (!(await hasCommit(bare, sha))) await git.raw(["fetch", "--no-tags", "--quiet", remote.url, sha]);
    await git.raw(["worktree", "prune"]);
    const checkout = { folder: join(checkouts, randomUUID()), sha };
    try {
      await git.raw(["worktree", "add", "--detach", "--quiet", checkout.folder, sha]);
      return checkout;
    } catch (error) {
      await rm(checkout.folder, { recursive: true, force: true });
      throw error;
    }
  }

  return {
    async add(repository, sha) {
      if (!shaPattern.test(sha)) throw new RangeError(`"${sha}" is not a full commit SHA.`);
      cleaned ??= rm(checkouts, { recursive: true, force: true });
      await cleaned;
      const remote = await options.remote(repository);
      return inTurn(repository, async () => {
        try {
          return await prepare(repository, sha, remote);
        } catch (error) {
          const bare = bareFolder(folder, repository);
          if (await isSound(bare)) throw explain(repository, sha, error);
          log.warn({ repository: fullName(repository) }, "The clone's cache is damaged; it is made anew");
          await rm(bare, { recursive: true, force: true });
        }
        return prepare(repository, sha, remote).catch((error: unknown) => {
          throw explain(repository, sha, error);
        });
      });
    },
    async remove(repository, checkout) {
      await inTurn(repository, async () => {
        await rm(checkout.folder, { recursive: true, force: true });
      });
    },
  };
}

function bareFolder(folder: string, { owner, name }: RepositoryRef): string {
  return join(folder, "clones", owner.toLowerCase(), `${name.toLowerCase()}.git`);
}

async function initialised(bare: string): Promise<string> {
  const head = await stat(join(bare, "HEAD")).catch(() => null);
  if (head) return bare;
  await mkdir(bare, { recursive: true });
  await gitIn(bare, null).raw(["init", "--bare", "--quiet"]);
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
  const said = cause instanceof Error ? cause.message.trim() : String(cause);
  return new Error(
    `Commit ${sha} of ${fullName(repository)} could not be checked out: ${said} It is tried again later; check that the commit still exists and that this machine reaches the repository.`,
    { cause },
  );
}
