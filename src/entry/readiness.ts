import { setTimeout as sleep } from "node:timers/promises";
import { type Reason, reason } from "../domain/shared/reason.ts";
import { cachedFor } from "./cached-for.ts";

/** One thing that has to work. `look` answers null when it does, else why not; an exception counts as "not". */
export interface ReadinessCheck {
  readonly name: "database" | "queue" | "github" | "telemetry";
  readonly look: () => Promise<Reason | null>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly reason?: Reason }[];
}

const timeoutMs = 3_000;
const freshMs = 5_000;

/** Runs all checks at once, each for 3 s at most. Answers are kept for 5 s: probes must not cost GitHub requests. */
export function readiness(checks: readonly ReadinessCheck[]): () => Promise<Readiness> {
  return cachedFor(freshMs, () => runAll(checks));
}

async function runAll(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const problem = await withinTime(check);
      return problem ? { name: check.name, ok: false, reason: problem } : { name: check.name, ok: true };
    }),
  );
  return { ready: results.every((result) => result.ok), checks: results };
}

async function withinTime({ name, look }: ReadinessCheck): Promise<Reason | null> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, reason(`${name}_timeout`, `${name} did not answer within 3 s.`), {
    signal: timer.signal,
  });
  try {
    return await Promise.race([look(), timeout]);
  } catch (error) {
    return reason(`${name}_failed`, error instanceof Error ? error.message : String(error));
  } finally {
    timer.abort();
    timeout.catch(() => undefined);
  }
}
