import { expect, it } from "vitest";
import type { LogSample } from "../shared/log.ts";
import { findErrorPatterns } from "./error-patterns.ts";

const hourMs = 3_600_000;

function sample(messages: readonly string[], stepMs = 60_000): LogSample {
  const lines = messages.map((message, index) => ({ atMs: index * stepMs, message }));
  return { logGroup: "g", fromMs: 0, toMs: hourMs, lines, complete: true };
}

const boom = (id: number) => `ERROR Order ${id} failed: connection refused`;

it("finds an error that keeps coming back, with how many invocations it hits", () => {
  const [found, ...more] = findErrorPatterns("checkout", sample([1, 2, 3, 4].map(boom)), 400);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ kind: "error_pattern", count: 4, perHour: 4, isNew: false });
  expect(found?.severity).toBeCloseTo(0.3 + 0.7 * 0.1);
  expect(found?.evidence).toMatchObject([
    { provenance: "measured", value: "4 (4.0 an hour, 1.0 % of invocations)" },
    { provenance: "untrusted" },
  ]);
});

it("finds nothing in a passing fault, in ordinary lines and in no lines", () => {
  expect(findErrorPatterns("checkout", sample([boom(1), boom(2)]), 400)).toEqual([]);
  expect(findErrorPatterns("checkout", sample(Array(9).fill("INFO all is well")), 400)).toEqual([]);
  expect(findErrorPatterns("checkout", sample([]), 400)).toEqual([]);
});

it.each([0, Number.NaN, -1, 2])("takes %d invocations for every one being hit", (invocations) => {
  const [found] = findErrorPatterns("checkout", sample([1, 2, 3].map(boom)), invocations);
  expect(found).toMatchObject({ severity: 1 });
  expect(JSON.stringify(found)).not.toMatch(/NaN|null/);
});

it("has no rate in a window without length", () => {
  const [found] = findErrorPatterns("checkout", { ...sample([1, 2, 3].map(boom), 0), toMs: 0 }, 10);
  expect(found?.perHour ?? 0).toBe(0);
});
