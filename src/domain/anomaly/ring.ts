/** The last `capacity` numbers of a stream, newest at age 0. */
export class Ring {
  readonly #values: Float64Array;
  /** Room for sorting; a few values are sorted by insertion faster than any other way. */
  readonly #sorted: Float64Array;
  #next = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#values.length;
    this.#length = Math.min(this.#length + 1, this.#values.length);
  }

  /** The value pushed `age` pushes ago; only ages below {@link length} hold one. */
  at(age: number): number {
    const capacity = this.#values.length;
    return this.#values[(this.#next - 1 - age + 2 * capacity) % capacity] ?? 0;
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
