/** A clock for the local world; all its processes read the same one. */
export interface SimulatedClock {
  /** Milliseconds since the Unix epoch, never going back. */
  now(): number;
  /** How long to wait in real time until the clock shows `simulatedMs`; 0 when it already did. */
  realMsUntil(simulatedMs: number): number;
}

/**
 * A clock that shows `startMs` at the real time `realStartMs` (default: now) and runs `speed` times as fast as a
 * real one. Two processes given the same three numbers agree to within their clocks.
 */
export function simulatedClock(options: {
  startMs: number;
  speed: number;
  realStartMs?: number;
  realNow?: () => number;
}): SimulatedClock {
  const { startMs, speed } = options;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`speed must be above 0, not ${speed}`);
  const realNow = options.realNow ?? (() => performance.timeOrigin + performance.now());
  const realStartMs = options.realStartMs ?? realNow();
  let latestMs = Number.NEGATIVE_INFINITY;

  function now(): number {
    latestMs = Math.max(latestMs, Math.floor(startMs + (realNow() - realStartMs) * speed));
    return latestMs;
  }

  return {
    now,
    realMsUntil: (simulatedMs) => Math.max(0, Math.ceil((simulatedMs - now()) / speed)),
  };
}
