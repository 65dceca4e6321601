import { Command } from "commander";
import { markdownTable } from "../markdown.ts";
import { corpus } from "./corpus.ts";
import { type Mark, mark, type Score, scores } from "./score.ts";

const options = new Command("bench:stack-traces")
  .description("What is read of stack traces as runtimes and loggers write them; labelled by construction.")
  .option("--held-out", "the loggers that were not tuned on")
  .option("--errors", "show what was read wrong")
  .option("--json", "print JSON")
  .parse()
  .opts<{ heldOut?: boolean; errors?: boolean; json?: boolean }>();

const marks = corpus(options.heldOut ?? false).map(mark);
const byLogger = scores(marks, ({ entry }) => entry.logger);
const byLanguage = scores(marks, ({ entry }) => entry.trace.language);
const all = scores(marks, () => "all");

if (options.json) console.log(JSON.stringify({ all: all[0], byLanguage, byLogger }, null, 2));
else print();

function print(): void {
  const head = ["group", "traces", "frame", "language", "type", "file", "wrong files"];
  const rows = [...byLanguage, ...byLogger, ...all];
  console.log(markdownTable(head, rows.map(cells)));
  const worst = [...byLogger].sort((a, b) => lowest(a) - lowest(b))[0];
  if (worst) console.log(`worst group: ${worst.group} (${percent(lowest(worst))})`);
  if (options.errors) for (const one of marks) if (isWrong(one)) console.log(describe(one));
}

function cells(score: Score): string[] {
  const shares = [score.frame, score.language, score.type, score.file].map(percent);
  return [score.group, String(score.entries), ...shares, String(score.wrongFiles)];
}

function lowest({ frame, language, type, file }: Score): number {
  return Math.min(frame, language, type, file);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function isWrong({ frame, language, type, file, wrongFiles }: Mark): boolean {
  return !(frame && language && type && file && wrongFiles.length === 0);
}

function describe({ entry, seen, frame, language, type, file, wrongFiles }: Mark): string {
  const failed = Object.entries({ frame, language, type, file }).filter(([, holds]) => !holds);
  const read = seen && {
    language: seen.language,
    type: seen.errorType,
    frames: seen.frames.map((one) => `${one.inApp ? "" : "-"}${one.file}:${one.line}`),
  };
  return `${entry.trace.language} ${entry.trace.name} / ${entry.logger}: ${failed.map(([name]) => name).join(", ")} ${wrongFiles.join(" ")} ${JSON.stringify(read)}`;
}
