import type { z } from "zod";
import { isCommand } from "../cycle/commands/parse-command.ts";
import { policyPath } from "../domain/policy/policy.ts";
import { gateCheckName } from "../domain/shared/names.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";
import type { CommandPlace, WakeUp, WhatChanged } from "../ports/queue.ts";
import {
  checkRunSchema,
  checkSuiteSchema,
  commentSchema,
  deploymentStatusSchema,
  installationSchema,
  issueSchema,
  lineSchema,
  pullRequestSchema,
  pushSchema,
  repositoryEventSchema,
  reviewSchema,
  type senderSchema,
  statusSchema,
  type textSchema,
  type topicSchema,
} from "./webhook-payloads.ts";

/** What a pull request's change means nothing for: who is assigned, who was asked, whether it is locked. */
const idlePullActions = new Set(["assigned", "unassigned", "review_requested", "review_request_removed"]);
const maxHintCharacters = 8_000;
/** What GitHub lists of a push at most (docs.github.com/webhooks/webhook-events-and-payloads#push). */
const maxListed = { commits: 2048, paths: 3000 };
const ownBranches = "self-building/";

/** Why a delivery is a reason for nothing. */
export type Ignored = "event_not_used" | "payload_not_understood" | "concerns_nothing";

/** What a delivery is a reason to look at; `ignored` says why it is none, and is null where it is one. */
export interface DeliveryReading {
  readonly wakeUps: readonly WakeUp[];
  readonly ignored: Ignored | null;
}

/**
 * What a webhook delivery is a reason to look at; nothing for events, actions and payloads that concern nobody here.
 * Pure: says neither whether the repository is served nor whether the person may command.
 *
 * @param appId the app's own id, to tell what it has done itself
 */
export function readDelivery(
  eventName: string,
  payload: unknown,
  appId: string | null = null,
): DeliveryReading {
  const rule = Object.hasOwn(rules, eventName) ? rules[eventName] : undefined;
  if (rule === undefined) return { wakeUps: [], ignored: "event_not_used" };
  const wakeUps = rule(payload, appId);
  if (wakeUps === null) return { wakeUps: [], ignored: "payload_not_understood" };
  return { wakeUps, ignored: wakeUps.length === 0 ? "concerns_nothing" : null };
}

/** The wake-ups of {@link readDelivery}. */
export function wakeUpsFor(
  eventName: string,
  payload: unknown,
  appId: string | null = null,
): readonly WakeUp[] {
  return readDelivery(eventName, payload, appId).wakeUps;
}

/** null for a payload that is not what the event should have. */
type Understanding = (payload: unknown) => WakeUp[] | null;
type Rule = (payload: unknown, appId: string | null) => ReturnType<Understanding>;

const rules: Record<string, Rule> = {
  pull_request: when(pullRequestSchema, ({ action, repository, pull_request, sender }) => {
    if (idlePullActions.has(action)) return [];
    const { number } = pull_request;
    if (action === "reopened" && isPerson(sender))
      return [changed(repository.ref, { kind: "reopened", number })];
    return pulls(repository.ref, [pull_request], deedOf(sender));
  }),
  pull_request_review: both(
    when(pullRequestSchema, ({ repository, pull_request, sender }) =>
      pulls(repository.ref, [pull_request], deedOf(sender)),
    ),
    when(reviewSchema, ({ action, repository, pull_request, review }) =>
      action === "submitted" ? commandIn(repository.ref, pull_request, review, "review") : [],
    ),
  ),
  pull_request_review_comment: when(lineSchema, ({ action, repository, pull_request, comment }) =>
    action === "created" ? commandIn(repository.ref, pull_request, comment, "line") : [],
  ),
  issues: when(issueSchema, ({ action, repository, issue }) =>
    action === "opened" ? commandIn(repository.ref, issue, issue, "issue") : [],
  ),
  check_run: (payload, appId) =>
    when(checkRunSchema, ({ action, repository, check_run, sender }) => {
      const isOwn = check_run.name === gateCheckName || isApp(check_run.app, appId);
      if (isOwn) return askedAgain(repository.ref, action, check_run, sender);
      return action === "completed" || action === "rerequested"
        ? pullsOrCommit(repository.ref, check_run)
        : [];
    })(payload),
  check_suite: (payload, appId) =>
    when(checkSuiteSchema, ({ action, repository, check_suite, sender }) => {
      // A suite of the app's own holds nothing but its own check.
      if (isApp(check_suite.app, appId)) return askedAgain(repository.ref, action, check_suite, sender);
      return action === "completed" ? pullsOrCommit(repository.ref, check_suite) : [];
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
  deployment_status: when(deploymentStatusSchema, ({ repository, deployment_status }) => {
    const { state, environment } = deployment_status;
    const where = environment === undefined ? {} : { environment };
    return state === "success" ? [changed(repository.ref, { kind: "deployment", ...where })] : [];
  }),
  // Its rows and pull requests are known by its number, and from now on by its new name.
  repository: when(repositoryEventSchema, ({ action, repository }) => {
    if (action === "edited") return [];
    const moved: WakeUp[] =
      action === "renamed" || action === "transferred" ? [changed(repository.ref, { kind: "anything" })] : [];
    return [...moved, { kind: "installation", account: repository.ref.owner }];
  }),
  installation: when(installationSchema, installed),
  installation_repositories: when(installationSchema, installed),
  issue_comment: when(commentSchema, ({ action, repository, issue, comment }) =>
    action === "created" ? commandIn(repository.ref, issue, comment) : [],
  ),
};

function installed({ installation }: z.infer<typeof installationSchema>): WakeUp[] {
  return [{ kind: "installation", account: installation.account.login }];
}

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

function isPerson(sender: z.infer<typeof senderSchema>): boolean {
  return sender?.type === "User" && !isBot(sender);
}

function isBot(user: { login: string; type?: string | undefined }): boolean {
  return user.type === "Bot" || user.login.endsWith("[bot]");
}

function when<T>(schema: z.ZodType<T>, decide: (payload: T) => WakeUp[]): Understanding {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? decide(parsed.data) : null;
  };
}

/** What either says of it. */
function both(one: Understanding, other: Understanding): Understanding {
  return (payload) => {
    const [first, second] = [one(payload), other(payload)];
    return first === null && second === null ? null : [...(first ?? []), ...(second ?? [])];
  };
}

function changed(repository: RepositoryRef, what: WhatChanged): WakeUp {
  return { kind: "changed", repository, what };
}

/** What makes an event more than news; keys that are not there are queued and compared as such. */
interface Deed {
  readonly byPerson?: true;
  readonly checkAsked?: true;
}

function deedOf(sender: z.infer<typeof senderSchema>): Deed {
  return isPerson(sender) ? { byPerson: true } : {};
}

function pulls(repository: RepositoryRef, numbers: readonly { number: number }[], deed: Deed = {}): WakeUp[] {
  const unique = new Set(numbers.map(({ number }) => number));
  return [...unique].map((number) => changed(repository, { kind: "pull_request", number, ...deed }));
}

/** GitHub leaves out the pull requests of forks, and those that were opened only after the check began. */
function pullsOrCommit(
  repository: RepositoryRef,
  check: { readonly head_sha: string; readonly pull_requests: readonly { number: number }[] },
  deed: Deed = {},
): WakeUp[] {
  return check.pull_requests.length > 0
    ? pulls(repository, check.pull_requests, deed)
    : [changed(repository, { kind: "commit", sha: check.head_sha, ...deed })];
}

/** The app's own check wakes it only where somebody asks for it again: the rest is what the app has just done. */
function askedAgain(
  repository: RepositoryRef,
  action: string,
  check: Parameters<typeof pullsOrCommit>[1],
  sender: z.infer<typeof senderSchema>,
): WakeUp[] {
  if (action !== "rerequested" && action !== "requested_action") return [];
  return pullsOrCommit(repository, check, { checkAsked: true, ...deedOf(sender) });
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
