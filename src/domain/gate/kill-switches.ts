import type { Policy } from "../policy/policy.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { Flags } from "../shared/settings.ts";

/** The kill switches as they are right now. */
export interface SwitchPositions {
  readonly flags: Flags;
  /** What `self-building.yml` in the organisation's `.github` repository says; true when there is none. */
  readonly organisationEnabled: boolean;
  /** The repository's policy; null when it is missing or malformed, which stops every write. */
  readonly policy: Policy | null;
}

/** Every kill switch that is on; empty means the app may write. */
export function killSwitchesOn(positions: SwitchPositions): Reason[] {
  const reasons: Reason[] = [];
  if (!positions.flags.selfBuilding) {
    reasons.push(reason("self_building_off", "ENABLE_SELF_BUILDING is false in the app's environment."));
  }
  if (!positions.organisationEnabled) {
    reasons.push(
      reason(
        "organisation_off",
        "self-building.yml in the organisation's .github repository says enabled: false.",
      ),
    );
  }
  if (!positions.policy) {
    reasons.push(
      reason("policy_unreadable", ".github/self-building.yml is missing or malformed on the default branch."),
    );
  } else if (!positions.policy.enabled) {
    reasons.push(reason("repository_off", ".github/self-building.yml says enabled: false."));
  }
  return reasons;
}

/** Whether a kill switch forbids even to say that it is on; the repository's own does not, for its people ask why. */
export function isSilencing(killSwitch: Reason): boolean {
  return killSwitch.code === "self_building_off" || killSwitch.code === "organisation_off";
}

/** Why the app may not take a change back by itself; empty when it may. */
export function rollbackOff(flags: Flags): Reason[] {
  if (flags.improvementRollback) return [];
  const text = "ENABLE_IMPROVEMENT_ROLLBACK is false: production got worse and a person has to revert.";
  return [reason("rollback_off", text)];
}
