import { DailyProfile } from "./daily-profile.ts";
import { Ring } from "./ring.ts";
import { TwoSidedTail, UpperTail } from "./tail.ts";

/** The score from which a point is an anomaly unless somebody sets another threshold. */
export const ANOMALY_THRESHOLD = 0.5;

/** Combined surprise, in orders of magnitude, that maps to {@link ANOMALY_THRESHOLD}. */
const ALARM_SURPRISE = 5.3;
/** After an alarm this many points belong to the same event (about eight hours at five minutes) … */
const EVENT_POINTS = 100;
/** … unless one is this many times as surprising. */
const ESCALATION = 2;
/** The daily views are a second hypothesis about the same point and overlap each other, so they count less. */
const WEIGHT_OF_DAILY_VIEWS = 0.9;
/** How long the residual against the daily profile is averaged, in points: from one value to three hours. */
const RESIDUAL_SPANS = [1, 3, 12, 36] as const;
/** The distance from other days counts once it has been seen at every time of day. */
const DAY_MS = 86_400_000;
/** Beyond this, sums of squares would overflow. */
const LARGEST_MAGNITUDE = 1e100;
/** Enough for the longest view. */
const RECENT_POINTS = 80;
const RAW_VIEWS = 8;
const SUSTAINED_VIEWS = 2;

/** What the detector says about one point. */
export interface AnomalyScore {
  /** 0 (ordinary) to 1; from {@link ANOMALY_THRESHOLD} on an anomaly. Zero inside an event that was already reported. */
  readonly score: number;
  /** Orders of magnitude by which the point is rarer than ordinary, all views combined; not muted inside an event. */
  readonly surprise: number;
}

const ORDINARY: AnomalyScore = { score: 0, surprise: 0 };

/**
 * Online anomaly detector for one series. Every point is looked at from several sides (the value, its jump, level,
 * envelope and roughness of the last minutes to hours, and its distance from the same time on other days). Each side
 * is compared with the tail of its own past, the surprises are combined as a root sum of squares, between Fisher's
 * sum (all sides must agree) and the maximum (one side suffices). Uses nothing after the point, needs about 32 kB
 * and constant time per point.
 */
export class AnomalyDetector {
  readonly #recent = new Ring(RECENT_POINTS);
  readonly #residuals = new Ring(Math.max(...RESIDUAL_SPANS));
  readonly #profile = new DailyProfile();
  readonly #rawTails = [
    ...Array.from({ length: RAW_VIEWS }, () => new TwoSidedTail()),
    ...Array.from({ length: SUSTAINED_VIEWS }, () => new UpperTail()),
  ];
  readonly #residualTails = RESIDUAL_SPANS.map(() => new TwoSidedTail());
  #profiledSinceMs: number | null = null;
  #sinceAlarm = Number.POSITIVE_INFINITY;
  #alarmSurprise = 0;

  /**
   * Scores one point and learns it. `atMs` is milliseconds since the Unix epoch and may repeat or jump; a value that
   * is not a finite number scores zero and is not learned.
   */
  next(atMs: number, value: number): AnomalyScore {
    if (!Number.isFinite(value)) return ORDINARY;
    const bounded = Math.max(-LARGEST_MAGNITUDE, Math.min(LARGEST_MAGNITUDE, value));
    const raw = combined(this.#rawViews(bounded), this.#rawTails);
    const daily = combined(this.#dailyViews(atMs, bounded), this.#residualTails);
    const surprise = Math.max(raw, this.#knowsDay(atMs) ? WEIGHT_OF_DAILY_VIEWS * daily : 0);
    return { score: this.#isSameEvent(surprise) ? 0 : surprise / (surprise + ALARM_SURPRISE), surprise };
  }

  /** The last two are one-sided: a floor that rises and a ceiling that falls are changes that last. */
  #rawViews(value: number): readonly number[] {
    const recent = this.#recent;
    const jump = recent.length === 0 ? 0 : value - recent.median(10);
    recent.push(value);
    const levels = [recent.median(5), recent.mean(20), recent.mean(80)];
    const [floor, ceiling] = recent.range(36);
    return [value, jump, ...levels, ...recent.range(12), roughness(recent, 36), floor, -ceiling];
  }

  #dailyViews(atMs: number, value: number): readonly number[] {
    const expected = this.#profile.next(atMs, value);
    if (expected === null) return [];
    this.#profiledSinceMs ??= atMs;
    this.#residuals.push(value - expected);
    return RESIDUAL_SPANS.map((span) => this.#residuals.mean(span));
  }

  #knowsDay(atMs: number): boolean {
    return this.#profiledSinceMs !== null && atMs - this.#profiledSinceMs >= DAY_MS;
  }

  #isSameEvent(surprise: number): boolean {
    this.#sinceAlarm++;
    const sameEvent = this.#sinceAlarm <= EVENT_POINTS && surprise < ESCALATION * this.#alarmSurprise;
    if (!sameEvent && surprise >= ALARM_SURPRISE) {
      this.#sinceAlarm = 0;
      this.#alarmSurprise = surprise;
    }
    return sameEvent;
  }
}

/** Mean absolute step between neighbouring points: noise, whatever the level does. */
function roughness(recent: Ring, count: number): number {
  const steps = Math.min(count, recent.length - 1);
  let sum = 0;
  for (let age = 0; age < steps; age++) sum += Math.abs(recent.at(age) - recent.at(age + 1));
  return steps > 0 ? sum / steps : 0;
}

function combined(views: readonly number[], tails: readonly (TwoSidedTail | UpperTail)[]): number {
  let squares = 0;
  for (const [index, view] of views.entries()) {
    const surprise = tails[index]?.next(view) ?? 0;
    squares += surprise * surprise;
  }
  return Math.sqrt(squares);
}
