import type { ReasonCode } from "../shared/reasons.ts";
import type { Decision } from "./decide.ts";
import type { QueueStanding } from "./facts.ts";

/**
 * What the gate's decision means for a pull request in a merge queue. It `stays` while the gate is open, `leaves` as soon
 * as it is not, and was `thrown_out` when GitHub took it out while the gate was open; `nothing` when it is not about a
 * queue.
 * @param last the decision before, as the row keeps it
 */
export function placeInQueue(
  decision: Decision,
  queue: QueueStanding,
  last: Decision | null,
): "stays" | "leaves" | "thrown_out" | "nothing" {
  const wasIn = says(last, "in_merge_queue");
  if (decision.kind !== "merge") {
    return queue.kind === "queued" || (queue.kind === "unknown" && wasIn) ? "leaves" : "nothing";
  }
  if (queue.kind === "queued") return "stays";
  return queue.kind === "none" && (wasIn || says(last, "left_merge_queue")) ? "thrown_out" : "nothing";
}

function says(decision: Decision | null, code: ReasonCode): boolean {
  return decision?.reasons.some((one) => one.code === code) ?? false;
}
