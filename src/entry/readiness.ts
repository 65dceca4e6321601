import { setTimeout as sleep } from "node:timers/promises";
import { type Reason, reason } from "../domain/shared/reason.ts";
import { cachedFor } from "./cached-for.ts";

/** One thing that has to work. `look` answers null when it does, else why not; an exception counts as "not". */
export interface ReadinessCheck {
  readonly name: "database" | "queue" | "github" | "telemetry" | "model";
  readonly look: () => Promise<Reason | null>;
  /** false: what is wrong is said, and the product is ready all the same. Default true. */
  readonly isNeeded?: boolean;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly reason?: Reason }[];
}

const usualPatienceMs = 3_000;
const freshMs = 5_000;

/**
 * Runs all checks at once. Answers are kept for 5 s: probes must not cost GitHub requests.
 * @param patienceMs how long one check may take
 */
export function readiness(
  checks: readonly ReadinessCheck[],
  patienceMs = usualPatienceMs,
): () => Promise<Readiness> {
  return cachedFor(freshMs, () => runAll(checks, patienceMs));
}

async function runAll(checks: readonly ReadinessCheck[], patienceMs: number): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const problem = await withinTime(check, patienceMs);
      return problem
        ? { name: check.name, ok: check.isNeeded === false, reason: problem }
        : { name: check.name, ok: true };
    }),
  );
  return { ready: results.every((result) => result.ok), checks: results };
}

async function withinTime({ name, look }: ReadinessCheck, patienceMs: number): Promise<Reason | null> {
  const timer = new AbortController();
  const late = reason(`${name}_timeout`, `${name} did not answer within ${patienceMs / 1000} s.`);
  const timeout = sleep(patienceMs, late, { signal: timer.signal });
  try {
    return await Promise.race([look(), timeout]);
  } catch (error) {
    return reason(`${name}_failed`, error instanceof Error ? error.message : String(error));
  } finally {
    timer.abort();
    timeout.catch(() => undefined);
  }
}
