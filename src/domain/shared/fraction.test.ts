import { expect, test } from "vitest";
import { fractionSchema } from "./fraction.ts";

const problem = (value: number): string | undefined =>
  fractionSchema.safeParse(value).error?.issues[0]?.message;

test.each([
  [1.5, "it is a fraction, and this is 150 %. Did you mean 0.015 (1.5 %)?"],
  [10, "it is a fraction, and this is 1000 %. Did you mean 0.1 (10 %)?"],
  [1000, "it is a fraction, and this is 100000 %."],
])("%s, meant as percent, is refused with the fraction that it is", (value, text) => {
  expect(problem(value)).toBe(text);
});

test.each([0.0001, 0.05, 1])("%s is a fraction", (value) => {
  expect(fractionSchema.parse(value)).toBe(value);
});
