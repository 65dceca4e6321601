import { killSwitchesOn, type OrganisationFile } from "../../domain/gate/kill-switches.ts";
import { parseOrganisationSwitch } from "../../domain/policy/parse-policy.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { Standing } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";
import { readinessOf } from "./read-policy.ts";
import { misnamedPaths, organisationPath } from "./read-standing.ts";

/**
 * The kill switches that are on.
 * @param standing the repository as just read, right before the write that they allow; null when it is not there
 */
export function switchesIn(standing: Standing | null, { switches }: Pick<Ports, "switches">): Reason[] {
  const readiness = readinessOf(standing);
  return killSwitchesOn({
    flags: switches.flags(),
    organisation: organisationFile(standing),
    policy: readiness.kind === "ready" ? readiness.policy : null,
  });
}

function organisationFile(standing: Standing | null): OrganisationFile {
  const text = standing?.organisationFiles.get(organisationPath);
  if (text !== undefined) return { kind: "read", enabled: parseOrganisationSwitch(text) };
  const path = misnamedPaths.find((one) => standing?.organisationFiles.has(one));
  return path === undefined ? { kind: "none" } : { kind: "misnamed", path };
}
