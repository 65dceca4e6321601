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
import { readFunctionNumber, readFunctionSettings } from "../template.ts";
import { setProperties } from "../template-edit.ts";
import { fitTimeout } from "./coupled-limits.ts";
import { findHang, findTimeoutMismatch, targetSeconds, whyNoTimeoutCut } from "./sizing.ts";

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
  detect: detectTimeout,
  identity: ({ template, resource, fromSeconds }) => [template, resource, fromSeconds],
  title: (service, { fromSeconds, toSeconds }) =>
    `Set the timeout of ${service} from ${fromSeconds} s to ${toSeconds} s`,
  risk: () => ({ value: 0.1, because: "One number in a template; no code changes." }),
  raises: ({ fromSeconds, toSeconds }) => toSeconds > fromSeconds,
  files: ({ template }) => [template],
  change: changeTimeout,
};

function detectTimeout(seen: Observation, template: string): Detection<Values> {
  if (!isLambdaFunction(seen.service)) return nothingDetected();
  const { template: file, resource } = seen.service;
  const own = readFunctionNumber(template, resource, "Timeout");
  const settings = readFunctionSettings(template, resource);
  if (own.kind === "not_found") return nothingDetected(own.reason);
  if (settings.kind === "not_found") return nothingDetected(settings.reason);
  const usage = usageOf(seen, settings.value);
  const finding = findTimeoutMismatch(usage);
  const fromSeconds = own.value;
  if (!finding) {
    const hang = findHang(usage);
    const why = whyNoTimeoutCut(usage);
    return { detected: [], unsolved: hang ? [hang] : [], reasons: why ? [why] : [] };
  }
  const limits = { fromSeconds, toSeconds: targetSeconds(finding, usage) };
  const fit = fitTimeout(template, resource, limits);
  if (fit.kind === "none") return { detected: [], unsolved: [finding], reasons: [fit.reason] };
  return {
    detected: [{ finding, values: { template: file, resource, fromSeconds, toSeconds: fit.seconds } }],
    reasons: [],
  };
}

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
  const fit = fitTimeout(file.content, resource, { fromSeconds, toSeconds });
  if (fit.kind === "none") return fit;
  if (fit.seconds !== toSeconds) {
    const text = `Something that waits for ${resource} gives up after ${fit.seconds} s now.`;
    return { kind: "none", reason: reason("evidence_outdated", text) };
  }
  const own = { resource, path: ["Timeout"], value: toSeconds };
  const edits = setProperties(file.content, template, [...fit.also, own]);
  if (edits.kind === "not_found") return { kind: "none", reason: edits.reason };
  const also = fit.also.map(
    ({ resource: other, path, value }) => ` ${path.join(".")} of ${other} grows to ${value} s with it.`,
  );
  return {
    kind: "change",
    edits: edits.value,
    rationale:
      toSeconds > fromSeconds
        ? `${task.sentence} Work that is cut off at the limit is paid for and lost; ${toSeconds} s let it end.${also.join("")}`
        : `${task.sentence} ${toSeconds} s still leave three times the slowest invocation.`,
    prediction: null,
  };
}
