import type { Policy } from "../policy/policy.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";
import type { Flags } from "../shared/settings.ts";

/** The kill switches as they are right now. */
export interface SwitchPositions {
  readonly flags: Flags;
  readonly organisation: OrganisationFile;
  /** The repository's policy; null when it is missing or malformed, which stops every write. */
  readonly policy: Policy | null;
}

/** What the organisation's `.github` repository holds: `self-building.yml`, or a file that somebody took for it. */
export type OrganisationFile =
  | { readonly kind: "none" }
  | { readonly kind: "read"; readonly enabled: boolean }
  | { readonly kind: "misnamed"; readonly path: string };

interface KillSwitch {
  readonly code: ReasonCode;
  readonly text: string;
  /** Whether it forbids even to say that it is on; the repository's own does not, for its people ask why. */
  readonly silences: boolean;
  isOn(positions: SwitchPositions): boolean;
}

const killSwitches: readonly KillSwitch[] = [
  {
    code: "self_building_off",
    text: "ENABLE_SELF_BUILDING is false in the app's environment.",
    silences: true,
    isOn: ({ flags }) => !flags.selfBuilding,
  },
  {
    code: "organisation_off",
    text: "self-building.yml in the organisation's .github repository says enabled: false.",
    silences: true,
    isOn: ({ organisation }) => organisation.kind === "read" && !organisation.enabled,
  },
  {
    code: "organisation_file_misnamed",
    text: "The organisation's .github repository has a file that looks like its kill switch and is not read; it has to be called self-building.yml, at the top.",
    silences: false,
    isOn: ({ organisation }) => organisation.kind === "misnamed",
  },
  {
    code: "policy_unreadable",
    text: ".github/self-building.yml is missing or malformed on the default branch.",
    silences: false,
    isOn: ({ policy }) => policy === null,
  },
  {
    code: "repository_off",
    text: ".github/self-building.yml says enabled: false.",
    silences: false,
    isOn: ({ policy }) => policy?.enabled === false,
  },
];

/** The codes of {@link killSwitchesOn}. */
export const killSwitchCodes: readonly ReasonCode[] = killSwitches.map(({ code }) => code);

/** Every kill switch that is on; empty means the app may write. */
export function killSwitchesOn(positions: SwitchPositions): Reason[] {
  return killSwitches
    .filter((killSwitch) => killSwitch.isOn(positions))
    .map(({ code, text }) => reason(code, text));
}

/** Whether the reason is a kill switch that forbids even to say that it is on. */
export function isSilencing({ code }: Reason): boolean {
  return killSwitches.some((killSwitch) => killSwitch.silences && killSwitch.code === code);
}

/** Why the app may not take a change back by itself; empty when it may. */
export function rollbackOff(flags: Flags): Reason[] {
  if (flags.improvementRollback) return [];
  const text = "ENABLE_IMPROVEMENT_ROLLBACK is false: production got worse and a person has to revert.";
  return [reason("rollback_off", text)];
}
