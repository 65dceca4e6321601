import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { soundEffect } from "./effect.ts";

const from100 = (observed: number) => ({ baseline: 100, observed });

describe("an effect", () => {
  it.each([
    ["stays as it is where nothing is wrong with it", from100(80), -0.2, [-0.3, -0.1], [-0.3, -0.1]],
    ["lies inside its interval", from100(101), 0.01, [-0.06, -0.0002], [-0.06, 0.01]],
    ["takes no more than all of what was there", from100(5), -0.95, [-1.29, -0.6], [-1, -0.6]],
    ["has its ends in order", from100(120), 0.2, [0.3, 0.1], [0.1, 0.3]],
  ] as const)("%s", (_what, levels, relativeEffect, interval, expected) => {
    expect(soundEffect(levels, { relativeEffect, interval })).toEqual({ relativeEffect, interval: expected });
  });

  it("may pass all of it where values are below zero", () => {
    const below = { baseline: -50, observed: -150 };
    expect(soundEffect(below, { relativeEffect: -2, interval: [-2.5, -1.5] }).interval).toEqual([-2.5, -1.5]);
  });

  it.each([
    [null, [0, 1], null, null],
    [Number.NaN, [0, 1], null, null],
    [Number.POSITIVE_INFINITY, [0, 1], null, null],
    [0.5, [Number.NaN, 1], 0.5, null],
    [0.5, null, 0.5, null],
  ] as const)("that is no number (%s, %s) is none", (relativeEffect, interval, effect, expected) => {
    expect(soundEffect(from100(150), { relativeEffect, interval })).toEqual({
      relativeEffect: effect,
      interval: expected,
    });
  });

  it("is sound whatever it was made of, and making it sound again changes nothing", () => {
    const level = fc.option(fc.double({ noNaN: false }));
    fc.assert(
      fc.property(
        fc.record({ baseline: level, observed: level }),
        fc.double(),
        fc.double(),
        fc.double(),
        (levels, relativeEffect, one, other) => {
          const sound = soundEffect(levels, { relativeEffect, interval: [one, other] });
          if (sound.interval !== null) {
            expect(sound.interval[0]).toBeLessThanOrEqual(sound.relativeEffect ?? Number.NaN);
            expect(sound.interval[1]).toBeGreaterThanOrEqual(sound.relativeEffect ?? Number.NaN);
          }
          expect(soundEffect(levels, sound)).toEqual(sound);
        },
      ),
      { numRuns: 300 },
    );
  });
});
