import type { Decision } from "../../domain/gate/decide.ts";
import type { PullRecord } from "../../domain/improvement/improvement.ts";
import { gateCheck } from "../../domain/messages/check-run.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { gateCheckName } from "../../domain/shared/names.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { PullLook, ShownCheck } from "../../ports/forge.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";

/**
 * Shows a decision as a check run, unless the row says that it is the one that is shown.
 * @returns the decision as the row has to keep it: one that could not be shown says what held it, so that it is
 *   another one, and is shown, as soon as the app may speak again
 */
export async function show(
  repository: RepositoryRef,
  pull: PullRecord,
  decision: Decision,
  ports: Pick<GuardedPorts, "forge">,
  look: PullLook | null = null,
): Promise<Decision> {
  const anew = pull.checkAsked === true;
  if (!anew && JSON.stringify(decision) === JSON.stringify(pull.lastDecision)) return decision;
  const check = { name: gateCheckName, headSha: pull.headSha, ...gateCheck(decision), anew };
  const unshown = await whyUnshown(ports.forge.publishCheck(repository, check, checksOnHead(look, pull)));
  if (unshown.length === 0) return decision;
  const codes = new Set(unshown.map((one) => one.code));
  const others = decision.reasons.filter((one) => !codes.has(one.code));
  return { kind: "block", reasons: [...unshown, ...others] };
}

/** A check that may not be written, as without the permission, is a reason for people and no fault to be tried again. */
async function whyUnshown(publishing: Promise<void>): Promise<readonly Reason[]> {
  try {
    const held = await attempt(publishing);
    return held instanceof Held ? held.reasons : [];
  } catch (error) {
    if (error instanceof PermanentFailure) return [error.reason];
    throw error;
  }
}

/** What the look showed of the app's checks on its own commit; null: they have to be searched for. */
function checksOnHead(look: PullLook | null, { headSha }: PullRecord): readonly ShownCheck[] | null {
  return look?.facts?.headSha === headSha ? look.ownChecks : null;
}
