import { expect, it } from "vitest";
import { proposed } from "../../../test/gated-world.ts";
import { type MemoryWorld, settings } from "../../../test/stand-ins/memory-world.ts";
import { only, step } from "../../../test/stand-ins/play.ts";
import { learnFrom } from "../../domain/learn/lesson.ts";
import type { NoReason } from "../../domain/learn/no.ts";
import { rebuild } from "../rebuild.ts";
import { runCycle } from "../run-cycle.ts";
import { answerCommand } from "./answer-command.ts";

const dayMs = 86_400_000;
let comments = 0;

/** A world with a pull request that a person has closed. */
async function declined(): Promise<MemoryWorld> {
  const world = await proposed();
  world.forge.close(1, "ada");
  await step(world);
  expect(only(world)).toMatchObject({ stage: "ended", how: "declined" });
  return world;
}

async function say(world: MemoryWorld, words: string, issueNumber = 1): Promise<string | undefined> {
  const at = { kind: "command", repository: world.forge.ref, issueNumber, commentId: ++comments } as const;
  await answerCommand(
    { ...at, login: "ada", body: `/improve ${words}` },
    world.ports(),
    settings,
    world.nowMs,
  );
  return world.forge.comments.get(`${issueNumber}:reply-${at.commentId}`);
}

async function cycle(world: MemoryWorld) {
  const asked = { kind: "cycle", cycleId: `cycle-${++comments}`, repository: world.forge.ref } as const;
  const trigger = { kind: "schedule" } as const;
  const limits = { analysisWindowHours: null, maxImprovements: null };
  const report = await runCycle({ ...asked, trigger, ...limits }, world.ports(), settings, world.nowMs);
  return report.opportunities.map(({ decision, reasons }) => [decision, reasons[0]?.code]);
}

const lesson = async (world: MemoryWorld, repository: string) =>
  learnFrom(await world.store.outcomes(settings.tenant), "lambda-memory", repository).trialsEverywhere;

it("a closing asks for its reason once, and teaches nothing until it is told", async () => {
  const world = await declined();
  expect(world.forge.comments.get("1:outcome")).toMatch(/not-now[\s\S]*wrong[\s\S]*never/);
  expect(await lesson(world, "acme/shop")).toBe(0);
  expect(await cycle(world)).toEqual([["skipped", "declined"]]);
});

it("not now comes back by itself after 30 days, and not before", async () => {
  const world = await declined();
  expect(await say(world, "not-now")).toContain("30 days");
  world.nowMs += 29 * dayMs;
  expect(await cycle(world)).toEqual([["skipped", "declined"]]);
  world.nowMs += dayMs;
  expect(await cycle(world)).toEqual([["admitted", undefined]]);
  expect(only(world)).toMatchObject({ stage: "found" });
});

it("wrong teaches the repositories of the same owner, and nobody else's", async () => {
  const world = await declined();
  await say(world, "wrong");
  await say(world, "wrong");
  expect(await lesson(world, "acme/shop")).toBe(1);
  expect(await lesson(world, "Acme/other")).toBe(1);
  expect(await lesson(world, "others/shop")).toBe(0);
});

it("never keeps everything of that kind out of this repository, until it is taken back", async () => {
  const world = await declined();
  await say(world, "never");
  world.forge.push(
    "main",
    "template.yaml",
    world.forge.commitAt(world.forge.tip("main")).files["template.yaml"]?.replace("1024", "2048") ?? "",
  );
  world.nowMs += 100 * dayMs;
  const said = await cycle(world);
  expect(said.every(([decision]) => decision === "skipped")).toBe(true);
  expect(said.map(([, code]) => code)).toContain("kind_declined");
  await say(world, "wrong");
  expect((await cycle(world)).map(([, code]) => code)).not.toContain("kind_declined");
});

it.each<NoReason>(["not-now", "wrong", "never"])("%s is known again with an empty database", async (why) => {
  const world = await declined();
  await say(world, why);
  world.store.rows.clear();
  await rebuild(world.forge.ref, world.ports(), settings, world.nowMs);
  expect(only(world)).toMatchObject({ how: "declined", no: { why } });
});

it("is to be said on a closed pull request of the app", async () => {
  const world = await proposed();
  expect(await say(world, "never")).toMatch(/closed/);
  expect(await say(world, "never", 99)).toMatch(/closed/);
  expect(only(world)).toMatchObject({ stage: "proposed" });
});
