import { z } from "zod";
import { isCommand } from "../cycle/commands/parse-command.ts";
import { policyPath } from "../domain/policy/policy.ts";
import { gateCheckName } from "../domain/shared/names.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";
import type { CommandPlace, WakeUp, WhatChanged } from "../ports/queue.ts";

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

const pullRequestSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  pull_request: z.object({ number: z.int() }),
});
const checkRunSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  check_run: z.object({
    name: z.string(),
    head_sha: z.string(),
    pull_requests: numbersSchema,
    app: z.object({ id: z.int() }).nullish(),
  }),
});
const checkSuiteSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  check_suite: z.object({
    head_sha: z.string(),
    pull_requests: numbersSchema,
    app: z.object({ id: z.int() }).nullish(),
  }),
});
const statusSchema = z.object({ state: z.string(), sha: z.string(), repository: repositorySchema });
const pathsSchema = z.array(z.string());
const pushedCommitSchema = z
  .object({ added: pathsSchema, removed: pathsSchema, modified: pathsSchema })
  .transform(({ added, removed, modified }) => [...added, ...removed, ...modified]);
const pushSchema = z.object({
  ref: z.string(),
  created: z.boolean().default(true),
  forced: z.boolean().default(true),
  /** The paths that each commit touches; empty when they are not told. */
  commits: z.array(pushedCommitSchema).catch([]),
  repository: repositorySchema,
});
const repositoryEventSchema = z.object({ action: z.string(), repository: repositorySchema });
const deploymentStatusSchema = z.object({
  repository: repositorySchema,
  deployment_status: z.object({ state: z.string() }),
});
/** The issue or pull request that a text belongs to. */
const topicSchema = z.object({ number: z.int(), title: z.string().default(""), body: z.string().nullish() });
/** A text that a person wrote. */
const textSchema = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
});
const commentSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  issue: topicSchema,
  comment: textSchema,
});
const base = { action: z.string(), repository: repositorySchema };
const reviewSchema = z.object({ ...base, pull_request: topicSchema, review: textSchema });
const lineSchema = z.object({ ...base, pull_request: topicSchema, comment: textSchema });
const issueSchema = z.object({ ...base, issue: topicSchema.extend(textSchema.shape) });

/** What a pull request's change means nothing for: who is assigned, who was asked, whether it is locked. */
const idlePullActions = new Set(["assigned", "unassigned", "review_requested", "review_request_removed"]);
const maxHintCharacters = 8_000;
/** What GitHub lists of a push at most (docs.github.com/webhooks/webhook-events-and-payloads#push). */
const maxListed = { commits: 2048, paths: 3000 };
const ownBranches = "self-building/";

/**
 * What a webhook delivery is a reason to look at; nothing for events, actions and payloads that concern nobody here.
 * Pure: says neither whether the repository is served nor whether the person may command.
 *
 * @param appId the app's own id, to tell what it has done itself
 */
export function wakeUpsFor(eventName: string, payload: unknown, appId: string | null = null): WakeUp[] {
  const rule = Object.hasOwn(rules, eventName) ? rules[eventName] : undefined;
  return rule?.(payload, appId) ?? [];
}

const rules: Record<string, (payload: unknown, appId: string | null) => WakeUp[]> = {
  pull_request: when(pullRequestSchema, ({ action, repository, pull_request }) =>
    idlePullActions.has(action) ? [] : pulls(repository.ref, [pull_request]),
  ),
  pull_request_review: (payload) => [
    ...when(pullRequestSchema, ({ repository, pull_request }) => pulls(repository.ref, [pull_request]))(
      payload,
    ),
    ...when(reviewSchema, ({ action, repository, pull_request, review }) =>
      action === "submitted" ? commandIn(repository.ref, pull_request, review, "review") : [],
    )(payload),
  ],
  pull_request_review_comment: when(lineSchema, ({ action, repository, pull_request, comment }) =>
    action === "created" ? commandIn(repository.ref, pull_request, comment, "line") : [],
  ),
  issues: when(issueSchema, ({ action, repository, issue }) =>
    action === "opened" ? commandIn(repository.ref, issue, issue, "issue") : [],
  ),
  check_run: (payload, appId) =>
    when(checkRunSchema, ({ action, repository, check_run }) => {
      // The app's own check would wake the app for what the app has just done.
      const isOwn = check_run.name === gateCheckName || isApp(check_run.app, appId);
      const isNews = action === "rerequested" || (action === "completed" && !isOwn);
      return isNews ? pullsOrCommit(repository.ref, check_run) : [];
    })(payload),
  check_suite: (payload, appId) =>
    when(checkSuiteSchema, ({ action, repository, check_suite }) => {
      // A suite of the app's own holds nothing but its own check.
      const isOwnEcho = isApp(check_suite.app, appId);
      return action === "completed" && !isOwnEcho ? pullsOrCommit(repository.ref, check_suite) : [];
    })(payload),
  status: when(statusSchema, ({ state, sha, repository }) =>
    state === "pending" ? [] : [changed(repository.ref, { kind: "commit", sha })],
  ),
  push: when(pushSchema, (push) => {
    const { ref, defaultBranch } = push.repository;
    const name = push.ref.startsWith("refs/heads/") ? push.ref.slice("refs/heads/".length) : null;
    if (name === null) return [];
    if (name === defaultBranch)
      return [changed(ref, { kind: "base", mayTouchPolicy: mayTouch(push, policyPath) })];
    return name.startsWith(ownBranches) ? [changed(ref, { kind: "branch", name })] : [];
  }),
  deployment_status: when(deploymentStatusSchema, ({ repository, deployment_status }) =>
    deployment_status.state === "success" ? [changed(repository.ref, { kind: "deployment" })] : [],
  ),
  // Its rows and pull requests are known by its number, and from now on by its new name.
  repository: when(repositoryEventSchema, ({ action, repository }) =>
    action === "renamed" || action === "transferred" ? [changed(repository.ref, { kind: "anything" })] : [],
  ),
  issue_comment: when(commentSchema, ({ action, repository, issue, comment }) =>
    action === "created" ? commandIn(repository.ref, issue, comment) : [],
  ),
};

function commandIn(
  repository: RepositoryRef,
  issue: z.infer<typeof topicSchema>,
  { id, body, user }: z.infer<typeof textSchema>,
  place?: CommandPlace,
): WakeUp[] {
  if (!user || isBot(user) || !body || !isCommand(body)) return [];
  return [
    {
      kind: "command",
      repository,
      issueNumber: issue.number,
      commentId: id,
      ...(place === undefined ? {} : { place }),
      login: user.login,
      body,
      hint: `${issue.title}\n\n${issue.body ?? ""}`.trim().slice(0, maxHintCharacters),
    },
  ];
}

/** By id: a name can be taken away. */
function isApp(app: { readonly id: number } | null | undefined, appId: string | null): boolean {
  return app != null && String(app.id) === appId;
}

function isBot(user: { login: string; type?: string | undefined }): boolean {
  return user.type === "Bot" || user.login.endsWith("[bot]");
}

function when<T>(schema: z.ZodType<T>, decide: (payload: T) => WakeUp[]): (payload: unknown) => WakeUp[] {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? decide(parsed.data) : [];
  };
}

function changed(repository: RepositoryRef, what: WhatChanged): WakeUp {
  return { kind: "changed", repository, what };
}

function pulls(repository: RepositoryRef, numbers: readonly { number: number }[]): WakeUp[] {
  const unique = new Set(numbers.map(({ number }) => number));
  return [...unique].map((number) => changed(repository, { kind: "pull_request", number }));
}

/** GitHub leaves out the pull requests of forks, and those that were opened only after the check began. */
function pullsOrCommit(
  repository: RepositoryRef,
  check: { readonly head_sha: string; readonly pull_requests: readonly { number: number }[] },
): WakeUp[] {
  return check.pull_requests.length > 0
    ? pulls(repository, check.pull_requests)
    : [changed(repository, { kind: "commit", sha: check.head_sha })];
}

/** Whether a push may have changed a file. Only a push that GitHub lists whole is known not to have. */
function mayTouch({ created, forced, commits }: z.infer<typeof pushSchema>, path: string): boolean {
  const isListedWhole =
    !created &&
    !forced &&
    commits.length > 0 &&
    commits.length < maxListed.commits &&
    commits.every((paths) => paths.length < maxListed.paths);
  return !isListedWhole || commits.some((paths) => paths.includes(path));
}
