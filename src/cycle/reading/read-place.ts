import type { Change } from "../../domain/change/change.ts";
import { mayHaveMoved } from "../../domain/change/moved-file.ts";
import { type FileThen, standingOf } from "../../domain/change/standing.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { findMoved } from "./find-moved.ts";

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
  ports: Pick<Ports, "forge" | "workspace">,
): Promise<Place> {
  const { merge } = improvement;
  if (headSha === merge.sha) return { kind: "here", files: [] };
  const files = await readFilesThen(improvement, headSha, ports);
  const standing = standingOf(files);
  if (standing === "stands") return { kind: "here", files };
  const { into = defaultBranch } = merge;
  return into === defaultBranch ? { kind: standing } : { kind: "elsewhere", into };
}

/** The files of a change: before it, after it, and at `sha`, wherever people have moved them. */
export async function readFilesThen(
  { repository, change, pull }: Pick<Merged, "repository" | "change" | "pull">,
  sha: string,
  ports: Pick<Ports, "forge" | "workspace">,
): Promise<FileThen[]> {
  const files = await Promise.all(
    pathsOf(change).map(async (path) => {
      const read = (at: string) => ports.forge.readFile(repository, path, at);
      const [before, after, now] = await Promise.all([read(pull.baseSha), read(pull.headSha), read(sha)]);
      return { path, before, after, now };
    }),
  );
  const lost = files.filter(mayHaveMoved);
  if (lost.length === 0) return files;
  const moved = await findMoved(lost, sha, { repository, headSha: pull.headSha }, ports);
  return files.flatMap((file) => moved.get(file.path) ?? [file]);
}

/** The paths that a change names, each once. */
export function pathsOf({ edits }: Pick<Change, "edits">): string[] {
  return [...new Set(edits.map(({ path }) => path))];
}
