import { z } from "zod";
import { usageOf } from "../../analyse/lambda-usage.ts";
import type { Observation } from "../../analyse/observation.ts";
import { reason } from "../../shared/reason.ts";
import { isLambdaFunction } from "../../sources/aws-lambda.ts";
import {
  type Detection,
  nothingDetected,
  type Recipe,
  type RecipeAnswer,
  type RecipeTask,
} from "../recipe.ts";
import { readFunctionNumber, readFunctionSettings, setFunctionProperty } from "../template.ts";
import { findMemoryMismatch, recommendedMegabytes, whyNoMemoryChange } from "./sizing.ts";

const values = z.object({
  template: z.string(),
  resource: z.string(),
  fromMegabytes: z.number(),
  toMegabytes: z.number(),
});
type Values = z.infer<typeof values>;

/** Sets a Lambda function's `MemorySize` in its template to what its use asks for. */
export const lambdaMemory: Recipe<Values> = {
  name: "lambda-memory",
  finds: "memory over- or under-provisioned (100 or more sampled invocations)",
  values,
  prior: [7, 3],
  detect: detectMemory,
  identity: ({ template, resource, fromMegabytes }) => [template, resource, fromMegabytes],
  title: (service, { fromMegabytes, toMegabytes }) =>
    `Set the memory of ${service} from ${fromMegabytes} MB to ${toMegabytes} MB`,
  risk: ({ fromMegabytes, toMegabytes }) =>
    toMegabytes < fromMegabytes
      ? {
          value: 0.3,
          because: "Less memory also means less CPU, which the evidence cannot rule out as the limit.",
        }
      : { value: 0.2, because: "More memory costs more for each millisecond." },
  raises: ({ fromMegabytes, toMegabytes }) => toMegabytes > fromMegabytes,
  files: ({ template }) => [template],
  change: changeMemory,
};

function detectMemory(seen: Observation, template: string): Detection<Values> {
  if (!isLambdaFunction(seen.service)) return nothingDetected();
  const { template: file, resource } = seen.service;
  const own = readFunctionNumber(template, resource, "MemorySize");
  const settings = readFunctionSettings(template, resource);
  if (own.kind === "not_found") return nothingDetected(own.reason);
  if (settings.kind === "not_found") return nothingDetected(settings.reason);
  const usage = usageOf(seen, settings.value);
  const finding = findMemoryMismatch(usage);
  if (!finding) {
    const why = whyNoMemoryChange(usage);
    return nothingDetected(...(why ? [why] : []));
  }
  const sizes = { fromMegabytes: own.value, toMegabytes: recommendedMegabytes(usage) };
  return { detected: [{ finding, values: { template: file, resource, ...sizes } }], reasons: [] };
}

function changeMemory(
  task: RecipeTask,
  { template, resource, fromMegabytes, toMegabytes }: Values,
): RecipeAnswer {
  const file = task.files.find((one) => one.path === template);
  if (!file) return { kind: "none", reason: reason("template_missing", `There is no ${template}.`) };
  const now = readFunctionNumber(file.content, resource, "MemorySize");
  if (now.kind === "not_found") return { kind: "none", reason: now.reason };
  if (now.value !== fromMegabytes) {
    const text = `${resource} has ${now.value} MB now, not the ${fromMegabytes} MB that were measured.`;
    return { kind: "none", reason: reason("evidence_outdated", text) };
  }
  const edit = setFunctionProperty(file.content, template, resource, "MemorySize", toMegabytes);
  if (edit.kind === "not_found") return { kind: "none", reason: edit.reason };
  const smaller = toMegabytes < fromMegabytes;
  return {
    kind: "change",
    edits: [edit.value],
    rationale: smaller
      ? `${task.sentence} Memory is paid for whether it is used or not; ${toMegabytes} MB leave room above the largest use seen. Lambda gives CPU in proportion to memory, so the watch looks at duration.`
      : `${task.sentence} A function that runs out of memory is killed in the middle of its work; ${toMegabytes} MB leave room above the largest use seen.`,
    prediction: task.primaryMetric && {
      metric: task.primaryMetric,
      expectedRelativeEffect: 0,
      interval: smaller ? [-0.05, 0.1] : [-0.35, 0.05],
      costFactor: toMegabytes / fromMegabytes,
    },
  };
}
