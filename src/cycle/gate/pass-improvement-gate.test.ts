import { describe, expect, it } from "vitest";
import { lastDecision, policyPath, proposed } from "../../../test/gated-world.ts";
import { type MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, only, step, turnTo } from "../../../test/stand-ins/play.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Ports } from "../../ports/ports.ts";

const codes = (world: MemoryWorld) => (lastDecision(world)?.reasons ?? []).map(({ code }) => code);

function open(world: MemoryWorld): AtStage<"proposed"> {
  const row = only(world);
  if (row.stage !== "proposed") throw new Error(`It is ${row.stage}.`);
  return row;
}

const died: Ports["forge"]["openPull"] = async () => {
  throw new Error("The process died.");
};

/** CI succeeds, but the base has moved meanwhile. */
function overtake(world: MemoryWorld): void {
  world.forge.push("main", `other-${world.nowMs}.txt`, "x");
  world.forge.reportCheck(1, "success");
}

describe("an open pull request", () => {
  it("waits while the policy is malformed, and shows nothing made up", async () => {
    const world = await proposed();
    await step(world);
    world.forge.push("main", policyPath, "services: none\n");
    world.forge.reportCheck(1, "success");
    expect((await step(world)).stage).toBe("proposed");
    expect(codes(world)).not.toContain("check_passed");
    expect(world.forge.merges).toEqual([]);
  });

  it("says nothing on GitHub while the organisation says off, and why once it is the repository", async () => {
    const world = await proposed();
    world.forge.organisation("enabled: false");
    await step(world);
    expect(codes(world)).toContain("organisation_off");
    expect(world.forge.published.size).toBe(0);
    world.forge.organisation(null);
    world.forge.push("main", policyPath, `${policyText}enabled: false\n`);
    await step(world);
    expect([...world.forge.published.values()]).toEqual(["Blocked: repository off"]);
  });

  it("is looked at less and less often, and a look that succeeds forgets faults", async () => {
    const world = await proposed();
    const row = open(world);
    world.store.rows.set(row.id, { ...row, faults: 3 });
    expect(await step(world)).toMatchObject({ faults: 0, wakeAtMs: world.nowMs + 60_000 });
    turnTo(world, row.pull.openedAtMs + 100 * 60_000 - 60_000);
    expect(await step(world)).toMatchObject({ wakeAtMs: world.nowMs + 10 * 60_000 });
  });
});

/** A world whose pull request cannot be brought up to date any more, as its row says. */
async function noLongerFitting(): Promise<MemoryWorld> {
  const world = await proposed();
  world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
  world.forge.reportCheck(1, "success");
  expect(await step(world)).toMatchObject({
    stage: "proposed",
    pull: { closing: [{ code: "protected_path" }] },
  });
  return world;
}

describe("a pull request behind its base", () => {
  it("is brought up to date, counted, at most five times, and stays as old as it is", async () => {
    const world = await proposed();
    const { openedAtMs } = open(world).pull;
    overtake(world);
    await step(world);
    expect(open(world).pull).toMatchObject({ refreshes: 1, openedAtMs, baseSha: world.forge.tip("main") });
    expect(lastWord(world)).toBe("refresh refreshed behind_base");
    for (let push = 0; push < 7; push++) {
      overtake(world);
      await step(world);
    }
    expect(open(world).pull).toMatchObject({ refreshes: 5, openedAtMs });
    expect(codes(world)).toEqual(["refresh_cap"]);
    expect(world.forge.merges).toEqual([]);
  });

  it.each(["self-building:hold", "Self-Building:Hold"])(
    "is left as it is while people hold it back by %s, also when it ends in a commit that the row does not know",
    async (label) => {
      const world = await proposed();
      overtake(world);
      await step(world, { forge: Object.assign(Object.create(world.forge), { openPull: died }) });
      world.forge.pulls[0]?.labels.push(label);
      overtake(world);
      const headSha = world.forge.tip(open(world).pull.branch);
      expect(headSha).not.toBe(open(world).pull.headSha);
      await step(world);
      expect(world.forge.tip(open(world).pull.branch)).toBe(headSha);
      expect(codes(world)).toEqual(["blocking_label"]);
    },
  );

  it("is closed, with the reason, when the change no longer fits", async () => {
    const world = await proposed();
    world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
    world.forge.reportCheck(1, "success");
    expect(await step(world)).toMatchObject({ stage: "proposed", wakeAtMs: world.nowMs });
    expect(world.forge.pulls).toMatchObject([{ state: "open" }]);
    expect(await step(world)).toMatchObject({ how: "unusable", pullNumber: 1, wakeAtMs: null });
    expect(lastWord(world)).toBe("refresh unusable protected_path");
    expect(world.forge.pulls).toMatchObject([{ state: "closed" }]);
    expect(world.forge.comments.get("1:outcome")).toContain("protected_path");
  });

  it.each(["before", "after"] as const)(
    "is closed once, although the process dies %s its branch was deleted",
    async (when) => {
      const world = await noLongerFitting();
      const reopened: number[] = [];
      const { reopenPull, closePull } = world.forge;
      world.forge.reopenPull = (ref, number) => {
        reopened.push(number);
        return reopenPull.call(world.forge, ref, number);
      };
      world.forge.closePull = async (ref, number) => {
        if (when === "before") world.forge.close(number, "app[bot]");
        else await closePull.call(world.forge, ref, number);
        throw new Error("The process died.");
      };
      await step(world);
      world.forge.closePull = closePull;
      expect(await step(world)).toMatchObject({ how: "unusable", wakeAtMs: null });
      expect([reopened, world.forge.pulls.length, [...world.forge.branches.keys()]]).toEqual([
        [],
        1,
        ["main"],
      ]);
    },
  );

  it.each(["merge", "close"] as const)(
    "is people's where they %s it before the app has closed it",
    async (deed) => {
      const world = await noLongerFitting();
      if (deed === "merge") world.forge.mergeAsPerson(1);
      else world.forge.close(1, "mia");
      expect(await step(world)).toMatchObject(deed === "merge" ? { stage: "merged" } : { how: "declined" });
    },
  );

  it("is built anew when it conflicts although the base has used up its rebuilds of the day", async () => {
    const world = await proposed();
    const row = only(world);
    if (row.stage !== "proposed") throw new Error("It is open.");
    const times = Array.from({ length: 5 }, () => world.nowMs);
    world.store.rows.set(row.id, { ...row, pull: { ...row.pull, refreshedAtMs: times } });
    const gateFacts = world.forge.gateFacts.bind(world.forge);
    world.forge.gateFacts = async (...given) => ({ ...(await gateFacts(...given)), hasConflict: true });
    expect(await step(world)).toMatchObject({ pull: { refreshes: 1, mendedAtMs: [world.nowMs] } });
    const mended = only(world);
    if (mended.stage !== "proposed") throw new Error("It is open.");
    world.store.rows.set(row.id, { ...mended, pull: { ...mended.pull, mendedAtMs: times } });
    expect(await step(world)).toMatchObject({ pull: { refreshes: 1 } });
  });

  it("is not closed when a person pushed to it while it was being brought up to date", async () => {
    const world = await proposed();
    overtake(world);
    const { workspace } = world.ports();
    const checkout: Ports["workspace"]["checkout"] = (ref, sha, use) => {
      const [pull] = world.forge.pulls;
      if (pull) world.forge.push(pull.branch, "mine.txt", "mine");
      return workspace.checkout(ref, sha, use);
    };
    expect(await step(world, { workspace: { ...workspace, checkout } })).toMatchObject({ stage: "proposed" });
    expect(world.forge.pulls).toMatchObject([{ state: "open" }]);
  });
});

describe("a pull request that is over", () => {
  it("is an answer when a person closed it, whose reason is asked; the ledger has nothing to learn from it", async () => {
    const world = await proposed();
    world.forge.close(1, "ada");
    expect(await step(world)).toMatchObject({
      how: "declined",
      pullNumber: 1,
      reasons: [{ code: "declined", text: "#1 was closed by ada." }],
    });
    expect(world.forge.comments.get("1:outcome")).toContain("/improve not-now");
    expect(world.store.ledger.size).toBe(0);
  });

  it("is unusable, and nobody's answer, when it cannot be read any more", async () => {
    const world = await proposed();
    const gone: Ports["forge"] = Object.assign(Object.create(world.forge), { ownPull: async () => null });
    expect(await step(world, { forge: gone })).toMatchObject({ how: "unusable", pullNumber: 1 });
    expect(lastWord(world)).toBe("gate unusable pull_request_gone");
    expect(world.store.ledger.size).toBe(0);
  });

  it("is people's when they merged other lines in its place, and watched when they merged the app's", async () => {
    const theirs = await proposed();
    theirs.forge.push(open(theirs).pull.branch, "template.yaml", "Resources: {}\n");
    theirs.forge.mergeAsPerson(1);
    expect(await step(theirs)).toMatchObject({ how: "taken_over", pullNumber: 1 });
    const ours = await proposed();
    ours.forge.mergeAsPerson(1);
    expect(await step(ours)).toMatchObject({ stage: "merged", merge: { sha: ours.forge.tip("main") } });
  });

  it("is the app's although the row does not know its last commit, of which the process died", async () => {
    const world = await proposed();
    overtake(world);
    await step(world, { forge: Object.assign(Object.create(world.forge), { openPull: died }) });
    world.forge.mergeAsPerson(1);
    expect(await step(world)).toMatchObject({ stage: "merged" });
  });
});
