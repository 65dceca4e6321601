import { describe, expect, it } from "vitest";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import type { Flags } from "../../domain/shared/settings.ts";
import type { ForgeWrites } from "../../ports/forge.ts";
import { type GuardedForge, guardedForge, Held } from "./guarded-forge.ts";
import { inspect } from "./publishable.ts";

type Write = keyof ForgeWrites;
type Purpose = Parameters<typeof guardedForge>[1];

const mergeRequest = {
  pullNumber: 1,
  sha: "s",
  method: "squash",
  title: "t",
  message: "m",
  blockingLabels: [],
} as const;

const calls: { readonly [W in Write]: (forge: GuardedForge, world: MemoryWorld) => Promise<unknown> } = {
  commit: async (forge, world) => {
    const inspected = await inspect([], new Map(), [], world.ports());
    if (inspected.kind === "refused") throw new Error("It objects to nothing.");
    const { files } = inspected;
    return forge.commit({ repository: world.forge.ref, branch: "b", baseSha: "a", message: "m", files });
  },
  openPull: (forge, { forge: { ref } }) =>
    forge.openPull({ repository: ref, branch: "b", base: "main", title: "t", body: "b", labels: [] }),
  merge: (guarded, { forge }) => guarded.merge(forge.ref, { ...mergeRequest, judgedTip: forge.tip("main") }),
  leaveQueue: (forge, { forge: { ref } }) => forge.leaveQueue(ref, 1),
  reopenPull: (forge, { forge: { ref } }) => forge.reopenPull(ref, 1),
  closePull: (forge, { forge: { ref } }) => forge.closePull(ref, 1),
  deleteBranch: (forge, { forge: { ref } }) => forge.deleteBranch(ref, { branch: "b", headSha: "s" }),
  addLabels: (forge, { forge: { ref } }) => forge.addLabels(ref, 1, ["l"]),
  comment: (forge, { forge: { ref } }) => forge.comment(ref, 1, "key", "body"),
  openIssue: (forge, { forge: { ref } }) => forge.openIssue(ref, "key", "title", "body"),
  publishCheck: (forge, { forge: { ref } }) =>
    forge.publishCheck(ref, { name: "n", headSha: "s", conclusion: null, title: "t", summary: "s" }),
  react: (forge, { forge: { ref } }) => forge.react(ref, 1, "eyes"),
};
const writes = Object.keys(calls) as Write[];

/** Which writes are held for a purpose in a world where `turn` has turned something off. */
async function heldWrites(purpose: Purpose, turn: (world: MemoryWorld) => void): Promise<Write[]> {
  const held: Write[] = [];
  for (const write of writes) {
    const world = new MemoryWorld();
    const reached: string[] = [];
    Object.assign(world.forge, { [write]: async () => void reached.push(write) });
    turn(world);
    const guarded = guardedForge(world.ports(), purpose);
    const outcome = await calls[write](guarded, world).catch((error: unknown) => error);
    if (outcome instanceof Held) held.push(write);
    expect(reached, `${write} reached the forge exactly when it was not held`).toEqual(
      outcome instanceof Held ? [] : [write],
    );
  }
  return held;
}

const flag = (change: Partial<Flags>) => (world: MemoryWorld) => {
  world.flags = { ...world.flags, ...change };
};
const policySays = (text: string) => (world: MemoryWorld) => {
  world.forge.push("main", ".github/self-building.yml", text);
};
const tells: readonly Write[] = ["publishCheck", "react"];
/** What would go on by itself is taken back whatever is off. */
const holdable = writes.filter((write) => write !== "leaveQueue");
const acts = holdable.filter((write) => !tells.includes(write));

describe("the guarded forge", () => {
  it("merges nothing when the default branch has moved on from what was judged", async () => {
    const world = new MemoryWorld();
    let merged = 0;
    world.forge.merge = async () => ({ kind: "merged", sha: `${++merged}` });
    const guarded = guardedForge(world.ports(), "improvement");
    const merge = () => calls.merge(guarded, world);
    world.forge.push("main", "a.txt", "later");
    expect(await merge()).toMatchObject({ kind: "merged" });
    const judgedTip = world.forge.tip("main");
    world.forge.push("main", "a.txt", "later still");
    const request = { ...mergeRequest, judgedTip };
    expect(await guarded.merge(world.forge.ref, request)).toMatchObject({
      kind: "refused",
      reason: { code: "base_moved" },
    });
    expect(merged).toBe(1);
  });

  it.each<Purpose>(["improvement", "revert", "answer"])(
    "lets every write for %s pass while nothing is off",
    async (purpose) => {
      expect(await heldWrites(purpose, () => {})).toEqual([]);
    },
  );

  it.each<[string, (world: MemoryWorld) => void]>([
    ["the environment", flag({ selfBuilding: false })],
    ["the organisation", (world) => world.forge.organisation("enabled: false")],
    ["the organisation's unreadable file", (world) => world.forge.organisation("enabled: maybe")],
  ])("holds every write when %s says off, even those that only tell", async (_name, turn) => {
    expect(await heldWrites("improvement", turn)).toEqual(holdable);
    expect(await heldWrites("answer", turn)).toEqual(holdable);
  });

  it.each<[string, (world: MemoryWorld) => void]>([
    ["says off", policySays(`${policyText}enabled: false\n`)],
    ["is malformed", policySays("version: 1\nservices: [")],
  ])("lets the app still tell where things stand when the repository's policy %s", async (_name, turn) => {
    expect(await heldWrites("improvement", turn)).toEqual(acts);
    expect(await heldWrites("answer", turn)).toEqual(acts.filter((write) => write !== "comment"));
  });

  it.each(["self-building.yaml", ".github/self-building.yml", ".github/self-building.yaml"])(
    "does not pass over an organisation's switch that was put where it is not read: %s",
    async (path) => {
      const misnamed = (world: MemoryWorld) => world.forge.organisation("enabled: false", path);
      expect(await heldWrites("improvement", misnamed)).toEqual(acts);
      const both = (world: MemoryWorld) => {
        misnamed(world);
        world.forge.organisation("enabled: true");
      };
      expect(await heldWrites("improvement", both)).toEqual([]);
    },
  );

  it("holds what carries out a revert, and lets people be told, while rollback is off", async () => {
    const off = flag({ improvementRollback: false });
    expect(await heldWrites("revert", off)).toEqual(["commit", "openPull", "merge", "reopenPull"]);
    expect(await heldWrites("improvement", off)).toEqual([]);
  });

  it("asks afresh before each write", async () => {
    const world = new MemoryWorld();
    const guarded = guardedForge(world.ports(), "improvement");
    await guarded.openIssue(world.forge.ref, "one", "One", "");
    world.flags = { ...world.flags, selfBuilding: false };
    await expect(guarded.openIssue(world.forge.ref, "two", "Two", "")).rejects.toMatchObject({
      reasons: [{ code: "self_building_off" }],
    });
    expect([...world.forge.issues.keys()]).toEqual(["one"]);
  });
});
