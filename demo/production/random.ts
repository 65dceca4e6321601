/** Random numbers that depend on nothing but their key. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Poisson with the given mean. */
  poisson(mean: number): number;
}

/** The stream for a key, e.g. (seed, function, minute): the same key gives the same numbers. */
export function randomStream(...key: readonly (number | string)[]): RandomStream {
  let state = key.reduce<number>((hash, part) => mix(hash, part), 0x9e3779b9);

  function uniform(): number {
    // mulberry32, by Tommy Ettinger (public domain)
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  }

  function normal(): number {
    // Box and Muller (1958); both draws are always made, so that streams stay in step.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }

  function poisson(mean: number): number {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    // Knuth's method: how many uniforms can be multiplied before falling below e^-mean.
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > floor; product *= uniform()) count++;
    return count;
  }

  return { uniform, normal, poisson };
}

/** FNV-1a over the part's characters, or over the number's two halves. */
function mix(hash: number, part: number | string): number {
  if (typeof part === "number") return fold(fold(hash, Math.trunc(part / 4294967296)), part | 0);
  let mixed = hash;
  for (let index = 0; index < part.length; index++) mixed = fold(mixed, part.charCodeAt(index));
  return mixed;
}

function fold(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x01000193);
  return mixed ^ (mixed >>> 15);
}
