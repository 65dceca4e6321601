import type { BaseFiles } from "../../domain/change/edited-files.ts";
import type { WorkTree } from "../../ports/workspace.ts";

/** What edits find at this checkout. */
export async function readBase(
  edits: readonly { readonly path: string }[],
  tree: WorkTree,
): Promise<BaseFiles> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const content = await tree.readFile(path);
    if (content !== null) texts.set(path, content);
  }
  return { texts, modes: await tree.modes() };
}
