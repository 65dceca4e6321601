/** How many of the most extreme values one tail remembers; memory and time per series stay constant. */
const REMEMBERED = 64;
/** The tail is the most extreme 2 %, at most {@link REMEMBERED} values and at least five, to fit two parameters. */
const TAIL_SHARE = 0.02;
const SMALLEST_TAIL = 5;
/** Fewer observations than this are no history to compare with. */
const WARM_UP = 30;
/** The moment estimator is defined below a shape of one half only. */
const HEAVIEST_SHAPE = 0.45;
/**
 * The tail is at least this wide, as a share of the way from the mean to its threshold (a normal tail has 0.18 there,
 * an exponential one 0.3): neighbouring windows overlap, and five copies of one value are no measure of spread.
 */
const NARROWEST_TAIL = 0.1;
/** Extrapolating further than this, in orders of magnitude, says nothing more. */
const MOST_SURPRISE = 8;
/** Orders of magnitude that a first value outside a constant series may add. */
const MOST_AFTER_CONSTANT = 2;

/**
 * The upper tail of a stream of numbers in constant memory, with an extrapolation beyond the largest one seen:
 * peaks over threshold with a generalised Pareto tail (Pickands 1975), fitted by moments (Hosking & Wallis 1987),
 * the way SPOT uses it on streams (Siffer et al., KDD 2017).
 */
export class UpperTail {
  readonly #largest = new Float64Array(REMEMBERED);
  #kept = 0;
  #seen = 0;
  #mean = 0;

  /**
   * How surprising `value` is after everything observed so far, in orders of magnitude: log10 of 1 / P(X ≥ value).
   * Zero inside the bulk (below the most extreme 2 %) and during warm-up, at most {@link MOST_SURPRISE}.
   */
  surprise(value: number): number {
    if (this.#seen < WARM_UP) return 0;
    const share = Math.max(SMALLEST_TAIL, Math.floor(this.#seen * TAIL_SHARE));
    const size = Math.min(share, this.#kept - 1);
    const threshold = this.#largest[size] ?? 0;
    if (value <= threshold) return 0;
    const reached = Math.log10((this.#seen + 1) / (size + 1));
    return Math.min(MOST_SURPRISE, reached + this.#beyond(value - threshold, threshold, size));
  }

  /** The surprise of `value`, then takes it into the history. */
  next(value: number): number {
    const surprise = this.surprise(value);
    this.observe(value);
    return surprise;
  }

  /** Takes `value` into the history. */
  observe(value: number): void {
    this.#seen++;
    this.#mean += (value - this.#mean) / this.#seen;
    const full = this.#kept === REMEMBERED;
    if (full && value <= (this.#largest[REMEMBERED - 1] ?? 0)) return;
    let position = full ? REMEMBERED - 1 : this.#kept;
    while (position > 0 && (this.#largest[position - 1] ?? 0) < value) {
      this.#largest[position] = this.#largest[position - 1] ?? 0;
      position--;
    }
    this.#largest[position] = value;
    if (!full) this.#kept++;
  }

  /** log10 of 1 / P(excess over the threshold > `excess`), excesses being generalised Pareto. */
  #beyond(excess: number, threshold: number, size: number): number {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (this.#largest[i] ?? 0) - threshold;
    const mean = Math.max(sum / size, NARROWEST_TAIL * (threshold - this.#mean));
    if (mean <= 1e-12 * Math.max(1, Math.abs(threshold))) {
      return Math.min(MOST_AFTER_CONSTANT, excess / (1e-9 + 0.1 * Math.abs(threshold)));
    }
    let squares = 0;
    for (let i = 0; i < size; i++) squares += ((this.#largest[i] ?? 0) - threshold - mean) ** 2;
    const ratio = squares > 0 ? (mean * mean * size) / squares : Number.POSITIVE_INFINITY;
    if (ratio >= 1) return (excess / mean) * Math.LOG10E;
    const shape = Math.min(HEAVIEST_SHAPE, 0.5 * (1 - ratio));
    const scale = 0.5 * mean * (ratio + 1);
    if (shape < 1e-3) return (excess / scale) * Math.LOG10E;
    return Math.log10(1 + (shape * excess) / scale) / shape;
  }
}

/** Both tails of a stream: unusually high and unusually low values alike. */
export class TwoSidedTail {
  readonly #high = new UpperTail();
  readonly #low = new UpperTail();

  /** The surprise of `value` on its more surprising side, then takes it into the history. */
  next(value: number): number {
    return Math.max(this.#high.next(value), this.#low.next(-value));
  }
}
