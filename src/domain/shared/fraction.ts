import { z } from "zod";

const percent = (fraction: number): string => `${Number((fraction * 100).toPrecision(6))} %`;

/** A share of a whole, above 0 and at most 1. What was meant as percent is refused with the fraction that it is. */
export const fractionSchema = z
  .number()
  .gt(0)
  .max(1, {
    error: ({ input }) => {
      const value = Number(input);
      const meant = value <= 100 ? ` Did you mean ${Number((value / 100).toPrecision(6))} (${value} %)?` : "";
      return `it is a fraction, and this is ${percent(value)}.${meant}`;
    },
  });
