import { type Configuration, readConfigurations } from "./configuration.ts";
import type { Workload } from "./workload.ts";

/** What happened to a deployment. A failed one changed nothing. */
export type DeploymentOutcome =
  | {
      readonly kind: "deployed";
      /** From when on functions run something else than was known before. */
      readonly changedFromMs: number;
    }
  | { readonly kind: "failed"; readonly problem: string };

/** What ran when, by function. */
export interface Deployments {
  add(atMs: number, files: ReadonlyMap<string, string>): DeploymentOutcome;
  /** The first deployment also holds for all time before it; null for a function that none declared. */
  at(functionName: string, atMs: number): Configuration | null;
}

/** An empty history of deployments. */
export function createDeployments(workloads: readonly Workload[]): Deployments {
  const histories = new Map<string, { atMs: number; configuration: Configuration }[]>();

  function add(atMs: number, files: ReadonlyMap<string, string>): DeploymentOutcome {
    let changedFromMs = atMs;
    for (const [functionName, configuration] of readConfigurations(files, workloads)) {
      const history = histories.get(functionName) ?? [];
      if (history.every((earlier) => earlier.atMs > atMs)) changedFromMs = Number.NEGATIVE_INFINITY;
      history.push({ atMs, configuration });
      history.sort((a, b) => a.atMs - b.atMs);
      histories.set(functionName, history);
    }
    return { kind: "deployed", changedFromMs };
  }

  return {
    add(atMs, files) {
      try {
        return add(atMs, files);
      } catch (error) {
        return { kind: "failed", problem: error instanceof Error ? error.message : String(error) };
      }
    },
    at(functionName, atMs) {
      const history = histories.get(functionName) ?? [];
      return (history.findLast((entry) => entry.atMs <= atMs) ?? history[0])?.configuration ?? null;
    },
  };
}
