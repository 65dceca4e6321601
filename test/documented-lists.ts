import { z } from "zod";
import type { Command } from "../src/cycle/commands/command.ts";
import type { ProtectedKind } from "../src/domain/change/protected-paths.ts";
import { commandLine } from "../src/domain/messages/command-reply.ts";
import type { Tool } from "../src/entry/mcp/tool.ts";
import { settingRows } from "./policy-reference.ts";

/**
 * A document with what stands between `<!-- NAME -->` and `<!-- /NAME -->` replaced by the text of that name.
 * @throws Error when a block that begins has no text or does not end
 */
export function withBlocks(document: string, texts: Readonly<Record<string, string>>): string {
  return document.replaceAll(/<!-- ([a-z ]+) -->(?:.*?<!-- \/\1 -->)?/gs, (block, name: string) => {
    const end = `<!-- /${name} -->`;
    const text = texts[name];
    if (text === undefined || !block.endsWith(end))
      throw new Error(`The block ${name} has no text or no end.`);
    return `<!-- ${name} -->${text}${end}`;
  });
}

/** What documents tell of the commands and tools, by the names of their blocks. */
export function documentedLists(
  commands: readonly Command[],
  tools: readonly Tool[],
  metrics: Readonly<Record<string, { readonly unit: string; readonly when: string }>>,
  kinds: readonly ProtectedKind[],
): Record<string, string> {
  return {
    commands: commands.map((command) => `\`${commandLine(command)}\``).join(", "),
    "command table": onLinesOfItsOwn(commandTable(commands)),
    "protected paths": onLinesOfItsOwn(protectedPathTable(kinds)),
    tools: tools.map(({ name }) => `\`${name}\``).join(", "),
    "metric table": onLinesOfItsOwn(metricTable(metrics)),
    "tool reference": onLinesOfItsOwn(tools.map(toolReference).join("\n\n")),
  };
}

function commandTable(commands: readonly Command[]): string {
  const rows = commands.map(
    (command) => `| \`${commandLine(command)}\` | ${command.help} | ${command.needs} access |`,
  );
  return ["| | | needs |", "|---|---|---|", ...rows].join("\n");
}

function metricTable(
  metrics: Readonly<Record<string, { readonly unit: string; readonly when: string }>>,
): string {
  const rows = Object.entries(metrics).map(([name, { unit, when }]) => `| \`${name}\` | ${unit} | ${when} |`);
  return ["| metric | unit | when |", "|---|---|---|", ...rows].join("\n");
}

function protectedPathTable(kinds: readonly ProtectedKind[]): string {
  const rows = kinds.map(
    ({ name, from, patterns }) =>
      `| ${name} | ${from} | ${patterns.map((pattern) => `\`${pattern}\``).join(" ")} |`,
  );
  return ["| what | kept from | patterns |", "|---|---|---|", ...rows].join("\n");
}

function toolReference({ name, description, input, output }: Tool): string {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()) })
    .parse(z.toJSONSchema(output));
  const answer = Object.keys(properties).map((field) => `\`${field}\``);
  return [
    `### ${name}`,
    description,
    [
      "| argument | values | default | |",
      "|---|---|---|---|",
      ...settingRows(z.toJSONSchema(input, { io: "input" })),
    ].join("\n"),
    `Answer: ${answer.join(", ")}.`,
  ].join("\n\n");
}

function onLinesOfItsOwn(text: string): string {
  return `\n\n${text}\n\n`;
}
