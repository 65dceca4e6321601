import fc from "fast-check";
import { expect, test } from "vitest";
import { rateLimit } from "./rate-limit.ts";

test("never more than the capacity plus what time refilled, and waiting as told always helps", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 600 }),
      fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 100 }),
      (capacity, perMinute, gapsMs) => {
        const limit = rateLimit({ capacity, perMinute });
        let nowMs = 0;
        let allowed = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const waitSeconds = limit.take(nowMs);
          if (waitSeconds === 0) allowed += 1;
          expect(allowed).toBeLessThanOrEqual(capacity + (nowMs / 60_000) * perMinute + 1e-6);
        }
        const waitSeconds = limit.take(nowMs);
        if (waitSeconds > 0) expect(limit.take(nowMs + waitSeconds * 1000)).toBe(0);
      },
    ),
  );
});
