import type { Change, FileAfter } from "../../domain/change/change.ts";
import { editFiles } from "../../domain/change/edited-files.ts";
import type { GateFacts } from "../../domain/gate/facts.ts";
import { isBotLogin } from "../../domain/gate/rules/ownership.ts";
import type { PullRecord } from "../../domain/improvement/improvement.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { readBase } from "../reading/read-base.ts";

/** The files that the app's change makes of a base; null where it does not fit there. */
export type FilesAt = (baseSha: string) => Promise<readonly FileAfter[] | null>;

/** {@link FilesAt} of an improvement. Limits are for proposing; this change has passed them. */
export function filesOfChange(
  repository: RepositoryRef,
  { edits }: Change,
  { workspace }: Pick<Ports, "workspace">,
): FilesAt {
  return (baseSha) =>
    workspace.checkout(repository, baseSha, async (tree) => {
      const edited = editFiles(edits, await readBase(edits, tree));
      if (edited.kind === "refused") return null;
      return edited.files.map(({ path, after, mode }) => ({ path, content: after, mode }));
    });
}

/**
 * Whether a pull request is its base with exactly the app's change, whoever has commits on it: "Update branch", an
 * empty commit or a rewritten one leave it the app's. The merge base is given with the answer.
 */
export async function isOwnChange(
  repository: RepositoryRef,
  { number, headSha }: Pick<PullRecord, "number" | "headSha">,
  filesAt: FilesAt,
  { forge }: Pick<Ports, "forge">,
): Promise<{ readonly isOwn: boolean; readonly baseSha: string }> {
  const baseSha = await forge.mergeBase(repository, number);
  const files = await filesAt(baseSha);
  const isOwn = files !== null && (await forge.holdsExactly(repository, { baseSha, headSha }, files));
  return { isOwn, baseSha };
}

/** A pull request as the gate has to judge it. */
export interface OwnLook {
  readonly facts: GateFacts;
  /** The row's record of it, with the head that is the app's. */
  readonly pull: PullRecord;
}

/**
 * Judges by content whose a pull request is: where it is still the app's change, or holds besides only what bots
 * did that the policy accepts, the head becomes the one that the app stands by.
 */
export async function lookAtContent(
  repository: RepositoryRef,
  pull: PullRecord,
  facts: GateFacts,
  { filesAt, acceptedBots }: { readonly filesAt: FilesAt; readonly acceptedBots: readonly string[] },
  ports: Pick<Ports, "forge">,
): Promise<OwnLook> {
  const { headSha, foreignCommitters } = facts;
  if (facts.state !== "open" || (headSha === pull.headSha && foreignCommitters.length === 0))
    return { facts, pull };
  const { isOwn, baseSha } = await isOwnChange(repository, { ...pull, headSha }, filesAt, ports);
  if (!isOwn && !areAccepted(foreignCommitters, acceptedBots)) return { facts, pull };
  return {
    facts: { ...facts, foreignCommitters: [], proposedSha: headSha },
    pull: headSha === pull.headSha ? pull : { ...pull, headSha, baseSha, lastDecision: null },
  };
}

/** Whether somebody else has commits there, and each of them is a bot that the policy names. */
function areAccepted(committers: readonly string[], acceptedBots: readonly string[]): boolean {
  const accepted = new Set(acceptedBots.map((login) => login.toLowerCase()));
  const isAccepted = (login: string): boolean => isBotLogin(login) && accepted.has(login.toLowerCase());
  return committers.length > 0 && committers.every(isAccepted);
}
