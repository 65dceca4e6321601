import type { PullRecord } from "../../domain/improvement/improvement.ts";
import { reopenedComment } from "../../domain/messages/closing.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import { unlessRefused } from "../notify/tell.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";

/**
 * Opens a pull request again that a bot has closed, with a word.
 * @returns the row's record of it; null when GitHub does not open it again, so that it has to be made anew
 */
export async function reopen(
  repository: RepositoryRef,
  pull: PullRecord,
  { by, own }: { readonly by: string; readonly own: boolean },
  faults: number,
  ports: Pick<GuardedPorts, "forge">,
): Promise<PullRecord | null> {
  const became = await ports.forge.reopenPull(repository, pull.number);
  // The app closes its own with a word and deletes the branch; if it died then, its step is done once more.
  if (own && became === "gone") return null;
  await unlessRefused(
    ports.forge.comment(repository, pull.number, "reopened", reopenedComment(by, became === "open")),
    faults,
  );
  return became === "open" ? { ...pull, lastDecision: null, reopened: true } : null;
}
