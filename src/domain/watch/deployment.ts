import { nearest } from "../shared/nearest.ts";
import { type Reason, reason } from "../shared/reason.ts";

const maxShown = 10;

/** GitHub's environments have no case. */
export function isSameEnvironment(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Why a change is not watched yet, in words that tell a slow deployment, a misspelt name and rewritten history apart.
 * @param deployed the environments that something was deployed to lately
 */
export function notDeployed(sha: string, environment: string, deployed: readonly string[]): Reason {
  const text = `No successful deployment of ${sha} to ${environment} yet.`;
  return reason("not_deployed", `${text}${hint(environment, deployed)}`);
}

function hint(environment: string, deployed: readonly string[]): string {
  if (deployed.length === 0) return " Nothing was deployed lately, as far as GitHub was told.";
  if (deployed.some((one) => isSameEnvironment(one, environment)))
    return " Other commits were: one that contains it has to succeed; after rewritten history none does.";
  const names = new Map(deployed.map((one) => [one.toLowerCase(), one]));
  const meant = names.get(nearest(environment.toLowerCase(), [...names.keys()]) ?? "");
  const shown = `${deployed.slice(0, maxShown).join(", ")}${deployed.length > maxShown ? ", …" : ""}`;
  return ` What was deployed to: ${shown}.${meant ? ` Did the policy mean ${meant}?` : ""}`;
}

/** Whether what a merged change waits for before its watch has not come in time. */
export function isOverdue(mergedAtMs: number, waitHours: number, nowMs: number): boolean {
  return nowMs - mergedAtMs >= waitHours * 3_600_000;
}
