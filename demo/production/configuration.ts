import { parse } from "yaml";
import { z } from "zod";
import type { CodeBug, Workload } from "./workload.ts";

/** A bug as it shows in the deployed code: stack frames with lines and columns. */
export interface DeployedBug {
  readonly bug: CodeBug;
  readonly stack: readonly string[];
}

/** What was deployed of a function. */
export interface Configuration {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Executions at once before Lambda throttles; null without a reservation. */
  readonly reservedConcurrency: number | null;
  readonly bugs: readonly DeployedBug[];
}

const functionSchema = z.object({
  FunctionName: z.string().optional(),
  MemorySize: z.number().min(128).max(10_240).optional(),
  Timeout: z.number().min(1).max(900).optional(),
  ReservedConcurrentExecutions: z.number().min(0).optional(),
});

const templateSchema = z.object({
  Globals: z.object({ Function: functionSchema.optional() }).optional(),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

/**
 * What deploying these files gives each function that the template declares.
 * @throws Error when the template is not one that CloudFormation would take
 */
export function readConfigurations(
  files: ReadonlyMap<string, string>,
  workloads: readonly Workload[],
): Map<string, Configuration> {
  const text = files.get("template.yaml");
  if (text === undefined) throw new Error("there is no template.yaml to deploy");
  const template = templateSchema.parse(parse(text, { logLevel: "silent" }));
  const globals = template.Globals?.Function;
  const configurations = new Map<string, Configuration>();
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== "AWS::Serverless::Function") continue;
    const own = functionSchema.parse(resource.Properties ?? {});
    const workload = workloads.find(({ functionName }) => functionName === own.FunctionName);
    if (!workload) continue;
    configurations.set(workload.functionName, {
      memoryMegabytes: own.MemorySize ?? globals?.MemorySize ?? 128,
      timeoutSeconds: own.Timeout ?? globals?.Timeout ?? 3,
      reservedConcurrency: own.ReservedConcurrentExecutions ?? null,
      bugs: workload.bugs.flatMap((bug) => deployedBug(bug, files) ?? []),
    });
  }
  return configurations;
}

function deployedBug(bug: CodeBug, files: ReadonlyMap<string, string>): DeployedBug | null {
  const culprit = bug.frames[0];
  if (!culprit || !files.get(culprit.file)?.includes(culprit.text)) return null;
  const stack = bug.frames.flatMap(({ functionName, file, text }) => {
    const place = placeOf(files.get(file) ?? "", text);
    return place ? [`    at ${functionName} (file:///var/task/${file}:${place})`] : [];
  });
  return {
    bug,
    stack: [...stack, "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)"],
  };
}

/** `line:column` of the last property of `text`, both from 1, as V8 counts them; null when it is not there. */
function placeOf(content: string, text: string): string | null {
  const lines = content.split("\n");
  const line = lines.findIndex((candidate) => candidate.includes(text));
  if (line < 0) return null;
  const column = (lines[line] ?? "").indexOf(text) + text.lastIndexOf(".") + 2;
  return `${line + 1}:${column}`;
}
