/** An effect as people are told it; null where none can be given. */
export interface Effect {
  readonly relativeEffect: number | null;
  readonly interval: readonly [number, number] | null;
}

/** Before and after, in the metric's own unit. */
interface Levels {
  readonly baseline: number | null;
  readonly observed: number | null;
}

/**
 * An effect that cannot contradict itself, whatever was measured: all of it is finite or nothing is given, the interval
 * holds the effect, and what was not below zero before and after has not lost more than all of it.
 */
export function soundEffect(
  { baseline, observed }: Levels,
  { relativeEffect, interval }: Effect,
): { readonly relativeEffect: number | null; readonly interval: [number, number] | null } {
  if (relativeEffect === null || !Number.isFinite(relativeEffect))
    return { relativeEffect: null, interval: null };
  if (interval === null || !interval.every(Number.isFinite)) return { relativeEffect, interval: null };
  const canTurnNegative = (baseline ?? 0) < 0 || (observed ?? 0) < 0;
  const least = canTurnNegative ? Number.NEGATIVE_INFINITY : -1;
  const low = Math.max(least, Math.min(...interval));
  const high = Math.max(least, ...interval);
  return { relativeEffect, interval: [Math.min(low, relativeEffect), Math.max(high, relativeEffect)] };
}
