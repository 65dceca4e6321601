import { actorOf } from "../../domain/improvement/actor.ts";
import type { Improvement } from "../../domain/improvement/improvement.ts";
import type { AuditEntry } from "../../domain/learn/ledger.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";

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
