import fc from "fast-check";
import { expect, test } from "vitest";
import { callGraph, cycleNumbers, dependenciesOf, widestPaths } from "./call-graph.ts";

const service = fc.constantFrom(..."abcdefgh");
const calls = fc.array(fc.record({ caller: service, callee: service }), { maxLength: 20 });

test("two services share a cycle number exactly when each depends on the other", () => {
  fc.assert(
    fc.property(calls, (someCalls) => {
      const graph = callGraph(someCalls);
      const cycle = cycleNumbers(graph, "abcdefgh");
      for (const a of "abcdefgh") {
        for (const b of "abcdefgh") {
          const mutual = dependenciesOf(graph, a).has(b) && dependenciesOf(graph, b).has(a);
          expect(cycle.get(a) === cycle.get(b)).toBe(mutual);
        }
      }
    }),
  );
});

test("a path is as wide as its narrowest service, and the widest path counts", () => {
  const widths: Record<string, number> = { shop: 10, narrow: 1, wide: 6, table: 8 };
  const graph = callGraph([
    { caller: "shop", callee: "narrow" },
    { caller: "narrow", callee: "table" },
    { caller: "shop", callee: "wide" },
    { caller: "wide", callee: "table" },
  ]);
  const widest = widestPaths(graph, "shop", (name) => widths[name] ?? 0);
  expect(widest).toEqual(
    new Map([
      ["shop", 10],
      ["wide", 6],
      ["table", 6],
      ["narrow", 1],
    ]),
  );
});

test("widest paths agree with trying every threshold", () => {
  const widths = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(calls, widths, (someCalls, someWidths) => {
      const widthOf = (name: string) => someWidths[name.charCodeAt(0) - 97] ?? 0;
      const widest = widestPaths(callGraph(someCalls), "a", widthOf);
      for (const threshold of [0, 1, 2, 3, 4, 5]) {
        const wideCalls = someCalls.filter(({ callee }) => widthOf(callee) >= threshold);
        const reached = dependenciesOf(callGraph(wideCalls), "a");
        for (const name of "bcdefgh") expect((widest.get(name) ?? -1) >= threshold).toBe(reached.has(name));
      }
    }),
  );
});

test("a chain of a hundred thousand calls is walked without recursion", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => ({ caller: `s${i}`, callee: `s${i + 1}` }));
  expect(cycleNumbers(callGraph(chain), ["s0"]).size).toBe(100_001);
});
