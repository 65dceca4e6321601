import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "vitest";
import { PermanentFailure } from "../../src/domain/shared/failure.ts";
import { reason } from "../../src/domain/shared/reason.ts";
import type { WakeUp, WhatChanged } from "../../src/ports/queue.ts";
import type { ContractCase } from "./case.ts";
import type { QueueWorld } from "./queue/world.ts";

const repository = { owner: "acme", name: "shop" };

export function advance(improvementId: string): WakeUp {
  return { kind: "advance", improvementId };
}

function cycle(cycleId: string, trigger: "schedule" | "operator", name = "shop"): WakeUp {
  return {
    kind: "cycle",
    cycleId,
    repository: { ...repository, name },
    trigger: { kind: trigger },
    analysisWindowHours: null,
    maxImprovements: null,
  };
}

/** What may have changed, of every kind. */
const changes: readonly WhatChanged[] = [
  { kind: "pull_request", number: 7 },
  { kind: "pull_request", number: 8 },
  { kind: "commit", sha: "a".repeat(40) },
  { kind: "branch", name: "self-building/abc123" },
  { kind: "base", mayTouchPolicy: true },
  { kind: "base", mayTouchPolicy: false },
  { kind: "deployment" },
  { kind: "anything" },
];

function command(commentId: number): WakeUp {
  return { kind: "command", repository, issueNumber: 1, commentId, login: "mia", body: "/improve" };
}

function component(cycleId: string): WakeUp {
  const request = { componentType: "api", name: "n", description: "d", capabilities: [], requester: "mia" };
  return { kind: "component", cycleId, repository, request };
}

/** Id of an improvement or a cycle that a wake-up is about. */
function idOf(wakeUp: WakeUp): string {
  if (wakeUp.kind === "advance") return wakeUp.improvementId;
  return "cycleId" in wakeUp ? wakeUp.cycleId : wakeUp.kind;
}

function permanent(): PermanentFailure {
  return new PermanentFailure(reason("github_forbidden", "It may not."));
}

/** Handlers wake for themselves: only then it is certain that something runs or waits meanwhile. */
export const queueContract: readonly ContractCase<QueueWorld>[] = [
  {
    name: "every wake-up is handled, with all that it carries",
    run: async ({ queue, start, settled }) => {
      const hint = { hint: "It is slow. ä 😀" };
      const wakeUps = [
        advance("a"),
        advance("b"),
        { ...cycle("c1", "operator"), analysisWindowHours: 6, maxImprovements: 1, ...hint },
        { ...command(7), ...hint },
        command(8),
        component("c2"),
        ...changes.map((what): WakeUp => ({ kind: "changed", repository, what })),
      ];
      const handled: WakeUp[] = [];
      await start(async (wakeUp) => void handled.push(wakeUp));
      for (const wakeUp of wakeUps) await queue.wake(wakeUp);
      await settled();
      expect(handled).toHaveLength(wakeUps.length);
      expect(handled).toEqual(expect.arrayContaining(wakeUps));
    },
  },
  {
    name: "wake-ups of one thing that wait are one",
    run: async ({ queue, start, settled }) => {
      let runs = 0;
      await start(async () => {
        runs += 1;
        if (runs > 1) return;
        for (let round = 0; round < 3; round += 1) {
          await Promise.all(Array.from({ length: 10 }, () => queue.wake(advance("same"))));
        }
      });
      await queue.wake(advance("same"));
      await settled();
      expect(runs, "the first, and one for the thirty that waited for its end").toBe(2);
    },
  },
  {
    name: "one thing never runs twice at once",
    run: async ({ queue, start, settled }) => {
      let [runs, running] = [0, 0];
      const together: number[] = [];
      await start(async () => {
        runs += 1;
        running += 1;
        if (runs < 4) await queue.wake(advance("same"));
        for (let turn = 0; turn < 20; turn += 1) await nextTurn();
        together.push(running);
        running -= 1;
      });
      await queue.wake(advance("same"));
      await settled();
      expect(new Set(together)).toEqual(new Set([1]));
    },
  },
  {
    name: "what is woken while it runs is looked at again, so that nothing that happened meanwhile is missed",
    run: async ({ queue, start, settled }) => {
      let fact = "old";
      const seen: string[] = [];
      await start(async () => {
        seen.push(fact);
        if (fact === "new") return;
        fact = "new";
        await queue.wake(advance("a"));
      });
      await queue.wake(advance("a"));
      await settled();
      expect(seen).toEqual(["old", "new"]);
    },
  },
  {
    name: "what a handler wakes is handled, too",
    run: async ({ queue, start, settled }) => {
      const handled: string[] = [];
      await start(async (wakeUp) => {
        handled.push(idOf(wakeUp));
        if (handled.length < 4) await queue.wake(advance(`a${handled.length}`));
      });
      await queue.wake(advance("a0"));
      await settled();
      expect(handled).toEqual(["a0", "a1", "a2", "a3"]);
    },
  },
  {
    name: "of scheduled cycles of a repository that wait one is run, of those that somebody asked for every one",
    run: async ({ queue, start, settled }) => {
      const handled: string[] = [];
      await start(async (wakeUp) => {
        handled.push(idOf(wakeUp));
        if (handled.length > 1) return;
        for (const id of ["s1", "s2"]) await queue.wake(cycle(id, "schedule"));
        for (const id of ["o1", "o2"]) await queue.wake(cycle(id, "operator"));
        await queue.wake(cycle("other", "schedule", "other"));
      });
      await queue.wake(cycle("first", "operator"));
      await settled();
      expect(handled.toSorted()).toEqual(["first", "o1", "o2", "other", "s1"]);
    },
  },
  {
    name: "cycles, commands and components of one repository run one after the other",
    run: async ({ queue, start, settled }) => {
      let running = 0;
      const together: number[] = [];
      await start(async (wakeUp) => {
        running += 1;
        if (idOf(wakeUp) === "first") {
          for (const next of [cycle("c1", "operator"), command(1), command(2), component("c2")]) {
            await queue.wake(next);
          }
        }
        for (let turn = 0; turn < 20; turn += 1) await nextTurn();
        together.push(running);
        running -= 1;
      });
      await queue.wake(cycle("first", "operator"));
      await settled();
      expect(together).toEqual([1, 1, 1, 1, 1]);
    },
  },
  {
    name: "a handler that fails is told, and stops nothing else",
    run: async ({ queue, start, settled, told }) => {
      const failure = permanent();
      const handled: string[] = [];
      await start(async (wakeUp) => {
        if (idOf(wakeUp) === "bad") throw failure;
        handled.push(idOf(wakeUp));
      });
      for (const id of ["good", "bad", "better"]) await queue.wake(advance(id));
      await settled();
      expect(handled.toSorted()).toEqual(["better", "good"]);
      expect(told()).toEqual([failure]);
    },
  },
  {
    name: "what failed can be woken again",
    run: async ({ queue, start, settled, told }) => {
      const handled: string[] = [];
      await start(async (wakeUp) => {
        if (told().length === 0) throw permanent();
        handled.push(idOf(wakeUp));
      });
      await queue.wake(advance("a"));
      await settled();
      await queue.wake(advance("a"));
      await settled();
      expect(handled).toEqual(["a"]);
    },
  },
];
