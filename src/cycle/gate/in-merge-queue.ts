import type { Decision } from "../../domain/gate/decide.ts";
import { isWorthAsking } from "../../domain/gate/merge-attempt.ts";
import type { PullRecord, RefusedMerge } from "../../domain/improvement/improvement.ts";
import { gateCheck } from "../../domain/messages/check-run.ts";
import { gateCheckName } from "../../domain/shared/names.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import { attempt, type GuardedPorts } from "../step/guarded-forge.ts";

/** What the row keeps of a pull request that has to do with a merge queue. */
export interface InQueue {
  readonly kind: "waiting";
  readonly decision: Decision;
  readonly refusedMerge?: RefusedMerge;
}

/** Waits for the queue, and answers for the gate on the commit that the queue has made: its rules may ask for that. */
export async function stayInQueue(
  repository: RepositoryRef,
  pull: PullRecord,
  open: Extract<Decision, { kind: "merge" }>,
  groupSha: string | null,
  ports: Pick<GuardedPorts, "forge">,
): Promise<InQueue> {
  if (pull.checkAsked) {
    const again = { name: gateCheckName, headSha: pull.headSha, ...gateCheck(open), anew: true };
    await attempt(ports.forge.publishCheck(repository, again));
  }
  const group = groupSha === null ? "has it and has made no commit of it yet" : `tests it as ${groupSha}`;
  const waiting = inQueue(`GitHub's merge queue ${group}.`, pull.refusedMerge);
  if (groupSha === null || JSON.stringify(waiting.decision) === JSON.stringify(pull.lastDecision))
    return waiting;
  await attempt(
    ports.forge.publishCheck(repository, { name: gateCheckName, headSha: groupSha, ...gateCheck(open) }),
  );
  return waiting;
}

/** GitHub has just taken it into the queue. */
export function enteredQueue(key: string, nowMs: number): InQueue {
  return inQueue("GitHub's merge queue has it; it merges by itself when its checks pass.", {
    key,
    atMs: nowMs,
  });
}

/** People are told once that GitHub threw it out; null when it is worth another try. */
export function thrownOutOfQueue(pull: PullRecord, key: string, nowMs: number): Decision | null {
  if (isWorthAsking(pull.refusedMerge, key, nowMs)) return null;
  const text = "GitHub took it out of the merge queue. Look at the checks of its group there.";
  return { kind: "wait", reasons: [reason("left_merge_queue", text)] };
}

function inQueue(text: string, refusedMerge: RefusedMerge | undefined): InQueue {
  const decision = { kind: "wait", reasons: [reason("in_merge_queue", text)] } as const;
  return { kind: "waiting", decision, ...(refusedMerge ? { refusedMerge } : {}) };
}
