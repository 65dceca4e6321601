import { type FileThen, standingOf } from "../../domain/change/standing.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";

/** An improvement that was merged and is not over. */
export type Merged = AtStage<"merged" | "watching" | "regressed">;

/** Where a merged change is now. */
export type Place =
  /** On the default branch, line by line; `files` are empty where nothing was pushed since. */
  | { readonly kind: "here"; readonly files: readonly FileThen[] }
  | { readonly kind: "undone" }
  | { readonly kind: "superseded" }
  /** Not on the default branch, but it was merged into another one. */
  | { readonly kind: "elsewhere"; readonly into: string };

/** Asks whether a merged change is still on the default branch, by the bytes of its files and not by its commit. */
export async function readPlace(
  improvement: Merged,
  { defaultBranch, headSha }: Pick<RepositoryState, "defaultBranch"> & { readonly headSha: string },
  ports: Pick<Ports, "forge">,
): Promise<Place> {
  const { merge } = improvement;
  if (headSha === merge.sha) return { kind: "here", files: [] };
  const files = await readFilesThen(improvement, headSha, ports);
  const standing = standingOf(files);
  if (standing === "stands") return { kind: "here", files };
  const { into = defaultBranch } = merge;
  return into === defaultBranch ? { kind: standing } : { kind: "elsewhere", into };
}

/** The files of a merged change: before it, after it, and at `sha`. */
export function readFilesThen(
  { repository, change, pull }: Merged,
  sha: string,
  { forge }: Pick<Ports, "forge">,
): Promise<FileThen[]> {
  const paths = [...new Set(change.edits.map(({ path }) => path))];
  return Promise.all(
    paths.map(async (path) => {
      const read = (at: string) => forge.readFile(repository, path, at);
      const [before, after, now] = await Promise.all([read(pull.baseSha), read(pull.headSha), read(sha)]);
      return { path, before, after, now };
    }),
  );
}
