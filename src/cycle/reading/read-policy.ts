import { parsePolicyFile } from "../../domain/policy/parse-policy.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { policyPath } from "../../domain/policy/policy.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryRef, RepositoryState } from "../../domain/shared/repository.ts";
import type { Standing } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";
import { readStanding } from "./read-standing.ts";

/** A repository that can be worked on, or why not. */
export type Readiness =
  | {
      readonly kind: "ready";
      readonly state: RepositoryState & { readonly headSha: string };
      readonly policy: Policy;
    }
  | {
      readonly kind: "not_ready";
      readonly reasons: readonly Reason[];
      /** The tip of the default branch, where there is one to show the reasons on. */
      readonly headSha: string | null;
      /** The policy file is there but malformed: its author has to be told. */
      readonly malformedPolicy: boolean;
    };

/** Reads a repository and its policy from its default branch, never from anywhere else. */
export async function readReadiness(ref: RepositoryRef, ports: Pick<Ports, "forge">): Promise<Readiness> {
  return readinessOf(await readStanding(ref, ports));
}

/** Whether a repository can be worked on as it stands. */
export function readinessOf(standing: Standing | null): Readiness {
  if (!standing) {
    return notReady([
      reason("repository_missing", "The repository does not exist or the app is not installed on it."),
    ]);
  }
  const { state, files } = standing;
  if (state.archived) return notReady([reason("repository_archived", "The repository is archived.")]);
  const { headSha } = state;
  if (headSha === null) return notReady([reason("repository_empty", "The repository has no commits yet.")]);
  const text = files.get(policyPath);
  if (text === undefined) {
    const hint = `${policyPath} is not on ${state.defaultBranch}; add one to have the repository looked after.`;
    return notReady([reason("policy_missing", hint)], headSha);
  }
  const file = parsePolicyFile(text);
  if (file.kind === "invalid") {
    return { kind: "not_ready", reasons: file.problems, headSha, malformedPolicy: true };
  }
  return { kind: "ready", state: { ...state, headSha }, policy: file.policy };
}

function notReady(reasons: readonly Reason[], headSha: string | null = null): Readiness {
  return { kind: "not_ready", reasons, headSha, malformedPolicy: false };
}
