import type { Remedy } from "../choose/opportunity.ts";
import type { GenerationTask, Proposal } from "../draft/generation.ts";
import { reason } from "../shared/reason.ts";
import { readFunctionSettings, setFunctionProperty } from "./sam-template.ts";

type TimeoutRemedy = Extract<Remedy, { kind: "lambda-timeout" }>;

/** Sets a function's `Timeout` in its template to what its slowest work asks for. */
export function proposeLambdaTimeout(task: GenerationTask, remedy: TimeoutRemedy): Proposal {
  const template = task.files.find((file) => file.path === remedy.template);
  if (!template)
    return { kind: "none", reason: reason("template_missing", `There is no ${remedy.template}.`) };
  const settings = readFunctionSettings(template.content, remedy.resource);
  if (settings.kind === "not_found") return { kind: "none", reason: settings.reason };
  if (settings.value.timeoutSeconds !== remedy.fromSeconds) {
    const text = `${remedy.resource} may run ${settings.value.timeoutSeconds} s now, not the ${remedy.fromSeconds} s that were measured.`;
    return { kind: "none", reason: reason("evidence_outdated", text) };
  }
  const edit = setFunctionProperty(
    template.content,
    remedy.template,
    remedy.resource,
    "Timeout",
    remedy.toSeconds,
  );
  if (edit.kind === "not_found") return { kind: "none", reason: edit.reason };
  const longer = remedy.toSeconds > remedy.fromSeconds;
  const sentence = task.opportunity.findings[0]?.sentence ?? "";
  return {
    kind: "change",
    change: {
      edits: [edit.value],
      summary: task.opportunity.title,
      rationale: longer
        ? `${sentence} Work that is cut off at the limit is paid for and lost; ${remedy.toSeconds} s let it end.`
        : `${sentence} ${remedy.toSeconds} s still leave three times the slowest invocation.`,
      prediction: null,
      influencedByUntrusted: false,
      generator: { kind: "recipe", name: "lambda-timeout" },
    },
  };
}
