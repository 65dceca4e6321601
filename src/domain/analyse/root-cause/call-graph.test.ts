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

test("a path is as wide as its narrowest call, and the widest path counts", () => {
  const widths: Record<string, number> = { "shop>a": 1, "a>table": 8, "shop>b": 6, "b>table": 7 };
  const graph = callGraph([
    { caller: "shop", callee: "a" },
    { caller: "a", callee: "table" },
    { caller: "shop", callee: "b" },
    { caller: "b", callee: "table" },
  ]);
  const widest = widestPaths(graph, "shop", 10, (caller, callee) => widths[`${caller}>${callee}`] ?? 0);
  expect(Object.fromEntries(widest)).toEqual({ shop: 10, b: 6, table: 6, a: 1 });
});

test("widest paths agree with trying every threshold", () => {
  const seeds = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(calls, seeds, (someCalls, seed) => {
      const widthOf = (caller: string, callee: string) =>
        (caller.charCodeAt(0) * 31 + callee.charCodeAt(0) * 17 + seed) % 6;
      const widest = widestPaths(callGraph(someCalls), "a", 5, widthOf);
      for (const threshold of [0, 1, 2, 3, 4, 5]) {
        const wide = someCalls.filter(({ caller, callee }) => widthOf(caller, callee) >= threshold);
        const reached = dependenciesOf(callGraph(wide), "a");
        for (const name of "bcdefgh") expect((widest.get(name) ?? -1) >= threshold).toBe(reached.has(name));
      }
    }),
  );
});

test("a chain of a hundred thousand calls is walked without recursion", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => ({ caller: `s${i}`, callee: `s${i + 1}` }));
  expect(cycleNumbers(callGraph(chain), ["s0"]).size).toBe(100_001);
});
