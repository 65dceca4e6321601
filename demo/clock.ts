/** A clock for the local world; all its processes read the same one. */
export interface SimulatedClock {
  /** Milliseconds since the Unix epoch, never going back. */
  now(): number;
  /** Shows `simulatedMs` at once and goes on from there; does nothing when that has passed. */
  skipTo(simulatedMs: number): void;
  /** What a clock of another process has to be given to show the same. */
  settings(): ClockSettings;
}

export interface ClockSettings {
  /** What the clock showed at `realStartMs`. */
  readonly startMs: number;
  /** How many times as fast as a real clock it runs. */
  readonly speed: number;
  /** Default: now. */
  readonly realStartMs?: number;
}

/** @throws RangeError when the clock would not run */
export function simulatedClock(
  { startMs, speed, realStartMs = realTime() }: ClockSettings,
  realNow: () => number = realTime,
): SimulatedClock {
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`speed must be above 0, not ${speed}`);
  let skippedMs = 0;
  let latestMs = Number.NEGATIVE_INFINITY;

  function now(): number {
    latestMs = Math.max(latestMs, Math.floor(startMs + skippedMs + (realNow() - realStartMs) * speed));
    return latestMs;
  }

  return {
    now,
    skipTo: (simulatedMs) => {
      skippedMs += Math.max(0, simulatedMs - now());
    },
    settings: () => ({ startMs: startMs + skippedMs, speed, realStartMs }),
  };
}

function realTime(): number {
  return performance.timeOrigin + performance.now();
}
