import { Command } from "commander";
import { TemplateMiner } from "../../src/domain/analyse/logs/template-miner.ts";

const options = new Command("bench:logs:hostile")
  .description(
    "Distinct shapes without end, between lines that matter: is memory bounded, and do those survive?",
  )
  .option("--lines <count>", "distinct shapes", Number, 10_000_000)
  .parse()
  .opts<{ lines: number }>();

const miner = new TemplateMiner();
const wanted = new Set<number>();
const startedAt = performance.now();
for (let index = 0; index < options.lines; index++) {
  miner.add(`noise ${letters(index)} came from ${letters(index * 7)} again`);
  if (index % 100 === 0) wanted.add(miner.add(`order ${index} placed by customer c-${index}`));
  if (index % 100_000 === 0) for (const line of oddLines(index)) miner.add(line);
  if (index % 2_000_000 === 0) console.log(`${index} shapes, ${megabytes()} MB resident`);
}
const minedAt = performance.now();
const templates = miner.templates();
const endedAt = performance.now();
const texts = new Set([...wanted].map((slot) => templates[slot]?.text));
console.log(
  `${options.lines} shapes, ${Math.round(options.lines / ((minedAt - startedAt) / 1_000))} lines/s, ` +
    `templates in ${Math.round(endedAt - minedAt)} ms, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, ` +
    `the lines that matter: ${[...texts].join(" | ")}`,
);

/** A megabyte, bytes that are no text, halves of surrogate pairs, text read in the wrong encoding, open brackets. */
function oddLines(seed: number): string[] {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 31 + seed) % 256));
  return [
    "x".repeat(1_000_000),
    `{"msg":"${"a b ".repeat(250_000)}"}`,
    bytes.toString("latin1"),
    bytes.toString("utf8"),
    "\ud800\udc00\ud800 caf\u00c3\u00a9 caf\u00e9",
    "{[(<".repeat(10_000),
  ];
}

/** Base 20 without digits, so that no mask makes two numbers equal. */
function letters(number: number): string {
  return number.toString(20).replace(/\d/g, (digit) => "klmnopqrst".charAt(Number(digit)));
}

function megabytes(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}
