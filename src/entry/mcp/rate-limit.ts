/** A token bucket: `capacity` at once, refilled evenly by `perMinute`. */
export interface RateLimit {
  /** 0 when allowed now, else how many whole seconds to wait. `nowMs` must not run backwards. */
  take(nowMs: number): number;
}

export function rateLimit({
  capacity,
  perMinute,
}: {
  readonly capacity: number;
  readonly perMinute: number;
}): RateLimit {
  let tokens = capacity;
  let lastMs: number | null = null;
  return {
    take: (nowMs) => {
      const elapsedMinutes = lastMs === null ? 0 : Math.max(0, nowMs - lastMs) / 60_000;
      tokens = Math.min(capacity, tokens + elapsedMinutes * perMinute);
      lastMs = nowMs;
      if (tokens < 1) return Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60));
      tokens -= 1;
      return 0;
    },
  };
}
