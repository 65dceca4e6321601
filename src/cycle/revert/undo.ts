import { pathProblems } from "../../domain/change/edits.ts";
import type { EditLimits } from "../../domain/change/limits.ts";
import { type FileThen, standingOf, withoutChange } from "../../domain/change/standing.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef, RepositoryState } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import type { RevertOutcome } from "../../ports/workspace.ts";
import type { FilesAt } from "../gate/own-content.ts";
import { readBase } from "../reading/read-base.ts";
import { pathsOf, readFilesThen } from "../reading/read-place.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { inspect, type Publishable } from "../step/publishable.ts";

/** What taking the change back comes to; a commit that is gone is taken back by its lines, or not at all. */
export type Undone =
  | Exclude<RevertOutcome, { kind: "conflict" | "commit_gone" | "files" }>
  | { readonly kind: "files"; readonly files: Publishable }
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly objections: readonly Reason[] };

type Tip = Pick<RepositoryState, "defaultBranch"> & { readonly headSha: string };
type UndoPorts = Pick<GuardedPorts, "forge" | "workspace" | "inspector">;

/**
 * The change taken back, wherever people have moved it by now. What must not be published or does not parse, and what
 * lies where the policy lets the app write nothing, is left to people like a conflict.
 */
export async function undo(
  improvement: AtStage<"regressed">,
  tip: Tip,
  limits: EditLimits,
  ports: UndoPorts,
): Promise<Undone> {
  const own = pathsOf(improvement.change);
  const outcome = await takenBack(improvement, tip.headSha, ports);
  if (outcome.kind === "conflict") return { ...outcome, objections: [] };
  if (outcome.kind === "nothing_to_revert") return outcome;
  // Where the change was made it may be taken back, whatever the policy says by now.
  const elsewhere = outcome.files.filter(({ path }) => !own.includes(path));
  const outside = elsewhere.flatMap(({ path }) => pathProblems(path, limits));
  const { texts } = await ports.workspace.checkout(improvement.repository, tip.headSha, (tree) =>
    readBase(outcome.files, tree),
  );
  const result = await inspect(outcome.files, texts, [], ports);
  if (result.kind === "publishable" && outside.length === 0) return { kind: "files", files: result.files };
  const objections = [...outside, ...(result.kind === "refused" ? result.reasons : [])];
  return { kind: "conflict", paths: outcome.files.map(({ path }) => path), objections };
}

/** What taking the change back makes of a commit, before anybody has looked at the files. */
async function takenBack(
  improvement: AtStage<"regressed">,
  sha: string,
  ports: Pick<Ports, "forge" | "workspace">,
): Promise<Exclude<RevertOutcome, { kind: "commit_gone" }>> {
  const { repository, merge, change } = improvement;
  const own = pathsOf(change);
  const files = await readFilesThen(improvement, sha, ports);
  // Which of two copies is the change's own only people know.
  if (files.length > own.length) return { kind: "conflict", paths: files.map(({ path }) => path) };
  // What others did is in the same commit, and stays.
  if (merge.others !== undefined) return undoLines(repository, sha, files, ports);
  const reverted = await ports.workspace.revert(repository, merge.sha, sha);
  const isMoved = files.some(({ path }) => !own.includes(path));
  // Git follows a renamed file, but no lines that went into another one.
  const isLost = reverted.kind === "commit_gone" || (reverted.kind === "conflict" && isMoved);
  if (!isLost && takesBack(reverted, files)) return reverted;
  return undoLines(repository, sha, files, ports);
}

/** {@link FilesAt} of a revert. */
export function filesOfRevert(
  improvement: AtStage<"regressed">,
  ports: Pick<Ports, "forge" | "workspace">,
): FilesAt {
  return async (baseSha) => {
    const outcome = await takenBack(improvement, baseSha, ports);
    return outcome.kind === "files" ? outcome.files : null;
  };
}

/** After a rebase the last commit may be an accepted bot's: undoing that alone would leave the change where it is. */
function takesBack(
  reverted: Exclude<RevertOutcome, { kind: "commit_gone" }>,
  files: readonly FileThen[],
): boolean {
  if (reverted.kind !== "files") return true;
  const left = new Map(reverted.files.map(({ path, content }) => [path, content]));
  const isLeft =
    standingOf(files.map((file) => ({ ...file, now: left.get(file.path) ?? file.now }))) === "stands";
  return !isLeft || files.some(({ path }) => left.get(path) === null);
}

/** Line by line, where git has nothing to compare with or too much; the pull request's own commits still are on GitHub. */
async function undoLines(
  repository: RepositoryRef,
  sha: string,
  files: readonly FileThen[],
  { workspace }: Pick<Ports, "workspace">,
): Promise<Exclude<RevertOutcome, { kind: "commit_gone" }>> {
  const undone = withoutChange(files);
  if (!undone || undone.length === 0) return { kind: "conflict", paths: files.map(({ path }) => path) };
  const modes = await workspace.checkout(repository, sha, (tree) => tree.modes());
  return {
    kind: "files",
    files: undone.map(({ path, content }) => ({
      path,
      content,
      mode: modes.get(path) === "100755" ? "100755" : "100644",
    })),
  };
}
