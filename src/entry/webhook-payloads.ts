import { z } from "zod";
import type { RepositoryRef } from "../domain/shared/repository.ts";

// What of GitHub's payloads is read, and no more.

const repositorySchema = z
  .object({
    id: z.int().optional(),
    name: z.string(),
    owner: z.object({ login: z.string() }),
    default_branch: z.string().optional(),
  })
  .transform(({ id, name, owner, default_branch }) => ({
    ref: { owner: owner.login, name, ...(id === undefined ? {} : { id }) } satisfies RepositoryRef,
    defaultBranch: default_branch ?? null,
  }));
const numbersSchema = z.array(z.object({ number: z.int() })).default([]);

/** Who did it; null where that is not told. */
export const senderSchema = z
  .object({ login: z.string(), type: z.string().optional() })
  .nullable()
  .catch(null);

export const pullRequestSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  pull_request: z.object({ number: z.int() }),
  sender: senderSchema,
});
export const checkRunSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  sender: senderSchema,
  check_run: z.object({
    name: z.string(),
    head_sha: z.string(),
    pull_requests: numbersSchema,
    app: z.object({ id: z.int() }).nullish(),
  }),
});
export const checkSuiteSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  sender: senderSchema,
  check_suite: z.object({
    head_sha: z.string(),
    pull_requests: numbersSchema,
    app: z.object({ id: z.int() }).nullish(),
  }),
});
export const statusSchema = z.object({ state: z.string(), sha: z.string(), repository: repositorySchema });
const pathsSchema = z.array(z.string());
const pushedCommitSchema = z
  .object({ added: pathsSchema, removed: pathsSchema, modified: pathsSchema })
  .transform(({ added, removed, modified }) => [...added, ...removed, ...modified]);
export const pushSchema = z.object({
  ref: z.string(),
  created: z.boolean().default(true),
  forced: z.boolean().default(true),
  /** The paths that each commit touches; empty when they are not told. */
  commits: z.array(pushedCommitSchema).catch([]),
  repository: repositorySchema,
});
export const installationSchema = z.object({
  action: z.string(),
  installation: z.object({ account: z.object({ login: z.string() }) }),
});
export const repositoryEventSchema = z.object({ action: z.string(), repository: repositorySchema });
export const deploymentStatusSchema = z.object({
  repository: repositorySchema,
  deployment_status: z.object({ state: z.string(), environment: z.string().optional() }),
});
/** The issue or pull request that a text belongs to. */
export const topicSchema = z.object({
  number: z.int(),
  title: z.string().default(""),
  body: z.string().nullish(),
});
/** A text that a person wrote. */
export const textSchema = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
});
export const commentSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  issue: topicSchema,
  comment: textSchema,
});
const base = { action: z.string(), repository: repositorySchema };
export const reviewSchema = z.object({ ...base, pull_request: topicSchema, review: textSchema });
export const lineSchema = z.object({ ...base, pull_request: topicSchema, comment: textSchema });
export const issueSchema = z.object({ ...base, issue: topicSchema.extend(textSchema.shape) });
