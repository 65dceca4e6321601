import fc from "fast-check";
import { expect, test } from "vitest";
import { batched } from "./batched.ts";

test("everyone gets the own answer, and those who ask together are asked for together", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 1200 }), async (items) => {
      let calls = 0;
      const double = batched<number, number>(async (batch) => {
        calls += 1;
        expect(batch.length).toBeLessThanOrEqual(500);
        return batch.map((item) => item * 2);
      }, 0);
      expect(await Promise.all(items.map(double))).toEqual(items.map((item) => item * 2));
      expect(calls).toBeLessThanOrEqual(1 + Math.ceil(items.length / 500));
    }),
    { numRuns: 30 },
  );
});

test("a failed call fails its own items and no others", async () => {
  const ask = batched<string, string>(async (batch) => {
    if (batch.includes("bad")) throw new Error("no");
    return batch;
  }, 0);
  const first = ask("bad");
  const second = ask("good");
  await expect(first).rejects.toThrow("no");
  expect(await second).toBe("good");
});

test("an item without an answer fails instead of waiting for ever", async () => {
  const ask = batched<number, number>(async () => [], 0);
  await expect(ask(1)).rejects.toThrow("1 were asked and 0 answered");
});
