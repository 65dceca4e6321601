import { helpFor, type Reason, waitsFor } from "../shared/reason.ts";
import type { WaitsFor } from "../shared/reasons/entry.ts";
import { plain } from "./format.ts";

const waitsOn: Readonly<Record<WaitsFor, string>> = {
  people: "people",
  ci: "the repository's CI",
  time: "something that should have passed by itself",
  nothing: "the app itself, which does not get on",
};

/** What tells people that something waits for long, and what would end it. */
export function waitingComment(isRevert: boolean, reasons: readonly Reason[]): string {
  const what = isRevert
    ? "**This revert waits, and production is worse until it is merged.** It can be merged by hand at any time."
    : "**This waits** longer than it should.";
  return [what, ...reasons.map(lineOf)].join("\n\n");
}

function lineOf(why: Reason): string {
  const help = helpFor(why);
  const end = help === null ? "" : ` What ends it: ${help}`;
  return `- It waits for ${waitsOn[waitsFor(why)]} (\`${plain(why.code)}\`): ${plain(why.text)}${end}`;
}
