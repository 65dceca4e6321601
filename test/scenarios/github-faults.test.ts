import type { Fault } from "@self-building-agent/local-github/faults.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { type LifecyclePlace, playLifecycle, walkPorts } from "./lifecycle.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

/** Every request by which the lifecycle changes something on GitHub, from the first to the last. */
const proposing = [
  "POST git/trees",
  "POST git/commits",
  "POST git/refs",
  "POST pulls",
  "POST issues/\\d+/labels",
];
const afterwards = [
  "POST check-runs",
  "PATCH check-runs/\\d+",
  "PUT pulls/\\d+/merge",
  "POST issues/\\d+/comments",
];

/** Fails the next request of each of these routes in the lifecycle's repository. */
function failEach(
  place: LifecyclePlace,
  routes: readonly string[],
  fault: Pick<Fault, "status"> & Partial<Fault>,
): void {
  for (const route of routes) {
    const [method = "", path = ""] = route.split(" ");
    const inRepository = new RegExp(`^/repos/acme/${place.repository.name}/${path}$`);
    world.github.failNext({ ...fault, method, path: inRepository });
  }
}

async function play(place: LifecyclePlace): Promise<void> {
  const queue = immediateQueue();
  await playLifecycle(place, walkPorts(place, world.store, queue), queue);
}

async function reasonsInAudit(place: LifecyclePlace, outcome: string): Promise<string[]> {
  const audit = await world.store.audit({ tenant: place.tenant, limit: 1000 });
  return audit
    .filter((entry) => entry.outcome === outcome)
    .flatMap((entry) => entry.reasons.map((one) => one.text));
}

async function codesInAudit(place: LifecyclePlace): Promise<string[]> {
  const audit = await world.store.audit({ tenant: place.tenant, limit: 1000 });
  return audit.flatMap((entry) => entry.reasons.map((one) => one.code));
}

/** What every lifecycle comes to in the end that was not stopped for good. */
const cameThrough = {
  rows: ["reverted"],
  outcomes: ["reverted"],
  commitsOnMain: 3,
  pulls: [
    { merged: true, comments: 1, labels: ["self-building", "self-building:reverted"], gates: ["success"] },
    { merged: true, comments: 0, labels: ["self-building", "self-building:revert"], gates: ["success"] },
  ],
  isTemplateAsBefore: true,
};

// The pause is kept by the machine's clock, and a lifecycle brings its own times along.
const limited = { "x-ratelimit-remaining": "0", "retry-after": "0" };
/** Each group is met in one lifecycle, one fault after the other at each request. */
const passing = [
  [
    "a token that is no longer accepted (401), a rate limit (403) and a conflict (409)",
    // A new token is tried four times: it may not have spread yet.
    [
      [{ status: 401, times: 4 }, /token/],
      [{ status: 403, headers: limited }, /rate limit/],
      [{ status: 409 }, /409/],
    ],
  ],
  [
    "an error of GitHub's (500) and a dropped connection",
    [
      [{ status: 500 }, /500/],
      [{ status: 0, dropConnection: true }, /got no answer/],
    ],
  ],
  ["an error although it was done", [[{ status: 502, afterSideEffect: true }, /502/]]],
  [
    "an answer that is lost although it was done",
    [[{ status: 0, afterSideEffect: true, dropConnection: true }, /no answer/]],
  ],
] as const;

test.concurrent.each(passing)(
  "%s at every writing request is said, tried again, and nothing is done twice",
  async (_name, faults) => {
    const place = await world.newPlace(1.8);
    for (const [fault] of faults) failEach(place, [...proposing, ...afterwards], fault);
    await play(place);
    expect(await world.endOf(place)).toMatchObject(cameThrough);
    const reasons = await reasonsInAudit(place, "fault");
    for (const [, said] of faults) expect(reasons).toContainEqual(expect.stringMatching(said));
  },
  slowMachineMs,
);

const refusals = [
  [{ status: 403, body: { message: "Resource not accessible by integration" } }, "github_forbidden"],
  [{ status: 404 }, "github_not_found"],
  [{ status: 422, body: { message: "Reference update failed" } }, "github_invalid"],
] as const;
const ruled = { status: 422, body: { message: "Repository rule violations found" } };

test.concurrent(
  "a missing permission, something that is gone and a refusal without a reason are said and tried again: they may pass",
  async () => {
    const place = await world.newPlace(1.8);
    for (const [fault] of refusals) failEach(place, proposing, fault);
    await play(place);
    expect(await world.endOf(place)).toMatchObject(cameThrough);
    expect(await codesInAudit(place)).toEqual(expect.arrayContaining(refusals.map(([, code]) => code)));
  },
  slowMachineMs,
);

test.concurrent(
  "a rule that forbids it before anything is open ends the improvement with the reason",
  async () => {
    const place = await world.newPlace(1.8);
    failEach(place, ["POST git/trees"], ruled);
    await play(place);
    const end = await world.endOf(place);
    expect(end).toMatchObject({ rows: ["unusable"], branches: [], pulls: [], commitsOnMain: 1 });
    const [row] = await world.store.improvements({ tenant: place.tenant });
    expect(row).toMatchObject({ how: "unusable", reasons: [{ code: "github_rule_violation" }] });
    expect(end.decisions).toContain("propose unusable");
  },
  slowMachineMs,
);

test.concurrent(
  "once a pull request is open even those are said and tried on, because somebody has to keep watching",
  async () => {
    const place = await world.newPlace(1.8);
    for (const fault of [...refusals.map(([fault]) => fault), ruled]) failEach(place, afterwards, fault);
    await play(place);
    // The merge was refused for a while: the gate, open before, waited for people, and a finished check cannot go back.
    const [improvement, revert] = cameThrough.pulls;
    // The comment was refused for good, so people were told on the next channel.
    const pulls = [{ ...improvement, comments: 0, gates: ["success", "success"] }, revert];
    expect(await world.endOf(place)).toMatchObject({ ...cameThrough, pulls });
    // A refused merge is GitHub's word on it and no fault.
    const said = [...(await reasonsInAudit(place, "fault")), ...(await reasonsInAudit(place, "wait"))].join(
      "\n",
    );
    for (const part of [/Resource not accessible/, /has nothing at/, /Repository rule/])
      expect(said).toMatch(part);
  },
  slowMachineMs,
);
