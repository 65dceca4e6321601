import { expect, test } from "vitest";
import { countCalls } from "../../bench/loop/calls.ts";

test("one improvement from the cycle to kept keeps to its requests to GitHub", async () => {
  const { steps } = await countCalls();
  const sum = (rows: typeof steps) => rows.reduce((total, { gitHub }) => total + gitHub, 0);
  expect(sum(steps.filter(({ isPolling }) => !isPolling))).toBeLessThanOrEqual(35);
  expect(sum(steps)).toBeLessThanOrEqual(45);
});
