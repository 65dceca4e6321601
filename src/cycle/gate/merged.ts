import { standingOf } from "../../domain/change/standing.ts";
import { isBotLogin } from "../../domain/gate/rules/ownership.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { leftAloneComment } from "../../domain/messages/closing.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { readFilesThen } from "../reading/read-place.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { also, end, type Step } from "../step/transition.ts";
import { freezeBaseline } from "../watch/freeze-baseline.ts";
import type { GateResult } from "./gate-result.ts";
import { type FilesAt, isOwnChange } from "./own-content.ts";

type Proposed = AtStage<"proposed">;
type Merge = Extract<GateResult, { kind: "merged" }>;

/**
 * Whatever of the app's was merged is watched, whoever merged it and whatever came along: it is judged by what the
 * branch held, alike for every way to merge. Only where people changed the very lines is it theirs.
 */
export async function merged(
  improvement: Proposed,
  merge: Merge,
  filesAt: FilesAt,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  if (merge.asJudged) return freezeBaseline(improvement, merge, ports, settings, nowMs);
  const { repository, pull } = improvement;
  const foreignCommitters = await ports.forge.foreignCommitters(repository, pull.number);
  const people = foreignCommitters.filter((login) => !isBotLogin(login));
  if (await isAllOwn(improvement, merge, { foreignCommitters, people }, filesAt, ports))
    return freezeBaseline(improvement, merge, ports, settings, nowMs);
  if (!(await isIntact(improvement, merge.headSha, ports)))
    return takenOver(improvement, people, ports, nowMs);
  return freezeBaseline(improvement, { ...merge, others: people }, ports, settings, nowMs);
}

/**
 * Whether nothing came along but what bots did. Asked by content whatever the head is: once history is rewritten, even
 * the app's own commit brings along what is not its own.
 */
async function isAllOwn(
  { repository, pull }: Proposed,
  { headSha }: Merge,
  { foreignCommitters, people }: Record<"foreignCommitters" | "people", readonly string[]>,
  filesAt: FilesAt,
  ports: GuardedPorts,
): Promise<boolean> {
  if (people.length === 0 && (foreignCommitters.length > 0 || headSha === pull.headSha)) return true;
  return (await isOwnChange(repository, { number: pull.number, headSha }, filesAt, ports)).isOwn;
}

/** Whether the branch ended with every line of the change as the app made it. What cannot be read any more is not. */
async function isIntact(improvement: Proposed, headSha: string, ports: GuardedPorts): Promise<boolean> {
  const files = await readFilesThen(improvement, headSha, ports);
  return files.some(({ before, after }) => before !== after) && standingOf(files) === "stands";
}

async function takenOver(
  improvement: Proposed,
  people: readonly string[],
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const { number: pullNumber } = improvement.pull;
  const who = people.length > 0 ? people.join(", ") : "somebody under the app's account";
  const text = `#${pullNumber} was merged after ${who} had changed the very lines that the app proposed, so the change is theirs and is not watched.`;
  const reasons = [reason("taken_over", text)];
  const title = `#${pullNumber} is not watched`;
  const told = await tellOutcome(improvement, title, leftAloneComment(reasons), null, ports);
  return also(end(improvement, "taken_over", { action: "gate", reasons, pullNumber }, nowMs), told);
}
