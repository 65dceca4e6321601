import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { TemplateMiner } from "../../src/domain/analyse/logs/template-miner.ts";

const options = new Command("bench:logs")
  .description("Groups log lines by template, one configuration for every set.")
  .requiredOption("--in <file>", 'JSON: { "<set>": ["line", …] }')
  .requiredOption("--out <folder>", 'for each set <set>.json: [[templateId, "template"], …] in input order')
  .parse()
  .opts<{ in: string; out: string }>();

const sets = z
  .record(z.string().regex(/^[^/\\]+$/), z.array(z.string()))
  .parse(JSON.parse(readFileSync(options.in, "utf8")));
mkdirSync(options.out, { recursive: true });

let totalLines = 0;
let totalMs = 0;
let totalCpuMs = 0;
for (const [name, lines] of Object.entries(sets)) {
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const miner = new TemplateMiner();
  const slots = lines.map((line) => miner.add(line));
  const templates = miner.templates();
  const elapsedMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(startedCpu);
  totalLines += lines.length;
  totalMs += elapsedMs;
  totalCpuMs += (cpu.user + cpu.system) / 1_000;
  const rows = slots.map((slot) => [templates[slot]?.id, templates[slot]?.text]);
  writeFileSync(join(options.out, `${name}.json`), JSON.stringify(rows));
  const found = new Set(rows.map(([id]) => id)).size;
  console.log(
    `${name}: ${lines.length} lines, ${found} templates, ${perSecond(lines.length, elapsedMs)} lines/s`,
  );
}
console.log(
  `all: ${totalLines} lines, ${perSecond(totalLines, totalMs)} lines/s by the clock, ${perSecond(totalLines, totalCpuMs)} lines per second of CPU, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
);

function perSecond(count: number, elapsedMs: number): string {
  return Math.round((count / Math.max(elapsedMs, 0.001)) * 1_000).toLocaleString("en-US");
}
