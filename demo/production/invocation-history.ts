import type { Deployments } from "./deployments.ts";
import { type Incident, type Invocation, invocationsInMinute } from "./invocations.ts";
import type { Workload } from "./workload.ts";

const minuteMs = 60_000;
const maxMinutesPerFunction = 25_000;

/** Every invocation there ever was or will be, worked out when it is asked for. */
export interface InvocationHistory {
  /** Invocations that start in the minute at `minuteStartMs`, in order. */
  inMinute(workload: Workload, minuteStartMs: number): readonly Invocation[];
  /** Invocations that start in [fromMs, toMs), in order. */
  between(workload: Workload, fromMs: number, toMs: number): Invocation[];
  /** Forgets what was worked out for the time from `atMs` on, because the world is another one now. */
  forgetFrom(atMs: number): void;
}

/** The history that follows from a seed, what was deployed and what went wrong in the region. */
export function createInvocationHistory(
  seed: number,
  deployments: Deployments,
  incidents: readonly Incident[],
): InvocationHistory {
  const known = new Map<string, Map<number, readonly Invocation[]>>();

  function inMinute(workload: Workload, minuteStartMs: number): readonly Invocation[] {
    const minutes = known.get(workload.functionName) ?? new Map<number, readonly Invocation[]>();
    known.set(workload.functionName, minutes);
    const found = minutes.get(minuteStartMs);
    if (found) return found;
    if (minutes.size >= maxMinutesPerFunction) minutes.clear();
    const first = deployments.at(workload.functionName, minuteStartMs);
    const made = first
      ? invocationsInMinute(
          workload,
          minuteStartMs,
          seed,
          (atMs) => deployments.at(workload.functionName, atMs) ?? first,
          incidents,
        )
      : [];
    minutes.set(minuteStartMs, made);
    return made;
  }

  return {
    inMinute,
    between(workload, fromMs, toMs) {
      const found: Invocation[] = [];
      for (let minute = Math.floor(fromMs / minuteMs) * minuteMs; minute < toMs; minute += minuteMs) {
        for (const invocation of inMinute(workload, minute)) {
          if (invocation.atMs >= fromMs && invocation.atMs < toMs) found.push(invocation);
        }
      }
      return found;
    },
    forgetFrom(atMs) {
      for (const minutes of known.values()) {
        for (const minute of minutes.keys()) if (minute + minuteMs > atMs) minutes.delete(minute);
      }
    },
  };
}
