import { withoutChange } from "../../domain/change/standing.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { RevertOutcome } from "../../ports/workspace.ts";
import { readPlace } from "../reading/read-place.ts";
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
  const outcome = reverted.kind === "commit_gone" ? await undoLines(improvement, tip, ports) : reverted;
  if (outcome.kind === "conflict") return { ...outcome, objections: [] };
  if (outcome.kind === "nothing_to_revert") return outcome;
  const objections = await ports.inspector.inspect(outcome.files, []);
  if (objections.length === 0) return outcome;
  return { kind: "conflict", paths: outcome.files.map(({ path }) => path), objections };
}

/** Without the merge's commit git has nothing to compare with; the pull request's own commits still are on GitHub. */
async function undoLines(
  improvement: AtStage<"regressed">,
  tip: Tip,
  { forge, workspace }: UndoPorts,
): Promise<Exclude<RevertOutcome, { kind: "commit_gone" }>> {
  const place = await readPlace(improvement, tip, { forge });
  const undone = place.kind === "here" ? withoutChange(place.files) : null;
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
