import { z } from "zod";
import { isCommand } from "../cycle/commands/parse-command.ts";
import { gateCheckName } from "../domain/shared/names.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";
import type { WakeUp } from "../ports/queue.ts";

const repositorySchema = z
  .object({ name: z.string(), owner: z.object({ login: z.string() }), default_branch: z.string().optional() })
  .transform(({ name, owner, default_branch }) => ({
    ref: { owner: owner.login, name } satisfies RepositoryRef,
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
  check_run: z.object({ name: z.string(), pull_requests: numbersSchema }),
});
const checkSuiteSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  check_suite: z.object({ pull_requests: numbersSchema }),
});
const statusSchema = z.object({ state: z.string(), repository: repositorySchema });
const pushSchema = z.object({ ref: z.string(), repository: repositorySchema });
const deploymentStatusSchema = z.object({
  repository: repositorySchema,
  deployment_status: z.object({ state: z.string() }),
});
const commentSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  issue: z.object({ number: z.int(), title: z.string().default(""), body: z.string().nullish() }),
  comment: z.object({
    id: z.int(),
    body: z.string(),
    user: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
  }),
});

/** What a pull request's change means nothing for: who is assigned, who was asked, whether it is locked. */
const idlePullActions = new Set(["assigned", "unassigned", "review_requested", "review_request_removed"]);
const maxHintCharacters = 8_000;

/**
 * What a webhook delivery is a reason to look at; nothing for events, actions and payloads that concern nobody here.
 * Pure: says neither whether the repository is served nor whether the person may command.
 */
export function wakeUpsFor(eventName: string, payload: unknown): WakeUp[] {
  const rule = Object.hasOwn(rules, eventName) ? rules[eventName] : undefined;
  return rule?.(payload) ?? [];
}

const rules: Record<string, (payload: unknown) => WakeUp[]> = {
  pull_request: when(pullRequestSchema, ({ action, repository, pull_request }) =>
    idlePullActions.has(action) ? [] : pulls(repository.ref, [pull_request]),
  ),
  pull_request_review: when(pullRequestSchema, ({ repository, pull_request }) =>
    pulls(repository.ref, [pull_request]),
  ),
  check_run: when(checkRunSchema, ({ action, repository, check_run }) => {
    // The app's own check would wake the app for what the app has just done.
    const isOwnEcho = check_run.name === gateCheckName && action !== "rerequested";
    const isNews = action === "completed" || action === "rerequested";
    return isNews && !isOwnEcho ? pullsOrAny(repository.ref, check_run.pull_requests) : [];
  }),
  check_suite: when(checkSuiteSchema, ({ action, repository, check_suite }) =>
    action === "completed" ? pullsOrAny(repository.ref, check_suite.pull_requests) : [],
  ),
  status: when(statusSchema, ({ state, repository }) =>
    state === "pending" ? [] : pullsOrAny(repository.ref, []),
  ),
  push: when(pushSchema, ({ ref, repository }) => {
    const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
    const concerns = branch === repository.defaultBranch || branch?.startsWith("self-building/");
    return branch !== null && concerns ? pullsOrAny(repository.ref, []) : [];
  }),
  deployment_status: when(deploymentStatusSchema, ({ repository, deployment_status }) =>
    deployment_status.state === "success" ? pullsOrAny(repository.ref, []) : [],
  ),
  issue_comment: when(commentSchema, commandIn),
};

function commandIn({ action, repository, issue, comment }: z.infer<typeof commentSchema>): WakeUp[] {
  const { user } = comment;
  if (action !== "created" || !user || isBot(user) || !isCommand(comment.body)) return [];
  return [
    {
      kind: "command",
      repository: repository.ref,
      issueNumber: issue.number,
      commentId: comment.id,
      login: user.login,
      body: comment.body,
      hint: `${issue.title}\n\n${issue.body ?? ""}`.trim().slice(0, maxHintCharacters),
    },
  ];
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

function pulls(repository: RepositoryRef, numbers: readonly { number: number }[]): WakeUp[] {
  const unique = new Set(numbers.map(({ number }) => number));
  return [...unique].map((pullNumber) => ({ kind: "pull_changed", repository, pullNumber }));
}

/** GitHub leaves out the pull requests of forks and of commit statuses: any of the repository's may be meant. */
function pullsOrAny(repository: RepositoryRef, numbers: readonly { number: number }[]): WakeUp[] {
  return numbers.length > 0
    ? pulls(repository, numbers)
    : [{ kind: "pull_changed", repository, pullNumber: null }];
}
