import type { Isolation } from "../shared/isolation.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { Policy } from "./policy.ts";

/**
 * Why no model may be asked about a remedy of this kind; empty for remedies that no model has to write.
 * @param isolation what stands around the process that talks to the model; null when none is configured
 */
export function modelRefusals(
  remedyKind: string,
  model: Policy["model"],
  isolation: Isolation | null,
): Reason[] {
  if (remedyKind !== "fix-error" && remedyKind !== "component") return [];
  if (!model.enabled) return [reason("model_off", "The policy says model.enabled: false.")];
  if (isolation === null || isolation.kind === "bubblewrap") return [];
  if (isolation.kind === "permissions" && model.sandbox === "preferred") return [];
  const why =
    isolation.kind === "permissions"
      ? `The policy says model.sandbox: required, and bubblewrap cannot be had: ${isolation.because}`
      : `Nothing keeps the process apart that talks to the model: ${isolation.because}`;
  return [reason("model_not_isolated", why)];
}
