import { PermanentFailure } from "../../domain/shared/failure.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { FailingInstallation } from "../../ports/forge.ts";
import type { Connection, Installation } from "./connection.ts";
import type { GitHubLog } from "./octokit.ts";

/** What every installation covers, one apart from the other. */
export interface InstalledRepositories {
  /** Those of the installations that answer. @throws when the installations themselves cannot be listed */
  list(maxAgeMs?: number): Promise<RepositoryRef[]>;
  /** They are read afresh the next time, however long ago that was. */
  forget(): void;
  /** Those that did not answer the last time. */
  failing(): readonly FailingInstallation[];
}

/** Lists what installations cover; one that fails is named in the log, once for each reason, and holds up no other. */
export function installedRepositories(connection: Connection, log: GitHubLog): InstalledRepositories {
  let failing: readonly FailingInstallation[] = [];
  // What it covered before is still looked after where the fault may pass.
  const lastKnown = new Map<string, readonly RepositoryRef[]>();

  async function coveredBy(
    installation: Installation,
  ): Promise<readonly RepositoryRef[] | FailingInstallation> {
    const { account } = installation;
    try {
      const covered = await listOne(installation);
      lastKnown.set(account, covered);
      return covered;
    } catch (error) {
      if (error instanceof PermanentFailure) lastKnown.delete(account);
      return { account, reason: reasonOf(error) };
    }
  }

  let read: { readonly atMs: number; readonly repositories: RepositoryRef[] } | null = null;

  return {
    forget() {
      read = null;
    },
    async list(maxAgeMs = 0) {
      if (read && Date.now() - read.atMs < maxAgeMs) return read.repositories;
      const atMs = Date.now();
      const answers = await Promise.all((await connection.installations()).map(coveredBy));
      const failed = answers.filter((answer) => "account" in answer);
      for (const one of failed) {
        const isNews = !failing.some(
          (before) => before.account === one.account && before.reason.code === one.reason.code,
        );
        if (isNews)
          log.warn({ account: one.account, reason: one.reason }, "an installation of the app fails");
      }
      failing = failed;
      const repositories = answers.flatMap((answer) =>
        "account" in answer ? (lastKnown.get(answer.account) ?? []) : answer,
      );
      // A fault passes without an event that would tell.
      read = failed.some((one) => one.reason.code === "fault") ? null : { atMs, repositories };
      return repositories;
    },
    failing: () => failing,
  };
}

async function listOne({ account, isSuspended, octokit }: Installation): Promise<RepositoryRef[]> {
  if (isSuspended) {
    throw new PermanentFailure(
      reason("installation_suspended", `The installation at ${account} is suspended.`),
    );
  }
  const covered = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  return covered.map(({ owner, name, id }) => ({ owner: owner.login, name, id }));
}

function reasonOf(error: unknown): Reason {
  if (error instanceof PermanentFailure) return error.reason;
  return reason("fault", error instanceof Error ? error.message : String(error));
}
