import { z } from "zod";
import { usageOf } from "../../analyse/lambda-usage.ts";
import { reason } from "../../shared/reason.ts";
import { isLambdaFunction } from "../../sources/aws-lambda.ts";
import { nothingDetected, type Recipe, type RecipeAnswer, type RecipeTask } from "../recipe.ts";
import { readFunctionNumber, readFunctionSettings, setFunctionProperty } from "../template.ts";
import { findTimeoutMismatch, recommendedTimeoutSeconds } from "./sizing.ts";

const values = z.object({
  template: z.string(),
  resource: z.string(),
  fromSeconds: z.number(),
  toSeconds: z.number(),
});
type Values = z.infer<typeof values>;

/** Sets a Lambda function's `Timeout` in its template to what its slowest work asks for. */
export const lambdaTimeout: Recipe<Values> = {
  name: "lambda-timeout",
  finds: "timeout too short or far too long",
  values,
  prior: [8, 2],
  detect(seen, template) {
    if (!isLambdaFunction(seen.service)) return nothingDetected();
    const own = readFunctionNumber(template, seen.service.resource, "Timeout");
    const settings = readFunctionSettings(template, seen.service.resource);
    if (own.kind === "not_found") return nothingDetected(own.reason);
    if (settings.kind === "not_found") return nothingDetected(settings.reason);
    const usage = usageOf(seen, settings.value);
    const finding = findTimeoutMismatch(usage);
    if (!finding) return nothingDetected();
    const limits = { fromSeconds: usage.configuredSeconds, toSeconds: recommendedTimeoutSeconds(usage) };
    const { template: file, resource } = seen.service;
    return { detected: [{ finding, values: { template: file, resource, ...limits } }], reasons: [] };
  },
  identity: ({ template, resource, fromSeconds }) => [template, resource, fromSeconds],
  title: (service, { fromSeconds, toSeconds }) =>
    `Set the timeout of ${service} from ${fromSeconds} s to ${toSeconds} s`,
  risk: () => ({ value: 0.1, because: "One number in a template; no code changes." }),
  files: ({ template }) => [template],
  change: changeTimeout,
};

function changeTimeout(
  task: RecipeTask,
  { template, resource, fromSeconds, toSeconds }: Values,
): RecipeAnswer {
  const file = task.files.find((one) => one.path === template);
  if (!file) return { kind: "none", reason: reason("template_missing", `There is no ${template}.`) };
  const now = readFunctionNumber(file.content, resource, "Timeout");
  if (now.kind === "not_found") return { kind: "none", reason: now.reason };
  if (now.value !== fromSeconds) {
    const text = `${resource} may run ${now.value} s now, not the ${fromSeconds} s that were measured.`;
    return { kind: "none", reason: reason("evidence_outdated", text) };
  }
  const edit = setFunctionProperty(file.content, template, resource, "Timeout", toSeconds);
  if (edit.kind === "not_found") return { kind: "none", reason: edit.reason };
  return {
    kind: "change",
    edits: [edit.value],
    rationale:
      toSeconds > fromSeconds
        ? `${task.sentence} Work that is cut off at the limit is paid for and lost; ${toSeconds} s let it end.`
        : `${task.sentence} ${toSeconds} s still leave three times the slowest invocation.`,
    prediction: null,
  };
}
