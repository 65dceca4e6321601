import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { policyDoubts } from "../../domain/policy/doubts.ts";
import { policyPath } from "../../domain/policy/policy.ts";
import { parseFullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { cycleCommand } from "./cycle-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { policyJsonSchema } from "./policy-json-schema.ts";
import { statusCommand } from "./status-command.ts";
import type { CommandLineWorld } from "./world.ts";

const exitCodeHelp = `
Exit codes:
  ${exitCodes.done}  done
  ${exitCodes.failed}  something failed or is not set up; the message says what to do
  ${exitCodes.invalid}  wrong arguments, configuration or policy file
  ${exitCodes.refused}  nothing was done because somebody has switched it off, which is said
  ${exitCodes.blind}  nothing at all could be seen of any service; check region, role and names`;

/** Runs one command; returns the process's exit code. Never throws. */
export async function runCommandLine(args: readonly string[], world: CommandLineWorld): Promise<number> {
  const outcome: { exitCode: number } = { exitCode: exitCodes.done };
  const program = commands(world, (exitCode) => {
    outcome.exitCode = exitCode;
  });
  try {
    await program.parseAsync(args.length > 0 ? [...args] : ["--help"], { from: "user" });
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.invalid;
    world.writeError(`${describe(error)}\n`);
    return exitCodes.failed;
  }
}

function commands(world: CommandLineWorld, exit: (code: number) => void): Command {
  const program = new Command("self-building")
    .description("Turns production telemetry into pull requests, and verifies or reverts them in git.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.write(text),
      writeErr: (text) => world.writeError(text),
    })
    .addHelpText("after", exitCodeHelp);
  const json = () => new Option("--json", "print JSON for scripts").default(false);

  program
    .command("start")
    .description("run the server: webhooks, MCP, schedule (see .env.example for its settings)")
    .action(() => world.serve((url) => world.write(`Listening on ${url} (/health, /ready, /mcp)\n`)));

  program
    .command("cycle")
    .description("run one cycle, advance what is due, and exit; needs no server and no lasting database")
    .option("--repository <owner/name>", "default: GITHUB_REPOSITORY, else all installed ones", repository)
    .option("--window-hours <hours>", "how far back to look (1 to 168)", hours)
    .option("--dry-run", "write nothing to GitHub and CloudWatch, print what would be opened", false)
    .option("--advance-only", "look for nothing new, only move on what is open", false)
    .addOption(json())
    .action(async (options) => exit(await cycleCommand(options, world)));

  program
    .command("status")
    .description(
      "say where improvements stand (while a server runs on the same folder, ask it by get_system_status)",
    )
    .addOption(json())
    .action(async (options) => exit(await statusCommand(options, world)));

  program
    .command("check-config")
    .description("check a policy file and name every problem")
    .argument("[file]", "the file", policyPath)
    .addOption(json())
    .action(async (file, options) => exit(await checkPolicyFile(file, options, world)));

  program
    .command("schema")
    .description("print the JSON Schema of the policy file")
    .action(() => world.write(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`));

  program
    .command("demo")
    .description("play the whole story on a local world; needs no account")
    .option("--serve", "leave the world running afterwards", false)
    .action(async (options) => exit(await world.playDemo(options)));

  // A command made before these settings has none of its own.
  for (const command of program.commands)
    command.copyInheritedSettings(program).addHelpText("after", exitCodeHelp);
  return program;
}

async function checkPolicyFile(
  file: string,
  { json }: { json: boolean },
  world: CommandLineWorld,
): Promise<number> {
  let text: string;
  try {
    text = await world.readFile(file);
  } catch {
    world.writeError(`${file} cannot be read. Name the policy file: self-building check-config <file>\n`);
    return exitCodes.invalid;
  }
  const checked = world.checkPolicy(text);
  const problems = checked.kind === "invalid" ? checked.problems : [];
  const warnings = checked.kind === "policy" ? policyDoubts(checked.policy) : [];
  if (json) world.write(`${JSON.stringify({ file, valid: problems.length === 0, problems, warnings })}\n`);
  else if (problems.length === 0) {
    world.write(`${file} is valid.\n${warnings.map((warning) => `  warning: ${warning}\n`).join("")}`);
  } else world.write(`${file} is not valid:\n${problems.map((problem) => `  ${problem.text}\n`).join("")}`);
  return problems.length === 0 ? exitCodes.done : exitCodes.invalid;
}

function repository(text: string): RepositoryRef {
  try {
    return parseFullName(text);
  } catch (error) {
    throw new InvalidArgumentError(describe(error));
  }
}

function hours(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 168) {
    throw new InvalidArgumentError("Give a whole number from 1 to 168.");
  }
  return value;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n  because: ${describe(error.cause)}` : "";
  return `${error.message}${cause}`;
}
