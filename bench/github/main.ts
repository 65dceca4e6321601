import { Command } from "commander";
import { countCalls } from "../loop/calls.ts";
import { machineLine } from "../machine.ts";
import { markdownTable } from "../markdown.ts";
import { countForeignEvents } from "./foreign-events.ts";
import { countSweep } from "./sweep.ts";

const options = new Command()
  .description("Counts the requests that the product sends to GitHub, where a local GitHub receives them.")
  .option("--json", "print one JSON object instead of a table")
  .parse()
  .opts<{ json?: boolean }>();

const { steps } = await countCalls();
const sum = (rows: typeof steps): number => rows.reduce((total, { gitHub }) => total + gitHub, 0);
const counts = {
  acting: sum(steps.filter(({ isPolling }) => !isPolling)),
  withPolling: sum(steps),
  foreignEvents: await countForeignEvents(),
  sweep: await countSweep(),
};

if (options.json) console.log(JSON.stringify(counts));
else {
  console.log(`${machineLine()}\n`);
  console.log(
    markdownTable(
      ["what", "requests to GitHub", "aim"],
      [
        ["one improvement from the cycle to kept, steps that act", String(counts.acting), "35"],
        ["the same with looks that found nothing to do yet", String(counts.withPolling), "45"],
        ["1,000 foreign events, two own pull requests open", String(counts.foreignEvents), "0"],
        ["sweep over 1,000 open improvements, nothing changed", String(counts.sweep), "20"],
      ],
    ),
  );
}
