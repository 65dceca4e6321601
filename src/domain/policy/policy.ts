import { z } from "zod";
import { recipes } from "../recipes/recipes.ts";
import { fractionSchema } from "../shared/fraction.ts";
import { readGlob } from "../shared/glob.ts";
import { labels } from "../shared/names.ts";
import { metricSchema } from "../shared/series.ts";
import { serviceSchema } from "../sources/service-declaration.ts";

/** Where a repository keeps its policy. */
export const policyPath = ".github/self-building.yml";

const recipeNames = recipes.map(({ name }) => name);

const requiredCheckSchema = z.union([
  z.string().min(1),
  z.strictObject({
    name: z
      .string()
      .min(1)
      .describe("The check's own name: the job, where the page shows workflow / job (event)."),
    app: z.string().min(1).optional().describe("Slug of the app that must have reported it."),
  }),
]);

const mergeSchema = z.strictObject({
  auto: z.boolean().default(false).describe("Let the app merge when the gate is open."),
  method: z
    .enum(["squash", "merge", "rebase"])
    .optional()
    .describe(
      "How the app merges. Default: the first of squash, merge and rebase that the repository allows.",
    ),
  requiredChecks: z.array(requiredCheckSchema).default([]).describe("At least one for merge.auto."),
  requiredApprovals: z.int().min(0).max(10).default(0).describe("Approvals of people, beside the checks."),
  blockingLabels: z
    .array(z.string().min(1))
    .default([labels.hold])
    .describe("A pull request with one of them is not merged, nor is one labelled self-building:hold."),
  requireUpToDate: z
    .boolean()
    .default(false)
    .describe(
      "Merge only what was tested on the newest base, also where GitHub's own rules do not ask for that.",
    ),
  acceptedBots: z
    .array(
      z.string().regex(/.\[bot\]$/, {
        error: "must be the login of a bot as GitHub shows it, e.g. pre-commit-ci[bot]",
      }),
    )
    .default([])
    .describe("Bots whose commits on the app's branches are merged, or replaced, like the app's own."),
  allowUntrusted: z
    .boolean()
    .default(false)
    .describe("Let changes that log lines or issue texts have influenced merge without a person."),
  allowTestChanges: z
    .boolean()
    .default(false)
    .describe("Let changes in which a model has changed tests merge without a person."),
});

/** A week: holidays and a release train that comes once a week are no reason to give up. */
export const defaultDeploymentWaitHours = 168;

const watchSchema = z.strictObject({
  environment: z
    .string()
    .min(1)
    .optional()
    .describe("Watch from the successful GitHub deployment to this environment; without it from the merge."),
  deploymentWaitHours: z
    .int()
    .min(1)
    .max(2160)
    .default(defaultDeploymentWaitHours)
    .describe("For how long after the merge a deployment is waited for. After that it ends as inconclusive."),
  durationSeconds: z
    .int()
    .min(60)
    .max(1_209_600)
    .optional()
    .describe("How long a change is watched. Default: MONITORING_DURATION_SECONDS."),
  degradationThreshold: fractionSchema
    .optional()
    .describe("How much worse a metric must be, as a fraction. Default: ROLLBACK_DEGRADATION_THRESHOLD."),
  baselineHours: z.int().min(1).max(672).default(168).describe("How much of the past is compared with."),
  metrics: z
    .array(z.strictObject({ metric: metricSchema, role: z.enum(["primary", "guardrail"]) }))
    .optional()
    .describe("Default: duration, errors and throttles of the changed service."),
});

const pathPattern = z
  .string()
  .min(1)
  .refine((pattern) => !pattern.startsWith("!"), {
    error: "must not begin with !; what is not to be touched belongs into limits.protectedPaths",
  })
  .superRefine((pattern, context) => {
    const glob = readGlob(pattern);
    if (glob.kind === "unreadable") context.addIssue(`is no pattern of paths: ${glob.problem}`);
  });

const limitsSchema = z.strictObject({
  maxOpenPullRequests: z.int().min(0).max(50).default(3).describe("Open in this repository at once."),
  maxPullRequestsPerDay: z.int().min(0).max(50).default(5).describe("New in this repository in 24 hours."),
  maxFiles: z.int().min(1).max(50).default(5).describe("Files that one change may touch."),
  maxChangedLines: z.int().min(1).max(2000).default(200).describe("Lines that one change may touch."),
  maxChangedCharacters: z
    .int()
    .min(1)
    .max(200_000)
    .default(20_000)
    .describe("Characters that one change may add and take away."),
  maxLineLength: z
    .int()
    .min(80)
    .max(10_000)
    .default(300)
    .describe("Columns up to which a model may write into a line."),
  allowedPaths: z.array(pathPattern).default(["**"]).describe("Where changes may be made."),
  modelPaths: z
    .array(pathPattern)
    .default([])
    .describe(
      "Where a model may write beside the service's source and tests. Templates and scripts only if a pattern names the file without wildcards.",
    ),
  protectedPaths: z
    .array(pathPattern)
    .default([])
    .describe("Where none may be made, beside those that are always protected."),
});

const trailerSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z][A-Za-z0-9-]*: \S.*$/, {
    error: "must be one line as git takes it for a trailer, e.g. Signed-off-by: Shop Bot <bot@example.com>",
  });

/** The repository's policy file. Unknown keys are errors: a misspelt safety setting must not be ignored. */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  enabled: z.boolean().default(true).describe("The repository's kill switch."),
  services: z.array(serviceSchema).min(1),
  recipes: z.array(z.enum(recipeNames)).default(recipeNames).describe("Which recipes may be used."),
  model: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe("Let a language model write changes, if one is configured."),
      sandbox: z
        .enum(["preferred", "required"])
        .default("preferred")
        .describe(
          "Required: ask no model unless bubblewrap keeps its process apart; preferred: Node's permission model will do where there is none.",
        ),
    })
    .prefault({}),
  logs: z
    .strictObject({
      showExamples: z
        .boolean()
        .default(false)
        .describe(
          "Show masked lines of the logs in pull requests. Without it they show what the lines have in common.",
        ),
    })
    .prefault({}),
  minImpactScore: z.number().min(0).max(100).default(20).describe("What scores less is not proposed."),
  merge: mergeSchema.prefault({}),
  commits: z
    .strictObject({
      trailers: z
        .array(trailerSchema)
        .max(10)
        .default([])
        .describe("Last lines of every commit of the app's, e.g. what a DCO check asks for."),
    })
    .prefault({}),
  revert: z
    .strictObject({
      auto: z.boolean().default(false).describe("Let the app merge its revert pull requests itself."),
    })
    .prefault({}),
  watch: watchSchema.prefault({}),
  limits: limitsSchema.prefault({}),
});
export type Policy = z.infer<typeof policySchema>;
export type MergePolicy = Policy["merge"];
export type MergeMethod = NonNullable<MergePolicy["method"]>;

/** A check that the gate demands, and the app that has to report it (null: any). */
export interface RequiredCheck {
  readonly name: string;
  readonly app: string | null;
}

/** The labels that hold a pull request back: the app's own, which every body promises, and the policy's. */
export function blockingLabels(merge: Pick<MergePolicy, "blockingLabels">): string[] {
  const isOwn = (label: string): boolean => label.toLowerCase() === labels.hold;
  return [labels.hold, ...merge.blockingLabels.filter((label) => !isOwn(label))];
}

/** The required checks in one form, whichever way the policy wrote them. */
export function requiredChecks(merge: MergePolicy): RequiredCheck[] {
  return merge.requiredChecks.map((check) =>
    typeof check === "string" ? { name: check, app: null } : { name: check.name, app: check.app ?? null },
  );
}
