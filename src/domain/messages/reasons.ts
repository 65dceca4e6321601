import type { Decision } from "../gate/decide.ts";
import type { Reason } from "../shared/reason.ts";
import { plain } from "./format.ts";

/** Reasons as a Markdown list. */
export function reasonList(reasons: readonly Reason[]): string {
  return reasons.map((one) => `- ${plain(one.text)} (\`${one.code}\`)`).join("\n");
}

/** How the check run `self-building/gate` shows a decision. */
export function gateCheck(decision: Decision): {
  readonly conclusion: "success" | "action_required" | "neutral" | null;
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
        // A gate that waits for people must not look like a failing build.
        conclusion: decision.reasons.every((one) => peoplesTurn.has(one.code)) ? "neutral" : null,
        title: `Waiting: ${decision.reasons[0]?.code.replaceAll("_", " ") ?? "unknown"}`,
        summary: reasonList(decision.reasons),
      };
    case "block":
      return {
        conclusion: "action_required",
        title: `Blocked: ${decision.reasons[0]?.code.replaceAll("_", " ") ?? "unknown"}`,
        summary: reasonList(decision.reasons),
      };
  }
}

const peoplesTurn: ReadonlySet<string> = new Set([
  "auto_merge_off",
  "no_required_check",
  "approvals_missing",
  "untrusted_influence",
  "draft",
  "not_mergeable",
  "merge_invalid",
  "blocking_label",
]);
