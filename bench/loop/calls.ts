import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { type LocalLoop, type RequestCounts, startLocalLoop } from "./local-loop.ts";

/** What one step of the lifecycle asked of others. */
export interface StepCalls extends RequestCounts {
  readonly step: string;
  /** How often the step was taken; the counts are for all of them together. */
  readonly times: number;
  /** Steps that found nothing to do yet. */
  readonly isPolling: boolean;
}

export interface ImprovementCalls {
  readonly steps: readonly StepCalls[];
  readonly gitHubRoutes: ReadonlyMap<string, number>;
}

const terminal: readonly Improvement["stage"][] = ["ended", "awaiting_approval"];
const mostSteps = 200;

/**
 * Plays one improvement from a cycle over three services to kept, with the real adapters against the local GitHub
 * and CloudWatch, and counts the requests of every step. CI and deployment wake the product as webhooks do.
 *
 * @throws Error when it does not end as kept
 */
export async function countCalls(): Promise<ImprovementCalls> {
  const loop = await startLocalLoop();
  try {
    return await play(loop);
  } finally {
    await loop.stop();
  }
}

async function play(loop: LocalLoop): Promise<ImprovementCalls> {
  const { ports, settings } = loop;
  const steps = new Map<string, StepCalls>();
  const count = async <T>(name: (answer: T) => [string, boolean], work: () => Promise<T>): Promise<T> => {
    const before = loop.counts();
    const answer = await work();
    const [step, isPolling] = name(answer);
    steps.set(step, plus(steps.get(step), { step, isPolling, times: 1, ...minus(loop.counts(), before) }));
    return answer;
  };
  await count(
    () => ["cycle over three services", false],
    () => runCycle(cycleRequest(loop), ports, settings, loop.now()),
  );
  let improvement = await checkoutImprovement(loop);
  for (let taken = 0; !terminal.includes(improvement.stage); taken++) {
    if (taken > mostSteps || improvement.wakeAtMs === null) {
      throw new Error(`The improvement stays ${improvement.stage}: ${JSON.stringify(improvement)}`);
    }
    const before = improvement;
    improvement = await count(
      (after) => stepName(before, after),
      async () => (await advance(before.id, ports, settings, loop.now())) ?? before,
    );
    await letTimePass(loop, before, improvement);
  }
  if (improvement.stage !== "ended" || improvement.how !== "kept") {
    throw new Error(`The improvement is not kept but ${improvement.stage}.`);
  }
  return { steps: [...steps.values()], gitHubRoutes: loop.gitHubRoutes() };
}

/**
 * The gate is looked at once right after the pull request was opened, while CI still runs. CI's news come by
 * webhook, so nobody waits for the next poll then; all else waits for its time.
 */
async function letTimePass(loop: LocalLoop, before: Improvement, after: Improvement): Promise<void> {
  const waitsForCi = before.stage === "proposed" || after.stage === "merged";
  if (waitsForCi && after.stage !== "watching") {
    await loop.ciSettled();
    loop.passTo(loop.now() + 1000);
  } else if (after.wakeAtMs !== null) {
    loop.passTo(after.wakeAtMs);
  }
}

function stepName(before: Improvement, after: Improvement): [string, boolean] {
  const isPolling = before.stage === after.stage;
  return [isPolling ? `${before.stage}: look` : `${before.stage} → ${after.stage}`, isPolling];
}

export function cycleRequest({ repository }: LocalLoop): Parameters<typeof runCycle>[0] {
  const window = { analysisWindowHours: 2, maxImprovements: 2 };
  return { kind: "cycle", cycleId: "bench", repository, trigger: { kind: "schedule" }, ...window };
}

async function checkoutImprovement({ ports, settings }: LocalLoop): Promise<Improvement> {
  const rows = await ports.store.improvements({ tenant: settings.tenant });
  const found = rows.find(({ opportunity }) => opportunity.service === "checkout");
  if (!found) throw new Error("The cycle found nothing to improve in checkout.");
  return found;
}

function minus(after: RequestCounts, before: RequestCounts): RequestCounts {
  return {
    gitHub: after.gitHub - before.gitHub,
    aws: after.aws - before.aws,
    checkouts: after.checkouts - before.checkouts,
  };
}

function plus(known: StepCalls | undefined, more: StepCalls): StepCalls {
  if (!known) return more;
  return {
    ...more,
    times: known.times + more.times,
    gitHub: known.gitHub + more.gitHub,
    aws: known.aws + more.aws,
    checkouts: known.checkouts + more.checkouts,
  };
}
