import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge } from "../../ports/forge.ts";

/** The forge of an installation that has no GitHub login: it knows no repository and refuses everything else. */
export function noForge(): Forge {
  const refuse = async (): Promise<never> => {
    throw new PermanentFailure(
      reason("github_not_configured", "No GitHub login is configured. Set APP_ID and PRIVATE_KEY."),
    );
  };
  return {
    listRepositories: async () => [],
    forgetInstallations: async () => {},
    failingInstallations: async () => [],
    repository: async () => null,
    standing: async () => null,
    readFile: async () => null,
    login: refuse,
    permissionOf: refuse,
    listOwnPulls: refuse,
    ownPull: refuse,
    ownPullByBranch: refuse,
    commit: refuse,
    openPull: refuse,
    foreignCommitters: refuse,
    look: refuse,
    glance: refuse,
    gateFacts: refuse,
    mergeBase: refuse,
    holdsExactly: refuse,
    publishCheck: refuse,
    merge: refuse,
    leaveQueue: refuse,
    closePull: refuse,
    reopenPull: refuse,
    deleteBranch: refuse,
    addLabels: refuse,
    comment: refuse,
    openIssue: refuse,
    react: refuse,
    deployedAtMs: refuse,
    deployedEnvironments: refuse,
  };
}
