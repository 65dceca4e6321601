import { standingOf, withoutChange } from "../../domain/change/standing.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { RevertOutcome } from "../../ports/workspace.ts";
import { readFilesThen } from "../reading/read-place.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";

/** What taking the change back comes to; a commit that is gone is taken back by its lines, or not at all. */
export type Undone =
  | Exclude<RevertOutcome, { kind: "conflict" | "commit_gone" }>
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly objections: readonly Reason[] };

type Tip = Pick<RepositoryState, "defaultBranch"> & { readonly headSha: string };
type UndoPorts = Pick<GuardedPorts, "forge" | "workspace" | "inspector">;

/** The change taken back; what must not be published, or does not parse, is left to people like a conflict. */
export async function undo(improvement: AtStage<"regressed">, tip: Tip, ports: UndoPorts): Promise<Undone> {
  const { repository, merge } = improvement;
  const reverted = await ports.workspace.revert(repository, merge.sha, tip.headSha);
  const isTaken = reverted.kind !== "commit_gone" && (await takesBack(reverted, improvement, tip, ports));
  const outcome = isTaken ? reverted : await undoLines(improvement, tip, ports);
  if (outcome.kind === "conflict") return { ...outcome, objections: [] };
  if (outcome.kind === "nothing_to_revert") return outcome;
  const objections = await ports.inspector.inspect(outcome.files, []);
  if (objections.length === 0) return outcome;
  return { kind: "conflict", paths: outcome.files.map(({ path }) => path), objections };
}

/** After a rebase the last commit may be an accepted bot's: undoing that alone would leave the change where it is. */
async function takesBack(
  reverted: Exclude<RevertOutcome, { kind: "commit_gone" }>,
  improvement: AtStage<"regressed">,
  { headSha }: Tip,
  { forge }: UndoPorts,
): Promise<boolean> {
  if (reverted.kind !== "files") return true;
  const left = new Map(reverted.files.map(({ path, content }) => [path, content]));
  const files = await readFilesThen(improvement, headSha, { forge });
  const isLeft =
    standingOf(files.map((file) => ({ ...file, now: left.get(file.path) ?? file.now }))) === "stands";
  return !isLeft || files.some(({ path }) => left.get(path) === null);
}

/** Without the merge's commit git has nothing to compare with; the pull request's own commits still are on GitHub. */
async function undoLines(
  improvement: AtStage<"regressed">,
  tip: Tip,
  { forge, workspace }: UndoPorts,
): Promise<Exclude<RevertOutcome, { kind: "commit_gone" }>> {
  const undone = withoutChange(await readFilesThen(improvement, tip.headSha, { forge }));
  if (!undone || undone.length === 0) {
    return { kind: "conflict", paths: [...new Set(improvement.change.edits.map(({ path }) => path))] };
  }
  const modes = await workspace.checkout(improvement.repository, tip.headSha, (tree) => tree.modes());
  return {
    kind: "files",
    files: undone.map(({ path, content }) => ({
      path,
      content,
      mode: modes.get(path) === "100755" ? "100755" : "100644",
    })),
  };
}
