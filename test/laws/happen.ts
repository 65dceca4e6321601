import { rebuild } from "../../src/cycle/rebuild.ts";
import { sweep } from "../../src/cycle/sweep.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { jobs } from "../../src/entry/jobs.ts";
import type { WakeUp } from "../../src/ports/queue.ts";
import { noRules } from "../stand-ins/memory-rules.ts";
import { everythingOn } from "../stand-ins/memory-world.ts";
import { turnTo } from "../stand-ins/play.ts";
import { advanceMeddled, advanceTwice, advanceUntilKilled } from "../stand-ins/worker.ts";
import { type Deed, type Event, holdingLabels, type Life, type Work } from "./events.ts";
import type { MoodyWorld } from "./moody-world.ts";
import { permissivePolicy, writePolicy } from "./policies.ts";
import { openPulls, pick, takeTurn } from "./turns.ts";

/** Lets something happen; `index` makes names that are used once. */
export async function happen(world: MoodyWorld, [happening, which]: Event, index: number): Promise<void> {
  switch (happening.kind) {
    case "flag":
    case "organisation":
    case "policy":
    case "label":
    case "push to branch":
    case "push to main":
      return doDeed(world, happening, which, index);
    case "tick":
    case "look":
    case "sweep":
    case "event":
    case "cycle":
    case "lose database":
    case "comment":
    case "two workers":
    case "kill":
    case "meddle":
      return goToWork(world, happening, which, index);
    default:
      return takeTurn(world, happening, which, index);
  }
}

/** An ordinary beginning: a cycle, CI that succeeds, deployments, and a look at whatever is due. */
export async function livePeacefully(
  world: MoodyWorld,
  { slowdown, influenced, peaceful, protection }: Life,
): Promise<void> {
  Object.assign(world.forge, protection);
  Object.assign(world, { slowdown, influenced });
  await work(world, scheduledCycle(world, -1));
  for (let count = 0; count < peaceful; count++) await lookWhenDue(world);
}

/** Hours in which nothing is silenced, and nothing else changes; of what got worse, people are told in that time. */
export async function letPeopleBeTold(world: MoodyWorld): Promise<void> {
  if (!own(world).some(({ stage }) => stage === "regressed")) return;
  world.flags = { ...world.flags, selfBuilding: true };
  world.forge.organisation(null);
  for (let round = 0; round < 12; round++) {
    turnTo(world, world.nowMs + 15 * 60_000);
    await sweepAndWork(world);
  }
}

/** What the app knows to have got worse and nobody was told of. */
export function untold(world: MoodyWorld): Improvement[] {
  const isWorse = (row: Improvement): boolean =>
    row.stage === "regressed" || (row.stage === "ended" && row.how === "regressed_and_left");
  return own(world).filter((row) => isWorse(row) && !world.notices.hasTold(world, row));
}

/** Nothing stands in the way any more: whatever is on its way has to arrive. */
export async function letEverythingEnd(world: MoodyWorld): Promise<void> {
  Object.assign(world, { flags: everythingOn, objecting: false, leaking: false, silent: false });
  const { forge } = world;
  Object.assign(forge, { isStrict: true, hasQueue: false, rules: noRules });
  forge.queued.clear();
  forge.organisation(null);
  writePolicy(world, permissivePolicy);
  await rebuild(world.forge.ref, world.ports(), world.settings, world.nowMs);
  for (let round = 0; round < 150 && own(world).some(({ wakeAtMs }) => wakeAtMs !== null); round++) {
    for (const pull of openPulls(world)) {
      pull.labels = pull.labels.filter((label) => !holdingLabels.some((one) => one === label));
      pull.reviews.length = 0;
      pull.into = "main";
    }
    await lookWhenDue(world);
  }
}

/** The world's own rows; the store may hold other tenants' too. */
export function own({ store, settings }: MoodyWorld): Improvement[] {
  return [...store.rows.values()].filter(({ tenant }) => tenant === settings.tenant);
}

function doDeed(world: MoodyWorld, deed: Deed, which: number, index: number): void {
  const { forge } = world;
  const pull = pick(openPulls(world), which);
  switch (deed.kind) {
    case "flag":
      world.flags = { ...world.flags, [deed.flag]: deed.on };
      break;
    case "organisation":
      forge.organisation(deed.says);
      break;
    case "policy":
      writePolicy(world, deed.text);
      break;
    case "label":
      if (pull) {
        const others = pull.labels.filter((label) => label !== deed.label);
        pull.labels = deed.on ? [...others, deed.label] : others;
      }
      break;
    case "push to branch":
      if (pull) forge.push(pull.branch, `by-hand-${index}.txt`, "mine");
      break;
    case "push to main":
      forge.push("main", `other-${index}.txt`, "unrelated");
  }
}

async function goToWork(world: MoodyWorld, what: Work, which: number, index: number): Promise<void> {
  const row = pick(own(world), which);
  switch (what.kind) {
    case "tick":
      return turnTo(world, world.nowMs + what.minutes * 60_000);
    case "look":
      return lookWhenDue(world);
    case "sweep":
      return sweepAndWork(world);
    case "event": {
      const number = pick(openPulls(world), which)?.number ?? 0;
      await work(world, {
        kind: "changed",
        repository: world.forge.ref,
        what: { kind: "pull_request", number },
      });
      return drain(world);
    }
    case "cycle":
      return work(world, scheduledCycle(world, index));
    case "comment":
      return work(world, commentOf(world, what.login, index));
    case "lose database":
      world.merging.forget();
      for (const { id } of own(world)) {
        world.store.rows.delete(id);
        world.store.ledger.delete(id);
      }
      return;
    case "two workers":
      return row && advanceTwice(world, row.id, what.picks);
    case "kill":
      return row && advanceUntilKilled(world, row.id, what.turns);
    case "meddle":
      return row && advanceMeddled(world, row.id, what.at, () => doDeed(world, what.deed, which, index));
  }
}

async function lookWhenDue(world: MoodyWorld): Promise<void> {
  const waiting = own(world).flatMap(({ wakeAtMs }) => wakeAtMs ?? []);
  const nextMs = waiting.length > 0 ? Math.min(...waiting) : 0;
  turnTo(world, Math.max(world.nowMs + 60_000, nextMs));
  world.forge.deploy("production");
  for (const { number } of openPulls(world)) world.forge.reportCheck(number, "success");
  await sweepAndWork(world);
}

async function sweepAndWork(world: MoodyWorld): Promise<void> {
  await sweep(world.ports(), world.settings, world.nowMs);
  await drain(world);
}

/** Does what a wake-up is a reason for. */
export function work(world: MoodyWorld, wakeUp: WakeUp): Promise<void> {
  return jobs(world.ports(), world.settings, () => world.nowMs)(wakeUp);
}

/** Does what was woken, and what that wakes, for a while. */
async function drain(world: MoodyWorld): Promise<void> {
  for (let count = 0; count < 20; count++) {
    const wakeUp = world.wakeUps.shift();
    if (!wakeUp) return;
    await work(world, wakeUp);
  }
  world.wakeUps.length = 0;
}

function scheduledCycle({ forge, settings }: MoodyWorld, index: number): WakeUp {
  const cycleId = `${settings.tenant}-${index}`;
  const limits = { analysisWindowHours: null, maxImprovements: null };
  return { kind: "cycle", cycleId, repository: forge.ref, trigger: { kind: "schedule" }, ...limits };
}

function commentOf({ forge }: MoodyWorld, login: string, commentId: number): WakeUp {
  const where = { repository: forge.ref, issueNumber: 1, commentId };
  return { kind: "command", ...where, login, body: "/improve" };
}
