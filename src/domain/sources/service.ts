import { z } from "zod";
import { metricSchema } from "../shared/series.ts";

/** A path in the repository as a policy writes it. */
const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    error: "must be a path inside the repository, without a leading / and without ..",
  });

/** What every service of a policy declares, whatever its telemetry source. */
export const commonDeclaration = z.strictObject({
  name: z.string().min(1).describe("How reports and pull requests call the service."),
  template: relativePath.default("template.yaml").describe("The SAM or CloudFormation template."),
  resource: z.string().min(1).describe("Its logical id in the template."),
  source: relativePath.default("src").describe("Folder with the service's code."),
  calls: z
    .array(z.string().min(1))
    .default([])
    .describe("Services of this file that it calls; a slow one of them explains a slow caller."),
  metrics: z
    .array(metricSchema)
    .default([])
    .describe("Metrics of your own, beside those of its AWS service."),
});

/** A service as the policy declares it. The part that belongs to its telemetry source is that source's to read. */
export type ServiceDeclaration = z.infer<typeof commonDeclaration>;
