import { expect, it } from "vitest";
import {
  byPeople,
  lastDecision,
  policyPath,
  proposed,
  refusal,
  refuseMerges,
  reverting,
  written,
} from "../../../test/gated-world.ts";
import { type MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { only, step } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";

/** The base moves and CI succeeds, time and again, with a look after each. */
async function outrun(world: MemoryWorld, pullNumber: number, times: number): Promise<void> {
  for (let push = 0; push < times; push++) {
    world.forge.push("main", `other-${world.nowMs}.txt`, "x");
    world.forge.reportCheck(pullNumber, "success");
    await step(world);
  }
}

/** The commits that GitHub is asked to merge. */
function merges(world: MemoryWorld): string[] {
  const asked: string[] = [];
  const { merge } = world.forge;
  world.forge.merge = async (ref, request) => {
    asked.push(request.sha);
    return merge.call(world.forge, ref, request);
  };
  return asked;
}

/** The app's first commit. */
function earlierTip(world: MemoryWorld): string {
  const own = [...world.forge.commits.values()].find(({ author }) => author === "app[bot]");
  if (!own) throw new Error("The app has committed nothing.");
  return own.sha;
}

it("says once that an improvement cannot keep up today, and goes on tomorrow", async () => {
  const world = await proposed();
  await outrun(world, 1, 5);
  const checks = written(world);
  await outrun(world, 1, 4);
  expect(checks).toMatchObject([{ conclusion: null, title: "Waiting: refresh cap" }]);
  expect(checks[0]?.summary).toContain("a person merges it");
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "refresh_cap" }] });
  world.nowMs += 86_400_000;
  await step(world);
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(only(world).stage).toBe("merged");
});

it("brings a revert up to date as often as the base moves", async () => {
  const world = await reverting();
  await outrun(world, 2, 9);
  world.forge.reportCheck(2, "success");
  await step(world);
  await step(world);
  expect(only(world)).toMatchObject({ stage: "ended", how: "reverted" });
});

it("merges what the base has overtaken where nobody asks for the newest base", async () => {
  const world = await proposed();
  world.forge.isStrict = false;
  world.forge.push("main", "other.txt", "x");
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(only(world)).toMatchObject({ stage: "merged", pull: { refreshes: 0 } });
});

it("brings up to date what GitHub refuses to merge because it is not", async () => {
  const world = await proposed();
  const { gateFacts } = world.forge;
  world.forge.gateFacts = async (...given) => ({
    ...(await gateFacts.apply(world.forge, given)),
    mergeState: "blocked",
  });
  world.forge.push("main", "other.txt", "x");
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(only(world)).toMatchObject({ stage: "proposed", pull: { refreshes: 1 } });
});

it("asks for a merge that GitHub refuses once, shows that once, and asks again an hour later", async () => {
  const world = await proposed();
  const allowMerges = refuseMerges(world);
  const asked = merges(world);
  const checks = written(world);
  world.forge.reportCheck(1, "success");
  for (let poll = 0; poll < 3; poll++) await step(world);
  expect(checks.map((check) => check.title)).toEqual([
    "The gate is open",
    "Waiting for people: not mergeable",
  ]);
  expect(asked).toHaveLength(1);
  allowMerges();
  world.nowMs += 3_600_000;
  await step(world);
  expect(only(world).stage).toBe("merged");
  expect(checks.at(-1)?.title).toBe("The gate is open");
});

it("asks again at once for a merge that GitHub refused when what its rules look at is another", async () => {
  const world = await proposed();
  refuseMerges(world);
  const asked = merges(world);
  world.forge.reportCheck(1, "success");
  for (let poll = 0; poll < 2; poll++) await step(world);
  for (const pull of world.forge.pulls) pull.labels = [...pull.labels, "reviewed"];
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(asked).toHaveLength(2);
});

it("shows the kill switch that was turned off between the decision and the merge", async () => {
  const world = await reverting();
  await step(world);
  const checks = written(world, (check) => {
    if (check.title === "The gate is open") world.flags = { ...world.flags, improvementRollback: false };
  });
  world.forge.reportCheck(2, "success");
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(checks.map((check) => check.title)).toEqual(["The gate is open", "Blocked: rollback off"]);
  expect(world.forge.merges).toHaveLength(1);
});

it("shows that the policy cannot be used, and not what held before", async () => {
  const world = await proposed();
  await step(world);
  const checks = written(world);
  world.forge.push("main", policyPath, "services: none\n");
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(checks).toMatchObject([{ conclusion: "action_required" }]);
});

it("says nothing of the policy while the organisation says off, and all of it afterwards", async () => {
  const world = await proposed();
  const checks = written(world);
  world.forge.organisation("enabled: false");
  world.forge.push("main", policyPath, "services: none\n");
  await step(world);
  expect(checks).toEqual([]);
  world.forge.organisation(null);
  await step(world);
  expect(checks).toMatchObject([{ conclusion: "action_required" }]);
});

it("stands by a branch that was set back to an earlier commit of the app's own", async () => {
  const world = await proposed();
  await outrun(world, 1, 5);
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is not open.");
  world.forge.branches.set(row.pull.branch, earlierTip(world));
  await step(world);
  expect(only(world)).toMatchObject({ pull: { refreshes: 5 } });
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "refresh_cap" }] });
});

it("leaves to people what waits for nothing else, though the base has moved", async () => {
  const world = await proposed(byPeople);
  const checks = written(world);
  await outrun(world, 1, 1);
  expect(checks).toMatchObject([{ conclusion: null, title: "Waiting for people: auto merge off" }]);
});

it.each([
  ["improvement", 1, proposed],
  ["revert", 2, reverting],
] as const)(
  "writes nothing twice while the %s cannot be brought up to date",
  async (_kind, number, start) => {
    const world = await start();
    const checks = written(world);
    world.forge.commit = async () => ({ kind: "occupied", reason: reason("branch_occupied", "Not now.") });
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(number, "success");
    for (let poll = 0; poll < 3; poll++) await step(world);
    expect(checks.map((check) => check.title)).toEqual(["Waiting: behind base"]);
  },
);

it("merges a revert by the policy's word on reverts, not by that on improvements", async () => {
  const world = await reverting();
  world.forge.push(
    "main",
    policyPath,
    policyText.replace("revert: { auto: true }", "revert: { auto: false }"),
  );
  await outrun(world, 2, 2);
  expect(world.forge.merges).toHaveLength(1);
  expect(lastDecision(world)?.reasons).toMatchObject([{ code: "auto_merge_off" }, { code: "behind_base" }]);
});

it("leaves to people what untrusted text has influenced", async () => {
  const world = await proposed();
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is not open.");
  world.store.rows.set(row.id, { ...row, change: { ...row.change, influencedByUntrusted: true } });
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "untrusted_influence" }] });
});

it("hands the labels that hold it back to the merge, for one that comes at the last moment", async () => {
  const world = await proposed(
    policyText.replace("requiredChecks", "blockingLabels: [wait], requiredChecks"),
  );
  const requests: unknown[] = [];
  world.forge.merge = async (_ref, request) => {
    requests.push(request);
    return { kind: "refused", reason: refusal };
  };
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(requests).toMatchObject([{ pullNumber: 1, blockingLabels: ["self-building:hold", "wait"] }]);
});

it("says nothing of a refusal that passes by itself", async () => {
  const world = await proposed();
  const checks = written(world);
  refuseMerges(world, reason("head_moved", "The branch moved."));
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(checks.map((check) => check.title)).toEqual(["The gate is open"]);
});

it("shows that it is open before it merges, after it was blocked by what is no rule of the gate", async () => {
  const world = await proposed();
  world.forge.state = { archived: true };
  await step(world);
  const checks = written(world);
  refuseMerges(world);
  world.forge.state = {};
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(checks.map((check) => check.title)).toEqual([
    "The gate is open",
    "Waiting for people: not mergeable",
  ]);
});

it("merges nothing onto a base that moved after it was judged", async () => {
  const world = await proposed();
  written(world, () => world.forge.push("main", "other.txt", "x"));
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(world.forge.merges).toEqual([]);
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "base_moved" }] });
});

it("without the permission for checks it says so, merges nothing, and goes on when that is granted", async () => {
  const world = await proposed();
  const { publishCheck } = world.forge;
  const forbidden = reason("github_forbidden", "GitHub forbids POST /check-runs: grant checks=write.");
  world.forge.publishCheck = () => Promise.reject(new PermanentFailure(forbidden));
  const asked = merges(world);
  world.forge.reportCheck(1, "success");
  for (let look = 0; look < 3; look++) await step(world);
  expect(only(world)).toMatchObject({ stage: "proposed", faults: 0 });
  expect(lastDecision(world)).toMatchObject({ kind: "block" });
  expect(lastDecision(world)?.reasons[0]).toEqual(forbidden);
  expect(world.store.entries.filter(({ action }) => action === "gate")).toHaveLength(1);
  expect(asked).toEqual([]);
  world.forge.publishCheck = publishCheck;
  world.nowMs += 3_600_000;
  await step(world);
  expect(only(world).stage).toBe("merged");
});

it("a revert is not held up by a check that may not be shown", async () => {
  const world = await reverting();
  const forbidden = new PermanentFailure(reason("github_forbidden", "Grant checks=write."));
  world.forge.publishCheck = () => Promise.reject(forbidden);
  world.forge.reportCheck(2, "success");
  await step(world);
  expect(only(world)).toMatchObject({ stage: "ended", how: "reverted" });
});
