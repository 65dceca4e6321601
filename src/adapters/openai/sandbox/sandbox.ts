import { z } from "zod";
import type { Isolation, IsolationKind } from "../../../domain/shared/isolation.ts";
import { type Command, type SandboxedProgram, sandboxCommand } from "./command.ts";
import { converse } from "./run.ts";

/** A program that is kept apart as well as it can be here. */
export interface Sandbox {
  /** Found out once, by a trial. */
  isolation(): Promise<Isolation>;
  /** What starts the program; null when nothing keeps it apart. */
  command(): Promise<Command | null>;
}

const trialMs = 20_000;

/**
 * Tries bubblewrap, then Node's permission model, each with the whole command and no task; the first that works is
 * taken for as long as this process lives.
 * @param kinds what may be tried, the best first
 */
export function sandboxFor(
  program: SandboxedProgram,
  kinds: readonly IsolationKind[] = ["bubblewrap", "permissions"],
  node = process.execPath,
): Sandbox {
  let found: Promise<{ isolation: Isolation; command: Command | null }> | undefined;
  const find = () => {
    found ??= firstThatWorks(program, kinds, node);
    return found;
  };
  return {
    isolation: async () => (await find()).isolation,
    command: async () => (await find()).command,
  };
}

async function firstThatWorks(
  program: SandboxedProgram,
  kinds: readonly IsolationKind[],
  node: string,
): Promise<{ isolation: Isolation; command: Command | null }> {
  const libraries = linkedLibraries();
  const problems: string[] = [];
  for (const kind of kinds) {
    const command = sandboxCommand(kind, program, node, libraries);
    const problem = await trial(command);
    if (problem === null) return { isolation: isolationOf(kind, problems), command };
    problems.push(`${kind}: ${problem}`);
  }
  return { isolation: { kind: "none", because: problems.join(" ") }, command: null };
}

function isolationOf(kind: IsolationKind, problems: readonly string[]): Isolation {
  return kind === "bubblewrap" ? { kind } : { kind, because: problems.join(" ") };
}

/** null when the program started and ended well without a task, else why not. */
async function trial(command: Command): Promise<string | null> {
  const limits = { timeoutMs: trialMs, outputBytes: 1024 };
  const tried = await converse<never>(
    command,
    "null",
    async () => ({ kind: "broke_rules", detail: "" }),
    limits,
  );
  if (tried.kind === "done") return null;
  return tried.kind === "ended" && tried.detail === "It ended with code 0." ? null : tried.detail;
}

const reportSchema = z.object({ sharedObjects: z.array(z.string()) });

/** The files that this Node is linked with: another one needs the same. */
export function linkedLibraries(): string[] {
  // Without it a report asks name servers; Node's typings do not know it yet.
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const before = report.excludeNetwork ?? false;
  report.excludeNetwork = true;
  try {
    const parsed = reportSchema.safeParse(report.getReport());
    return parsed.success ? parsed.data.sharedObjects.filter((one) => one.startsWith("/")) : [];
  } finally {
    report.excludeNetwork = before;
  }
}
