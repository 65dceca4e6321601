import { killSwitchesOn } from "../../domain/gate/kill-switches.ts";
import { parseOrganisationSwitch } from "../../domain/policy/parse-policy.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { readReadiness } from "./read-policy.ts";

/** Where an organisation turns the app off for all of its repositories. */
const organisationFile = { repository: ".github", path: "self-building.yml" };

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
  const text = await ports.forge.readFile(
    { owner: repository.owner, name: organisationFile.repository },
    organisationFile.path,
    "HEAD",
  );
  return killSwitchesOn({
    flags: ports.switches.flags(),
    organisationEnabled: text === null || parseOrganisationSwitch(text),
    policy,
  });
}
