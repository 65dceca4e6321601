import { parseArgs } from "node:util";
import { measureDetector, measureFindings } from "./findings-speed.ts";
import { machineLine } from "./machine.ts";

const { values } = parseArgs({ options: { series: { type: "string", default: "1000" } } });
const count = Number(values.series);
if (!Number.isInteger(count) || count < 1) {
  console.error("usage: npm run -s bench:analysis -- --series 1000");
  process.exit(2);
}

console.log(machineLine());
const findings = measureFindings(count);
console.log(
  `findings: ${count} series of ${findings.pointsPerSeries} points in ${findings.seconds.toFixed(1)} s on one core: ` +
    `${(count / findings.seconds).toFixed(0)} series/s, ${(findings.found / count).toFixed(2)} findings a series, ` +
    `peak memory ${findings.peakMegabytes.toFixed(0)} MB (after a tenth ${findings.earlyPeakMegabytes.toFixed(0)} MB)`,
);
const detector = measureDetector(count);
console.log(
  `detector: one new point for each of ${count} running detectors in ${detector.milliseconds.toFixed(1)} ms ` +
    `(${detector.microsecondsPerPoint.toFixed(1)} µs a point, after ${detector.historyPoints} points; ` +
    `${detector.kilobytesPerSeries.toFixed(1)} kB of state a series)`,
);
