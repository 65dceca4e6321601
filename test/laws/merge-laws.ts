import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { gateCheckName } from "../../src/domain/shared/names.ts";
import type { Forge, MergeOutcome } from "../../src/ports/forge.ts";
import { isRevert } from "./main-laws.ts";
import type { MoodyWorld } from "./moody-world.ts";

type MergeRequest = Parameters<Forge["merge"]>[1];

const hourMs = 3_600_000;

/** What is held leaves the merge queue, and what GitHub has refused is not asked for again while nothing has changed. */
export class MergeLaws {
  /** By pull request: whether it was held when the app last looked at it. */
  readonly #held = new Map<number, boolean>();
  readonly #refused = new Map<number, { readonly key: string; readonly atMs: number; isKnown: boolean }>();

  /** The app looks at a pull request. */
  async look(world: MoodyWorld, number: number): Promise<void> {
    this.#held.set(number, await isHeld(world, number));
  }

  /** The app asks for a merge. */
  ask(world: MoodyWorld, request: MergeRequest): string[] {
    const refused = this.#refused.get(request.pullNumber);
    if (!refused?.isKnown || refused.key !== askedKey(world, request)) return [];
    // Of two workers at one moment, neither knows what the other was answered.
    const isSoon = world.nowMs > refused.atMs && world.nowMs - refused.atMs < hourMs;
    return isSoon ? ["asked again for a merge that GitHub had refused"] : [];
  }

  /** GitHub has answered. */
  answer(world: MoodyWorld, request: MergeRequest, outcome: MergeOutcome): void {
    const isRules =
      outcome.kind === "refused" && ["not_mergeable", "merge_invalid"].includes(outcome.reason.code);
    if (isRules)
      this.#refused.set(request.pullNumber, {
        key: askedKey(world, request),
        atMs: world.nowMs,
        isKnown: false,
      });
    else this.#refused.delete(request.pullNumber);
  }

  /** A step is over, and on record. */
  saved({ forge }: MoodyWorld, row: Improvement): string[] {
    const number = openPullOf(row);
    if (number === null) return [];
    const refused = this.#refused.get(number);
    if (refused) refused.isKnown = true;
    const pull = forge.pulls.find((one) => one.number === number);
    // A push takes it out by itself, and a closed one is in no queue.
    const isQueued = pull?.state === "open" && forge.queued.get(number) === forge.branches.get(pull.branch);
    const isHeldStill = isQueued && this.#held.get(number) === true;
    this.#held.delete(number);
    return isHeldStill ? ["left in the merge queue what is held"] : [];
  }

  /** Without a database the app knows nothing of what it was answered. */
  forget(): void {
    this.#refused.clear();
  }
}

function openPullOf(row: Improvement): number | null {
  if (row.stage === "proposed") return row.pull.number;
  return row.stage === "regressed" && row.revert.kind === "proposed" ? row.revert.pull.number : null;
}

/** Whether a label, a switch, a review or the policy forbids its merge. */
async function isHeld(world: MoodyWorld, number: number): Promise<boolean> {
  const pull = world.forge.pulls.find((one) => one.number === number);
  const policy = world.policy();
  if (!pull || !policy?.enabled || (await world.isSilenced())) return true;
  const blocking = ["self-building:hold", ...policy.merge.blockingLabels].map((label) => label.toLowerCase());
  const facts = await world.forge.gateFacts(world.forge.ref, number, "");
  const isForbidden = isRevert(pull.branch)
    ? !policy.revert.auto || !world.flags.improvementRollback
    : !policy.merge.auto;
  return (
    isForbidden ||
    facts.changesRequestedBy.length > 0 ||
    pull.labels.some((label) => blocking.includes(label.toLowerCase()))
  );
}

/** What an answer of GitHub's can depend on. */
function askedKey({ forge }: MoodyWorld, { pullNumber, sha, method }: MergeRequest): string {
  const pull = forge.pulls.find(({ number }) => number === pullNumber);
  const checks = (forge.checks.get(sha) ?? []).filter(({ name }) => name !== gateCheckName);
  const rules = [forge.rules, forge.isStrict, forge.hasQueue];
  const shown = [pull?.title, pull?.labels, pull?.reviews, pull?.into, pull?.draft, checks];
  return JSON.stringify([sha, forge.tip(forge.defaultBranch), rules, shown, method]);
}
