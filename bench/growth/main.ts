import { machineLine } from "../machine.ts";
import { markdownTable } from "../markdown.ts";
import { type Case, cases } from "./cases.ts";

const factor = 4;
const runs = 5;
/** Below, the clock's own steps are most of what is measured. */
const measurableMs = 2;

console.log(`${machineLine()}\n`);
console.log(
  markdownTable(
    ["input", "size", "CPU ms", `at ${factor} × the size`, "grows by"],
    cases.map((one) => {
      const [small, large] = [fastest(one, one.size), fastest(one, one.size * factor)];
      return [one.name, String(one.size), small.toFixed(1), large.toFixed(1), growth(small, large)];
    }),
  ),
);

/** Processor time in milliseconds, the least of several runs. */
function fastest(one: Case, size: number): number {
  const work = one.prepare(size);
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const before = process.cpuUsage();
      work();
      return process.cpuUsage(before).user / 1_000;
    }),
  );
}

function growth(small: number, large: number): string {
  if (large < measurableMs) return "too fast to tell";
  const times = large / Math.max(small, measurableMs / factor);
  return `${times.toFixed(1)} ×${times > factor ** 1.5 ? " (**more than linear**)" : ""}`;
}
