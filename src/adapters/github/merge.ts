import type { MergeMethod } from "../../domain/policy/policy.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { ReasonCode } from "../../domain/shared/reasons.ts";
import type { Forge, MergeOutcome } from "../../ports/forge.ts";
import { readBranchRules } from "./branch-rules.ts";
import type { RepositoryAccess } from "./connection.ts";
import { messageOf, statusOf } from "./errors.ts";
import { allowedMethods, isAboutMethod, methodRefused } from "./merge-methods.ts";
import { enterMergeQueue } from "./merge-queue.ts";
import { mergeOf } from "./pulls.ts";

type MergeRequest = Parameters<Forge["merge"]>[1];

/**
 * Merges a pull request at exactly one commit. A lost answer is never answered by merging again: the pull request
 * is read, and only a merge that happened counts. Where GitHub's summary says that it is clean, the rules of its base are
 * read only once it refuses, for of ways to merge and of messages that summary knows nothing; else before it is asked.
 * @throws GitHubFault when it is unknown why GitHub did not merge
 */
export async function mergeAt(access: RepositoryAccess, request: MergeRequest): Promise<MergeOutcome> {
  const before = await settledOutcome(access, request);
  if ("outcome" in before) return before.outcome;
  const { method } = request;
  const [first] = method === null ? before.allowed : before.allowed.filter((one) => one === method);
  if (!before.isClean || first === undefined) return mergeUnderRules(access, request, before, null);
  const outcome = await mergeBy(access, request, first, before);
  const isAboutRules =
    outcome.kind === "not_so" || (outcome.kind === "refused" && outcome.reason.code === "not_mergeable");
  return isAboutRules ? mergeUnderRules(access, request, before, { method: first, outcome }) : outcome;
}

type Answered = MergeOutcome | NotSo;

/**
 * Merges by what the rules of the base allow, or says what they ask for.
 * @param tried what GitHub has answered already; it is not asked for that again
 */
async function mergeUnderRules(
  access: RepositoryAccess,
  request: MergeRequest,
  before: Mergeable,
  tried: { readonly method: MergeMethod; readonly outcome: Answered } | null,
): Promise<MergeOutcome> {
  const { method } = request;
  const rules = await readBranchRules(access, before.into);
  const allowed = before.allowed.filter((one) => rules.allows(one));
  if (method !== null && !allowed.includes(method)) {
    const what = `It does not allow ${method} merges.`;
    return refused("merge_invalid", methodRefused(method, allowed, what));
  }
  const objection = rules.objectionTo(`${request.title}\n\n${request.message}`);
  if (objection !== null) return refused("not_mergeable", objection);
  let said = "It allows no merge method.";
  for (const one of method === null ? allowed : [method]) {
    const outcome = tried?.method === one ? tried.outcome : await mergeBy(access, request, one, before);
    if (outcome.kind !== "not_so") return outcome;
    said = outcome.said;
  }
  return refused("merge_invalid", methodRefused(method, allowed, said));
}

/** GitHub lets it be merged, but not by this method. */
interface NotSo {
  readonly kind: "not_so";
  readonly said: string;
}

async function mergeBy(
  access: RepositoryAccess,
  request: MergeRequest,
  method: MergeMethod,
  { pullId, into }: Mergeable,
): Promise<Answered> {
  const { octokit, at } = access;
  try {
    const merged = await octokit.rest.pulls.merge({
      ...at,
      pull_number: request.pullNumber,
      sha: request.sha,
      merge_method: method,
      commit_title: request.title,
      commit_message: request.message,
    });
    const { sha } = merged.data;
    // GitHub's clock: the answer is of the second of the merge.
    const atMs = Date.parse(merged.headers.date ?? "");
    return { kind: "merged", sha, ...(Number.isNaN(atMs) ? {} : { seen: { atMs, into } }) };
  } catch (error) {
    if (statusOf(error) === 405 && isAboutMethod(messageOf(error)))
      return { kind: "not_so", said: messageOf(error) };
    if (statusOf(error) === 405 && /merge queue/i.test(messageOf(error))) {
      return enterMergeQueue(access, pullId, request.sha);
    }
    const refused = refusalOf(error);
    if (refused) return refused;
    const status = statusOf(error);
    if (status !== null && status < 500) throw error;
    const after = await settledOutcome(access, request);
    if ("outcome" in after && after.outcome.kind === "merged") return after.outcome;
    throw error;
  }
}

/** A pull request that is open at the judged head. */
interface Mergeable {
  /** Its node id. */
  readonly pullId: string;
  readonly allowed: readonly MergeMethod[];
  readonly into: string;
  /** By GitHub's own summary. */
  readonly isClean: boolean;
}

/** What is already decided before merging: merged, closed or moved; else what can be merged. */
async function settledOutcome(
  { octokit, at }: RepositoryAccess,
  { pullNumber, sha, blockingLabels }: MergeRequest,
): Promise<{ readonly outcome: MergeOutcome } | Mergeable> {
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pullNumber });
  const settled = (outcome: MergeOutcome) => ({ outcome });
  const merged = mergeOf(data);
  if (data.head.sha !== sha) {
    const text = `Pull request #${pullNumber} ${merged ? "was merged" : "now stands"} at ${data.head.sha}, not at ${sha}.`;
    return settled(refused("head_moved", text));
  }
  if (merged) {
    const { sha, atMs } = merged;
    return settled({ kind: "merged", sha, seen: { atMs, into: data.base.ref } });
  }
  if (data.state !== "open") {
    const text = `Pull request #${pullNumber} is closed. Reopen it to let it merge.`;
    return settled(refused("pull_closed", text));
  }
  const blocking = new Set(blockingLabels.map((label) => label.toLowerCase()));
  const held = data.labels.find(({ name }) => blocking.has(name.toLowerCase()));
  return held
    ? settled(refused("blocking_label", `The label ${held.name} holds it back; remove it to go on.`))
    : {
        pullId: data.node_id,
        allowed: allowedMethods(data.base.repo),
        into: data.base.ref,
        isClean: data.mergeable_state === "clean",
      };
}

function refusalOf(error: unknown): MergeOutcome | null {
  const said = messageOf(error);
  switch (statusOf(error)) {
    case 405:
      return notAllowed(said);
    case 409:
      return refused("head_moved", `GitHub did not merge, because the branch moved: ${said}`);
    case 422:
      return refused(
        "merge_invalid",
        `GitHub refuses this merge: ${said}. Check that the repository allows the policy's merge method.`,
      );
    default:
      return null;
  }
}

function notAllowed(said: string): MergeOutcome {
  if (/base branch was modified/i.test(said)) {
    return refused("base_moved", `GitHub did not merge, because the base moved meanwhile: ${said}`);
  }
  if (/not up to date|out of date|behind the base/i.test(said)) return refused("behind_base", said);
  return refused(
    "not_mergeable",
    `GitHub does not let it merge: ${said}. Compare the repository's rules with the policy's.`,
  );
}

function refused(code: ReasonCode, text: string): MergeOutcome {
  return { kind: "refused", reason: reason(code, text) };
}
