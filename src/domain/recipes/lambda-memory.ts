import type { Change } from "../change/change.ts";
import type { Remedy } from "../choose/opportunity.ts";
import type { GenerationTask, Proposal } from "../draft/generation.ts";
import { reason } from "../shared/reason.ts";
import { readFunctionSettings, setFunctionProperty } from "./sam-template.ts";

type MemoryRemedy = Extract<Remedy, { kind: "lambda-memory" }>;

/** Sets a function's `MemorySize` in its template to what its use asks for. */
export function proposeLambdaMemory(task: GenerationTask, remedy: MemoryRemedy): Proposal {
  const template = task.files.find((file) => file.path === remedy.template);
  if (!template)
    return { kind: "none", reason: reason("template_missing", `There is no ${remedy.template}.`) };
  const settings = readFunctionSettings(template.content, remedy.resource);
  if (settings.kind === "not_found") return { kind: "none", reason: settings.reason };
  if (settings.value.memoryMegabytes !== remedy.fromMegabytes) {
    const text = `${remedy.resource} has ${settings.value.memoryMegabytes} MB now, not the ${remedy.fromMegabytes} MB that were measured.`;
    return { kind: "none", reason: reason("evidence_outdated", text) };
  }
  const edit = setFunctionProperty(
    template.content,
    remedy.template,
    remedy.resource,
    "MemorySize",
    remedy.toMegabytes,
  );
  if (edit.kind === "not_found") return { kind: "none", reason: edit.reason };
  return { kind: "change", change: memoryChange(task, remedy, edit.value) };
}

function memoryChange(task: GenerationTask, remedy: MemoryRemedy, edit: Change["edits"][number]): Change {
  const smaller = remedy.toMegabytes < remedy.fromMegabytes;
  const sentence = task.opportunity.findings[0]?.sentence ?? "";
  return {
    edits: [edit],
    summary: task.opportunity.title,
    rationale: smaller
      ? `${sentence} Memory is paid for whether it is used or not; ${remedy.toMegabytes} MB leave room above the largest use seen. Lambda gives CPU in proportion to memory, so the watch looks at duration.`
      : `${sentence} A function that runs out of memory is killed in the middle of its work; ${remedy.toMegabytes} MB leave room above the largest use seen.`,
    prediction: task.primaryMetric && {
      metric: task.primaryMetric,
      expectedRelativeEffect: 0,
      interval: smaller ? [-0.05, 0.1] : [-0.35, 0.05],
      costFactor: remedy.toMegabytes / remedy.fromMegabytes,
    },
    influencedByUntrusted: false,
    generator: { kind: "recipe", name: "lambda-memory" },
  };
}
