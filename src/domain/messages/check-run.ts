import type { Decision } from "../gate/decide.ts";
import { type Reason, waitsFor } from "../shared/reason.ts";
import { reasonList } from "./format.ts";

/** How the check run `self-building/gate` shows a decision. */
export function gateCheck(decision: Decision): {
  readonly conclusion: "success" | "action_required" | null;
  readonly title: string;
  readonly summary: string;
} {
  switch (decision.kind) {
    case "merge":
      return {
        conclusion: "success",
        title: "The gate is open",
        summary: `Merging ${decision.sha}:\n\n${reasonList(decision.reasons)}`,
      };
    case "wait":
      return {
        // Unfinished, whoever it waits for: GitHub takes `neutral` for a pass, and a branch protection that requires
        // this check would let everybody merge what the gate has not let through.
        conclusion: null,
        title: `${waitsForPeopleOnly(decision.reasons) ? "Waiting for people" : "Waiting"}: ${titleOf(decision.reasons)}`,
        summary: reasonList(decision.reasons),
      };
    case "block":
      return {
        conclusion: "action_required",
        title: `Blocked: ${titleOf(decision.reasons)}`,
        summary: reasonList(decision.reasons),
      };
  }
}

/** Whether nothing will change by itself: some of it waits for people, and the rest for nothing. */
export function waitsForPeopleOnly(reasons: readonly Reason[]): boolean {
  const parties = new Set(reasons.map(waitsFor));
  return parties.has("people") && !parties.has("ci") && !parties.has("time");
}

function titleOf([first]: readonly Reason[]): string {
  return first?.code.replaceAll("_", " ") ?? "unknown";
}
