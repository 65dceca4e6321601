import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { expect, test } from "vitest";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { admitted, until } from "../../test/stand-ins/play.ts";
import { improvementId } from "../domain/improvement/improvement.ts";
import type { Ports } from "../ports/ports.ts";
import { jobs } from "./jobs.ts";
import { wakeUpsFor } from "./webhook-events.ts";

/** A world with two open pull requests, #1 and #2; what it is asked of GitHub is counted. */
async function twoOpen(): Promise<{ world: MemoryWorld; deliver: Deliver; requests: () => number }> {
  const world = await admitted(new MemoryWorld());
  const first = await until(world, "proposed");
  if (first.stage !== "proposed") throw new Error("It is proposed.");
  const fingerprint = "00000000000000ee";
  await world.store.insertImprovement({
    ...first,
    id: improvementId(first.repository, fingerprint),
    opportunity: { ...first.opportunity, fingerprint },
    pull: { ...first.pull, number: 2, headSha: "another head" },
  });
  let count = 0;
  const forge = new Proxy(world.ports().forge, {
    get: (target, name) => {
      // That one only forgets what was read.
      if (name !== "forgetInstallations") count += 1;
      return Reflect.get(target, name);
    },
  });
  return { world, deliver: delivering(world, { ...world.ports(), forge }), requests: () => count };
}

type Deliver = (event: string, payload: unknown) => Promise<void>;

/** Does what a delivery wakes, and what that wakes in turn. */
function delivering(world: MemoryWorld, ports: Ports): Deliver {
  const work = jobs(ports, settings, () => world.nowMs);
  return async (event, payload) => {
    world.wakeUps.length = 0;
    for (const wakeUp of wakeUpsFor(event, payload)) await work(wakeUp);
    for (const wakeUp of world.wakeUps.splice(0)) await work(wakeUp);
  };
}

function checkRun(headSha: string, numbers: readonly number[]) {
  return {
    action: "completed",
    repository: { name: "shop", owner: { login: "acme" }, default_branch: "main" },
    check_run: { name: "ci", head_sha: headSha, pull_requests: numbers.map((number) => ({ number })) },
  };
}

test("other people's checks cost no request of GitHub, whether they name a pull request or not", async () => {
  const { deliver, requests } = await twoOpen();
  for (let number = 100; number < 120; number += 1) {
    await deliver("check_run", checkRun(`head of ${number}`, number % 2 === 0 ? [number] : []));
  }
  expect(requests()).toBe(0);
});

test("a check on one of the app's pull requests has that one looked at, and no other", async () => {
  const { world, deliver } = await twoOpen();
  const before = new Map([...world.store.rows].map(([id, row]) => [id, row.version]));
  const [own] = [...world.store.rows.values()];
  if (own?.stage !== "proposed") throw new Error("It is proposed.");
  const lookedAt = () => [...world.store.rows.values()].filter((row) => row.version !== before.get(row.id));
  await deliver("check_run", checkRun(own.pull.headSha, []));
  expect(lookedAt().map((row) => row.id)).toEqual([own.id]);
});

test("somebody who re-runs the app's check gets a new one, although it says the same", async () => {
  const { world, deliver } = await twoOpen();
  const [own] = [...world.store.rows.values()];
  if (own?.stage !== "proposed") throw new Error("It is proposed.");
  await deliver("check_run", checkRun(own.pull.headSha, [1]));
  const shown: unknown[] = [];
  world.forge.publishCheck = async (_ref, { headSha, anew }) => void shown.push({ headSha, anew });
  await deliver("check_run", checkRun(own.pull.headSha, [1]));
  const { repository, check_run } = checkRun(own.pull.headSha, [1]);
  const sender = { login: "ann", type: "User" };
  const asked = { ...check_run, name: "self-building/gate" };
  await deliver("check_run", { action: "rerequested", repository, check_run: asked, sender });
  expect(shown).toEqual([{ headSha: own.pull.headSha, anew: true }]);
});

test("none of GitHub's example deliveries, which are of another repository, wakes anything of this one", async () => {
  const { world, deliver, requests } = await twoOpen();
  const rows = structuredClone(world.store.rows);
  for (const { name, examples: payloads } of examples) {
    for (const payload of payloads) await deliver(name, payload);
  }
  expect(requests()).toBe(0);
  expect(world.store.rows).toEqual(rows);
});

test("events do not shorten the pause after a fault; a person's deed does", async () => {
  const { world } = await twoOpen();
  const [own] = [...world.store.rows.values()];
  if (own?.stage !== "proposed") throw new Error("It is proposed.");
  let asked = 0;
  const gateFacts = () => {
    asked += 1;
    return Promise.reject(new Error("429"));
  };
  const forge = new Proxy(world.ports().forge, {
    get: (target, name) => (name === "gateFacts" ? gateFacts : Reflect.get(target, name)),
  });
  const deliver = delivering(world, { ...world.ports(), forge });
  for (let event = 0; event < 80; event++) await deliver("check_run", checkRun(own.pull.headSha, [1]));
  expect(asked).toBe(1);
  const { repository } = checkRun("", []);
  const sender = { login: "ann", type: "User" };
  await deliver("pull_request", { action: "labeled", repository, pull_request: { number: 1 }, sender });
  expect(asked).toBe(2);
});
