import { z } from "zod";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { labelLook } from "../../domain/shared/label-looks.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault } from "./errors.ts";
import type { GraphQlAnswer } from "./graphql.ts";
import { missingLabels } from "./own-work.ts";

/** Makes labels that a repository lacks. */
export interface RepositoryLabels {
  /** Before one is put on or named in a text: GitHub would make it grey and mute, or nobody could pick it. */
  ensure(access: RepositoryAccess, names: readonly string[]): Promise<void>;
  /** Takes in what an answer tells of a repository's labels. */
  meet(access: RepositoryAccess, answer: GraphQlAnswer): void;
}

/** What a query asks of a repository so that {@link RepositoryLabels.meet} can read its labels. */
export const labelFields = "labels(first: 100) { totalCount nodes { name } }";

const labelsSchema = z.object({
  repository: z.object({
    labels: z.object({ totalCount: z.int(), nodes: z.array(z.object({ name: z.string() })) }),
  }),
});

/** What GitHub refuses for good is asked for again after that, in case somebody has granted it. */
const refusedForMs = 3_600_000;

/**
 * Labels are looked for once in a repository unless a query has told them; what is there stays as people have made it.
 * That one cannot be made is no fault: the pull request matters more, and it is tried the next time.
 */
export function repositoryLabels(): RepositoryLabels {
  const known = new Map<string, Set<string>>();
  const refusedAtMs = new Map<string, number>();
  const keyOf = ({ at }: RepositoryAccess) => fullName({ owner: at.owner, name: at.repo }).toLowerCase();

  async function labelsOf(access: RepositoryAccess): Promise<Set<string>> {
    const { octokit, at } = access;
    const before = known.get(keyOf(access));
    if (before) return before;
    const listed = await octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...at, per_page: 100 });
    return learn(
      access,
      listed.map(({ name }) => name),
    );
  }

  function learn(access: RepositoryAccess, names: readonly string[]): Set<string> {
    const present = new Set(names.map((name) => name.toLowerCase()));
    known.set(keyOf(access), present);
    return present;
  }

  async function make(access: RepositoryAccess, name: string, present: Set<string>): Promise<void> {
    const { octokit, at, log } = access;
    const key = `${keyOf(access)} ${name.toLowerCase()}`;
    if (Date.now() - (refusedAtMs.get(key) ?? -Infinity) < refusedForMs) return;
    try {
      await octokit.rest.issues.createLabel({ ...at, name, ...labelLook(name) });
      present.add(name.toLowerCase());
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      refusedAtMs.set(key, Date.now());
      log.warn({ ...at, name }, `A label could not be made: ${error.message}`);
    }
  }

  return {
    meet(access, { data }) {
      const parsed = labelsSchema.safeParse(data);
      if (!parsed.success) return;
      const { totalCount, nodes } = parsed.data.repository.labels;
      if (nodes.length === totalCount)
        learn(
          access,
          nodes.map(({ name }) => name),
        );
      // What was known when a query could tell it is not all any more.
      else if ((known.get(keyOf(access))?.size ?? 0) <= nodes.length) known.delete(keyOf(access));
    },
    async ensure(access, names) {
      const { at, log } = access;
      try {
        const present = await labelsOf(access);
        for (const name of missingLabels([...present], names)) await make(access, name, present);
      } catch (error) {
        if (!(error instanceof PermanentFailure || error instanceof GitHubFault)) throw error;
        log.warn({ ...at, names }, `Labels could not be made now: ${error.message}`);
      }
    },
  };
}
