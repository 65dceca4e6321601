import { rebuild } from "../../src/cycle/rebuild.ts";
import { sweep } from "../../src/cycle/sweep.ts";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { jobs } from "../../src/entry/jobs.ts";
import type { WakeUp } from "../../src/ports/queue.ts";
import { everythingOn, templateText } from "../stand-ins/memory-world.ts";
import { turnTo } from "../stand-ins/play.ts";
import { advanceMeddled, advanceTwice, advanceUntilKilled } from "../stand-ins/worker.ts";
import { type Deed, type Event, holdingLabels, type Life, type Turn, type Work } from "./events.ts";
import type { MoodyWorld } from "./moody-world.ts";
import { permissivePolicy, writePolicy } from "./policies.ts";

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
    case "person merges":
    case "person closes":
    case "person undoes":
    case "person edits":
    case "deploy":
    case "ci":
    case "review":
    case "mood":
      return takeTurn(world, happening, which, index);
    default:
      return goToWork(world, happening, which, index);
  }
}

/** An ordinary beginning: a cycle, CI that succeeds, deployments, and a look at whatever is due. */
export async function livePeacefully(world: MoodyWorld, { slowdown, peaceful }: Life): Promise<void> {
  world.slowdown = slowdown;
  await work(world, scheduledCycle(world, -1));
  for (let count = 0; count < peaceful; count++) await lookWhenDue(world);
}

/** Nothing stands in the way any more: whatever is on its way has to arrive. */
export async function letEverythingEnd(world: MoodyWorld): Promise<void> {
  Object.assign(world, { flags: everythingOn, objecting: false, leaking: false, silent: false });
  world.forge.organisation(null);
  writePolicy(world, permissivePolicy);
  await rebuild(world.forge.ref, world.ports(), world.settings, world.nowMs);
  for (let round = 0; round < 150 && own(world).some(({ wakeAtMs }) => wakeAtMs !== null); round++) {
    for (const pull of openPulls(world)) {
      pull.labels = pull.labels.filter((label) => !holdingLabels.some((one) => one === label));
      pull.reviews.length = 0;
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

function takeTurn(world: MoodyWorld, turn: Turn, which: number, index: number): void {
  const { forge } = world;
  const number = pick(openPulls(world), which)?.number;
  switch (turn.kind) {
    case "ci":
      if (number !== undefined) forge.reportCheck(number, turn.conclusion);
      break;
    case "person merges":
      if (number !== undefined) forge.mergeAsPerson(number);
      break;
    case "person closes":
      if (number !== undefined) forge.close(number, "ada");
      break;
    case "review": {
      const word = turn.approves ? "APPROVED" : "CHANGES_REQUESTED";
      if (number !== undefined) forge.review(number, which % 2 ? "ada" : "bob", word);
      break;
    }
    case "person undoes":
      forge.push("main", "template.yaml", templateText);
      break;
    case "person edits":
      forge.push("main", "template.yaml", `${templateText}# ${index}\n`);
      break;
    case "deploy":
      forge.deploy("production");
      break;
    case "mood":
      world[turn.of] = turn.on;
  }
}

async function goToWork(world: MoodyWorld, what: Work, which: number, index: number): Promise<void> {
  const row = pick(own(world), which);
  switch (what.kind) {
    case "tick":
      return turnTo(world, world.nowMs + what.minutes * 60_000);
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

function openPulls({ forge }: MoodyWorld) {
  return forge.pulls.filter(({ state }) => state === "open");
}

function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % Math.max(1, from.length)];
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
