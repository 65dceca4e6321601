import { createHash } from "node:crypto";
import type { FileAfter } from "../../domain/change/change.ts";
import type { RepositoryAccess } from "./connection.ts";

/** A file as GitHub lists it in a difference of two commits. */
interface ListedFile {
  readonly filename: string;
  readonly status?: string;
  readonly sha: string | null;
  readonly previous_filename?: string;
}

/** GitHub names no more files of a difference; whether there are others it does not say. */
const maxListedFiles = 300;

/** Whether a commit of one parent changes exactly these files, to the byte. What was written is not yet what was meant. */
export async function commitHolds(
  { octokit, at }: RepositoryAccess,
  sha: string,
  files: readonly FileAfter[],
): Promise<boolean> {
  const { data } = await octokit.rest.repos.getCommit({ ...at, ref: sha });
  return isListOf(data.files ?? [], files);
}

/** Whether `headSha` is its merge base `baseSha` with exactly these files and nothing else, to the byte and the mode. */
export async function headHolds(
  { octokit, at }: RepositoryAccess,
  { baseSha, headSha }: { readonly baseSha: string; readonly headSha: string },
  files: readonly FileAfter[],
): Promise<boolean> {
  const basehead = `${baseSha}...${headSha}`;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 });
  if (data.merge_base_commit.sha !== baseSha || !isListOf(data.files ?? [], files)) return false;
  const tree = await octokit.rest.git.getTree({ ...at, tree_sha: headSha, recursive: "true" });
  const modes = new Map(tree.data.tree.map(({ path, mode }) => [path, mode]));
  return (
    !tree.data.truncated &&
    files.every(({ path, content, mode }) => content === null || modes.get(path) === mode)
  );
}

/** git's name of a text as a blob. */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function isListOf(listed: readonly ListedFile[], files: readonly FileAfter[]): boolean {
  if (listed.length >= maxListedFiles) return false;
  const found = new Map(listed.flatMap(blobsOf));
  return (
    found.size === files.length &&
    files.every(({ path, content }) => found.get(path) === (content === null ? null : blobSha(content)))
  );
}

/** By path; null: it is gone. A renamed file is one that is gone and one that is new. */
function blobsOf({ filename, status, sha, previous_filename }: ListedFile): [string, string | null][] {
  const gone: [string, string | null][] =
    status === "renamed" && previous_filename !== undefined ? [[previous_filename, null]] : [];
  return [...gone, [filename, status === "removed" ? null : sha]];
}
