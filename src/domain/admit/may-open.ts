import type { Improvement } from "../improvement/improvement.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { Flags } from "../shared/settings.ts";

/**
 * Why something that was admitted may not be opened now: the flag that let it in has been turned off since. A
 * person's own request stands.
 */
export function openingOff(
  { trigger, opportunity }: Pick<Improvement, "trigger" | "opportunity">,
  flags: Flags,
): Reason[] {
  const reasons: Reason[] = [];
  if (!flags.autonomousImprovements && trigger.kind !== "person") {
    reasons.push(
      reason("autonomy_off", "ENABLE_AUTONOMOUS_IMPROVEMENTS is false: nothing is opened unasked."),
    );
  }
  if (!flags.componentGeneration && opportunity.remedy.kind === "component") {
    reasons.push(reason("component_generation_off", "ENABLE_COMPONENT_GENERATION is false."));
  }
  return reasons;
}
