import { parseArgs } from "node:util";
import { machineLine } from "../machine.ts";
import { measureVerdicts } from "../watch/verdict-speed.ts";
import { measureQuality } from "./findings-quality.ts";
import { measureDetector, measureFindings } from "./findings-speed.ts";

const { values } = parseArgs({ options: { series: { type: "string" }, quality: { type: "string" } } });
const count = Number(values.quality ?? values.series ?? 1000);
if (!Number.isInteger(count) || count < 1) {
  console.error("usage: npm run -s bench:analysis -- [--series 1000 | --quality 100]");
  process.exit(2);
}
if (values.quality !== undefined) {
  for (const line of measureQuality(count)) console.log(line);
  process.exit(0);
}

console.log(machineLine());
const findings = measureFindings(count);
console.log(
  `findings: ${count} series of ${findings.pointsPerSeries} points in ${findings.seconds.toFixed(1)} s: ` +
    `${(count / findings.seconds).toFixed(0)} series/s (${(count / findings.cpuSeconds).toFixed(0)} per second of processor time), ${(findings.found / count).toFixed(2)} findings a series, ` +
    `peak memory ${findings.peakMegabytes.toFixed(0)} MB (after a tenth ${findings.earlyPeakMegabytes.toFixed(0)} MB)`,
);
const detector = measureDetector(count);
console.log(
  `detector: one new point for each of ${count} running detectors in ${detector.milliseconds.toFixed(1)} ms ` +
    `(${detector.microsecondsPerPoint.toFixed(1)} µs a point, ${detector.cpuMicrosecondsPerPoint.toFixed(1)} µs of processor time, after ${detector.historyPoints} points; ` +
    `${detector.kilobytesPerSeries.toFixed(1)} kB of state a series)`,
);
for (const line of measureVerdicts()) console.log(line);
