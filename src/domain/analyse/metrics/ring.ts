/** The last `capacity` numbers of a stream, newest at age 0. */
export class Ring {
  readonly #capacity: number;
  /** Every value is written twice, a capacity apart, so that the newest ones always lie in one piece. */
  readonly #values: Float64Array;
  /** Room for sorting; a few values are sorted by insertion faster than any other way. */
  readonly #sorted: Float64Array;
  #newest: number;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float64Array(2 * capacity);
    this.#sorted = new Float64Array(capacity);
    this.#newest = 2 * capacity - 1;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const place = (this.#newest + 1) % this.#capacity;
    this.#values[place] = value;
    this.#newest = place + this.#capacity;
    this.#values[this.#newest] = value;
    if (this.#length < this.#capacity) this.#length++;
  }

  /** The value pushed `age` pushes ago; only ages below {@link length} hold one. */
  at(age: number): number {
    return this.#values[this.#newest - age] ?? 0;
  }

  /** Mean of the newest `count` values, or of all when there are fewer; zero when empty. */
  mean(count: number): number {
    const n = Math.min(count, this.#length);
    let sum = 0;
    for (let age = 0; age < n; age++) sum += this.at(age);
    return n === 0 ? 0 : sum / n;
  }

  /** Median of the newest `count` values, or of all when there are fewer; zero when empty. */
  median(count: number): number {
    const n = Math.min(count, this.#length);
    if (n === 0) return 0;
    const sorted = this.#sorted;
    for (let age = 0; age < n; age++) {
      const value = this.at(age);
      let place = age;
      while (place > 0 && (sorted[place - 1] ?? 0) > value) {
        sorted[place] = sorted[place - 1] ?? 0;
        place--;
      }
      sorted[place] = value;
    }
    const middle = n >> 1;
    const upper = sorted[middle] ?? 0;
    return n % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  }

  /** Smallest and largest of the newest `count` values; `[0, 0]` when empty. */
  range(count: number): readonly [number, number] {
    const n = Math.min(count, this.#length);
    let low = n === 0 ? 0 : Number.POSITIVE_INFINITY;
    let high = n === 0 ? 0 : Number.NEGATIVE_INFINITY;
    for (let age = 0; age < n; age++) {
      const value = this.at(age);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  }
}
