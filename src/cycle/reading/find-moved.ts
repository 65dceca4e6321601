import type { SourceFile } from "../../domain/change/change.ts";
import { holderOf, isAlike, likelyPaths, likeness } from "../../domain/change/moved-file.ts";
import type { FileThen } from "../../domain/change/standing.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";

/** So many of the most similar new files are asked whether they are new. */
const maxAsked = 5;

/** A merged change's own repository and head: what was there before people moved anything. */
interface Then {
  readonly repository: RepositoryRef;
  readonly headSha: string;
}

/**
 * The files of a change where they are at `sha`: one that people renamed, or whose lines they moved into another file,
 * is found again by its lines, among so many files as {@link likelyPaths} names. What is found nowhere stays as it is;
 * what is found twice is there twice.
 */
export async function findMoved(
  lost: readonly FileThen[],
  sha: string,
  then: Then,
  { forge, workspace }: Pick<Ports, "forge" | "workspace">,
): Promise<ReadonlyMap<string, readonly FileThen[]>> {
  const earlier = (path: string) => forge.readFile(then.repository, path, then.headSha);
  const texts = await workspace.checkout(then.repository, sha, async (tree) => {
    const all = await tree.listFiles();
    return Promise.all(
      lost.map(async (file) => {
        const paths = likelyPaths(file.path, all);
        const read = await Promise.all(paths.map(async (path) => [path, await tree.readFile(path)] as const));
        return read.flatMap(([path, content]) => (content === null ? [] : [{ path, content }]));
      }),
    );
  });
  const found = await Promise.all(
    lost.map(async (file, index) => {
      const heirs = await heirsOf(file, texts[index] ?? [], earlier);
      return [file.path, heirs.map(({ path, content }) => ({ ...file, path, now: content }))] as const;
    }),
  );
  return new Map(found.filter(([, heirs]) => heirs.length > 0));
}

async function heirsOf(
  file: FileThen,
  texts: readonly SourceFile[],
  earlier: (path: string) => Promise<string | null>,
): Promise<readonly SourceFile[]> {
  const holds = holderOf(file);
  const heirs: SourceFile[] = [];
  for (const one of texts.filter(({ content }) => holds(content)).slice(0, maxAsked)) {
    // What had these lines all along has not got them from here.
    if (!holds((await earlier(one.path)) ?? "")) heirs.push(one);
  }
  if (heirs.length > 0 || file.now !== null || file.after === null) return heirs;
  const { after } = file;
  const alike = texts
    .filter(({ content }) => isAlike(file, content))
    .sort((one, other) => likeness(after, other.content) - likeness(after, one.content));
  for (const one of alike.slice(0, maxAsked)) if ((await earlier(one.path)) === null) return [one];
  return [];
}
