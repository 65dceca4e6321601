import { describe, expect, it } from "vitest";
import { lastDecision, policyPath, reverting } from "../../../test/gated-world.ts";
import { type MemoryWorld, policyText, templateText } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, only, step, turnTo } from "../../../test/stand-ins/play.ts";
import type { PullRecord } from "../../domain/improvement/improvement.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge } from "../../ports/forge.ts";

function revertPull(world: MemoryWorld): PullRecord {
  const row = only(world);
  if (row.stage !== "regressed" || row.revert.kind !== "proposed") throw new Error("No revert is open.");
  return row.revert.pull;
}

/** CI succeeds, but the base has moved meanwhile. */
function overtake(world: MemoryWorld): void {
  world.forge.push("main", `other-${world.nowMs}.txt`, "x");
  world.forge.reportCheck(2, "success");
}

describe("a revert that is open", () => {
  it("is not merged once rollback is turned off", async () => {
    const world = await reverting();
    world.flags = { ...world.flags, improvementRollback: false };
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(world.forge.merges).toHaveLength(1);
    expect(lastWord(world)).toBe("revert_gate block rollback_off");
  });

  it("is looked at less and less often, and a look that succeeds forgets faults", async () => {
    const world = await reverting();
    world.store.rows.set(only(world).id, { ...only(world), faults: 3 });
    expect(await step(world)).toMatchObject({ faults: 0, wakeAtMs: world.nowMs + 60_000 });
    turnTo(world, revertPull(world).openedAtMs + 100 * 60_000 - 60_000);
    expect(await step(world)).toMatchObject({ wakeAtMs: world.nowMs + 10 * 60_000 });
    expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "check_missing" }] });
  });

  it("is brought up to date when the base moves, and that is counted", async () => {
    const world = await reverting();
    const { openedAtMs } = revertPull(world);
    for (const refreshes of [1, 2]) {
      overtake(world);
      await step(world);
      const headSha = world.forge.tip(revertPull(world).branch);
      expect(revertPull(world)).toMatchObject({ number: 2, refreshes, openedAtMs, headSha });
    }
  });

  it("is merged though untrusted text took part in the change: it takes back what that led to", async () => {
    const world = await reverting();
    const row = only(world);
    if (row.stage !== "regressed") throw new Error("It regressed.");
    world.store.rows.set(row.id, { ...row, change: { ...row.change, influencedByUntrusted: true } });
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(world.forge.merges).toHaveLength(2);
  });

  it("is merged with a message that names the commit which it takes back", async () => {
    const world = await reverting();
    const merges: Parameters<Forge["merge"]>[1][] = [];
    const { merge } = world.forge;
    world.forge.merge = (ref, request) => {
      merges.push(request);
      return merge.call(world.forge, ref, request);
    };
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(merges).toMatchObject([
      {
        title: 'Revert "Set the memory of checkout from 1024 MB to 512 MB" (#2)',
        message: `This reverts commit ${world.forge.merges[0]?.sha}: production got worse after it.`,
      },
    ]);
  });
});

describe("a revert that is over", () => {
  it("by its merge is told, labelled and counted on the improvement that it took back", async () => {
    const world = await reverting();
    world.forge.reportCheck(2, "success");
    expect(await step(world)).toMatchObject({
      how: "reverted",
      pullNumber: 1,
      merged: { revertPull: { number: 2 }, comparisons: [{ outcome: "worse" }, {}, {}, {}] },
    });
    expect(lastWord(world)).toBe("revert reverted degraded");
    expect(world.forge.comments.get("1:outcome")).toContain("**Reverted** by #2");
    expect(world.forge.pulls.map(({ labels }) => labels)).toEqual([
      ["self-building", "self-building:reverted"],
      ["self-building", "self-building:revert"],
    ]);
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "reverted" }]);
    expect(world.counted).toContainEqual(["improvements_rolled_back", 1]);
  });

  it("is not made again when a person closes it", async () => {
    const world = await reverting();
    world.forge.close(2, "ada");
    expect(await step(world)).toMatchObject({
      how: "regressed_and_left",
      pullNumber: 1,
      reasons: [{ code: "revert_declined", text: "#2 was closed by ada: the change stays." }],
      merged: { revertPull: { number: 2 } },
    });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "regressed_and_left" }]);
    expect(world.counted.map(([metric]) => metric)).not.toContain("improvements_rolled_back");
  });

  it("leaves the change to people when it cannot be read any more", async () => {
    const world = await reverting();
    const ownPull = async () => null;
    const forge: Forge = Object.assign(Object.create(world.forge), { ownPull });
    expect(await step(world, { forge })).toMatchObject({ how: "regressed_and_left", pullNumber: 1 });
    expect(lastWord(world)).toBe("revert regressed_and_left pull_request_gone");
  });

  it.each([true, false])(
    "is not merged on top of what people have just taken back, although nothing holds it back (can be closed: %s)",
    async (canBeClosed) => {
      const world = await reverting();
      world.forge.isStrict = false;
      world.forge.push("main", "template.yaml", templateText);
      const byHand = world.forge.tip("main");
      world.forge.reportCheck(2, "success");
      const closePull: Forge["closePull"] = async () => {
        throw new PermanentFailure(reason("github_forbidden", "Resource not accessible by integration."));
      };
      const forge: Forge = Object.assign(Object.create(world.forge), canBeClosed ? {} : { closePull });
      expect(await step(world, { forge })).toMatchObject({ how: "undone_by_people" });
      expect([world.forge.merges.length, world.forge.tip("main")]).toEqual([1, byHand]);
    },
  );

  it("ends as it was when the app closed it, for people had taken the change back, and died", async () => {
    const world = await reverting();
    world.forge.push("main", "template.yaml", templateText);
    world.forge.reportCheck(2, "success");
    const closePull: Forge["closePull"] = async (ref, number) => {
      await world.forge.closePull(ref, number);
      throw new Error("The process died.");
    };
    await step(world, { forge: Object.assign(Object.create(world.forge), { closePull }) });
    expect(only(world)).toMatchObject({ stage: "regressed", faults: 1 });
    expect(await step(world)).toMatchObject({ how: "undone_by_people", pullNumber: 1 });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "undone_by_people" }]);
  });

  it("is a person's word by default", async () => {
    const world = await reverting(policyText.replace("revert: { auto: true }\n", ""));
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "auto_merge_off" }] });
    world.forge.push("main", policyPath, policyText);
    overtake(world);
    await step(world);
    world.forge.reportCheck(2, "success");
    expect(await step(world)).toMatchObject({ how: "reverted" });
  });
});

it("that waits is asked about once in a look", async () => {
  const world = await reverting();
  await step(world);
  const asked: string[] = [];
  const forge = new Proxy(world.forge, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...given: unknown[]) => {
        asked.push(String(name));
        return Reflect.apply(member, target, given);
      };
    },
  });
  expect(await step(world, { forge })).toMatchObject({ stage: "regressed", revert: { kind: "proposed" } });
  expect(asked).toEqual(["look"]);
});
