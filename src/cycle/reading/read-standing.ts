import { policyPath } from "../../domain/policy/policy.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { BranchPlace, Standing, StandingFiles } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";

/** Where an organisation turns the app off for all of its repositories. */
export const organisationPath = "self-building.yml";
/** Where people put it by mistake: what was meant to stop the app must not be passed over. */
export const misnamedPaths = [
  "self-building.yaml",
  ".github/self-building.yml",
  ".github/self-building.yaml",
];

/** What says whether the app may act in a repository: its policy and the organisation's switch. */
export const standingFiles: StandingFiles = {
  files: [policyPath],
  organisationFiles: [organisationPath, ...misnamedPaths],
};

/**
 * How a repository stands right now; null when it does not exist or the app is not installed there.
 * @param branch one to look at along with it
 */
export function readStanding(
  ref: RepositoryRef,
  { forge }: Pick<Ports, "forge">,
  branch?: BranchPlace,
): Promise<Standing | null> {
  return forge.standing(ref, branch ? { ...standingFiles, branch } : standingFiles);
}
