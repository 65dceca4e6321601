import type { ReasonEntry } from "../src/domain/shared/reasons/entry.ts";

const begin = "<!-- made from src/domain/shared/reasons.ts: npx vitest run test/reason-tables.test.ts -u -->";
const end = "<!-- end of what is made -->";

/** A page with the tables of the reasons in place of those that it has; what people wrote around them stays. */
export function withReasonTables(
  page: string,
  sections: Readonly<Record<string, Readonly<Record<string, ReasonEntry>>>>,
): string {
  const [before, rest] = cut(page, begin);
  const [, after] = cut(rest, end);
  const tables = Object.entries(sections).map(([title, codes]) => {
    const rows = Object.entries(codes).map(
      ([code, { waitsFor, help }]) => `| \`${code}\` | ${waitsFor === "ci" ? "CI" : waitsFor} | ${help} |`,
    );
    return [`## ${title}`, ["| code | waits for | |", "|---|---|---|", ...rows].join("\n")].join("\n\n");
  });
  return `${before}${[begin, ...tables, end].join("\n\n")}${after}`;
}

function cut(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  if (index < 0) throw new Error(`The page has no line ${at}`);
  return [text.slice(0, index), text.slice(index + at.length)];
}
