import { killSwitchesOn, type OrganisationFile } from "../../domain/gate/kill-switches.ts";
import { parseOrganisationSwitch } from "../../domain/policy/parse-policy.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { readReadiness } from "./read-policy.ts";

/** Where an organisation turns the app off for all of its repositories. */
const organisationPath = "self-building.yml";
/** Where people put it by mistake: what was meant to stop the app must not be passed over. */
const misnamedPaths = ["self-building.yaml", ".github/self-building.yml", ".github/self-building.yaml"];

/** The kill switches that are on, the repository's policy read for it. */
export async function readFreshSwitches(
  repository: RepositoryRef,
  ports: Pick<Ports, "forge" | "switches">,
): Promise<Reason[]> {
  const readiness = await readReadiness(repository, ports);
  return readKillSwitches(repository, readiness.kind === "ready" ? readiness.policy : null, ports);
}

/**
 * The kill switches that are on, read afresh. Called right before every write.
 * @param policy the repository's policy as just read from its default branch; null when unreadable
 */
export async function readKillSwitches(
  repository: RepositoryRef,
  policy: Policy | null,
  ports: Pick<Ports, "forge" | "switches">,
): Promise<Reason[]> {
  const organisation = await readOrganisationFile(repository, ports);
  return killSwitchesOn({ flags: ports.switches.flags(), organisation, policy });
}

async function readOrganisationFile(
  { owner }: RepositoryRef,
  { forge }: Pick<Ports, "forge">,
): Promise<OrganisationFile> {
  const read = (path: string) => forge.readFile({ owner, name: ".github" }, path, null);
  const text = await read(organisationPath);
  if (text !== null) return { kind: "read", enabled: parseOrganisationSwitch(text) };
  const misnamed = await Promise.all(misnamedPaths.map(read));
  const path = misnamedPaths.find((_, index) => misnamed[index] !== null);
  return path === undefined ? { kind: "none" } : { kind: "misnamed", path };
}
