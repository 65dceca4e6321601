/** A reproducible source of random numbers. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  gauss(): number;
  /** One of the values; undefined for none. */
  pick<T>(values: readonly T[]): T | undefined;
}

/** Mulberry32 (Tommy Ettinger, public domain): small, fast, good enough to plant faults with. */
export function randomSource(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    gauss: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (values) => values[Math.floor(uniform() * values.length)],
  };
}
