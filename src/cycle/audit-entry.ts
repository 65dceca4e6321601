import { actorOf } from "../domain/actor.ts";
import type { Improvement } from "../domain/improvement.ts";
import type { AuditEntry } from "../domain/ledger.ts";
import type { Reason } from "../domain/reason.ts";
import { fullName } from "../domain/repository.ts";

/** An audit entry about an improvement. */
export function auditOf(
  improvement: Improvement,
  action: string,
  outcome: string,
  reasons: readonly Reason[],
  atMs: number,
): AuditEntry {
  return {
    atMs,
    tenant: improvement.tenant,
    repository: fullName(improvement.repository),
    correlationId: improvement.correlationId,
    actor: actorOf(improvement.trigger),
    action,
    subject: improvement.id,
    outcome,
    reasons,
  };
}
