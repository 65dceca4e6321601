import { describe, expect, it } from "vitest";
import { lastDecision, proposed, reverting } from "../../../test/gated-world.ts";
import { app } from "../../../test/stand-ins/memory-repository.ts";
import { type MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { only, step, until } from "../../../test/stand-ins/play.ts";

const ways = ["merge", "squash", "rebase", "queue"] as const;
const path = "template.yaml";
const files = (world: MemoryWorld, ref = "main") => world.forge.commitAt(world.forge.tip(ref)).files;
const branchOf = (world: MemoryWorld): string => world.forge.pulls[0]?.branch ?? "";

/** A person merges #1, straight away or through the queue. */
function merge(world: MemoryWorld, way: (typeof ways)[number]): void {
  if (way !== "queue") {
    world.forge.mergeAsPerson(1, "mia", way);
    return;
  }
  world.forge.queued.set(1, world.forge.tip(branchOf(world)));
  world.forge.settleQueue("success");
}

type Edit = (text: string) => string | null;
/** What mia commits on the branch, and whether the change is still the app's afterwards. */
const commits: readonly [string, { at?: string; edit: Edit }, "the app's" | "theirs"][] = [
  ["another file", { at: "src/checkout.ts", edit: () => "export const fix = 1;\n" }, "the app's"],
  ["another line of the file", { edit: (text) => text.replace("Timeout: 30", "Timeout: 60") }, "the app's"],
  ["lines around", { edit: (text) => `# by hand\n${text}# more\n` }, "the app's"],
  ["another value", { edit: (text) => text.replace("MemorySize: 512", "MemorySize: 640") }, "theirs"],
  [
    "the value from before",
    { edit: (text) => text.replace("MemorySize: 512", "MemorySize: 1024") },
    "theirs",
  ],
  ["no such file any more", { edit: () => null }, "theirs"],
];
const approvals = ["no approval", "an approval before", "an approval after"] as const;
const rows = commits.flatMap((commit) =>
  ways.flatMap((way) => approvals.map((approval) => [...commit, way, approval] as const)),
);

describe("what a person merges with a commit of their own", () => {
  it.each(rows)("of %s, %o, is %s (by %s, %s)", async (_what, { at = path, edit }, whose, way, approval) => {
    const world = await proposed();
    world.slowdown = 1.8;
    if (approval === "an approval before") world.forge.review(1, "ada", "APPROVED");
    world.forge.push(branchOf(world), at, edit(files(world, branchOf(world))[at] ?? ""), "mia");
    if (approval === "an approval after") world.forge.review(1, "ada", "APPROVED");
    world.forge.reportCheck(1, "success");
    await step(world);
    // Whatever it holds, the app merges nothing that people have a part in.
    expect(lastDecision(world)?.reasons.map(({ code }) => code)).toEqual(["human_commits"]);
    expect(world.forge.merges).toEqual([]);

    merge(world, way);
    const [merged, shown] = [files(world), world.forge.comments.size];
    expect(await step(world)).toMatchObject(
      whose === "theirs" ? { how: "taken_over" } : { stage: "merged", merge: { others: ["mia"] } },
    );
    expect(world.forge.comments.size > shown).toBe(whose === "theirs");
    await until(world, "ended");
    expect(only(world)).toMatchObject({ how: whose === "theirs" ? "taken_over" : "reverted" });
    const left = merged[path]?.replace("MemorySize: 512", "MemorySize: 1024");
    expect(files(world)).toEqual(whose === "theirs" ? merged : { ...merged, [path]: left });
  });
});

it("whoever pushed under the app's own account, the app's part is watched and taken back alone", async () => {
  const world = await proposed();
  world.slowdown = 1.8;
  world.forge.push(branchOf(world), "theirs.txt", "x", app);
  world.forge.mergeAsPerson(1, "mia");
  expect(await step(world)).toMatchObject({ stage: "merged", merge: { others: [] } });
  await until(world, "ended");
  expect(only(world)).toMatchObject({ how: "reverted" });
  expect(files(world)).toMatchObject({ "theirs.txt": "x", [path]: expect.stringContaining("1024") });
});

describe("a change that was merged along with a person's", () => {
  async function regressedTogether(): Promise<MemoryWorld> {
    const world = await proposed();
    world.slowdown = 1.8;
    world.forge.push(branchOf(world), "src/checkout.ts", "export const fix = 1;\n", "mia");
    world.forge.mergeAsPerson(1, "mia");
    await until(world, "regressed");
    return world;
  }

  it("says in its revert what is not taken back, and measures nothing for the ledger", async () => {
    const world = await regressedTogether();
    await step(world);
    expect(world.forge.pulls[1]?.body).toContain("What mia committed to it was merged along");
    const { message } = world.forge.commitAt(world.forge.tip(world.forge.pulls[1]?.branch ?? ""));
    expect(message).not.toContain("This reverts commit");
    await until(world, "ended");
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "reverted", measuredEffect: null }]);
  });

  it("goes on with its revert after Update branch was pressed there", async () => {
    const world = await regressedTogether();
    await step(world);
    world.forge.push("main", "other.txt", "x");
    world.forge.updateBranch(world.forge.pulls[1]?.branch ?? "", "mia");
    world.forge.reportCheck(2, "success");
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
  });

  it("is asked about without the advice to revert the whole", async () => {
    const world = await regressedTogether();
    const text = files(world)[path] ?? "";
    world.forge.push("main", path, text.replace("MemorySize: 512", "MemorySize: 640"));
    await step(world);
    const [issue] = world.forge.issues.values();
    expect(issue?.body).toContain("undo the change's own lines");
    expect(issue?.body).not.toContain("git revert");
  });
});

it("a change alone is measured, and its revert says so", async () => {
  const world = await reverting(policyText);
  expect(world.forge.pulls[1]?.body).not.toContain("merged along");
  expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
  expect([...world.store.ledger.values()]).toMatchObject([{ measuredEffect: expect.any(Number) }]);
});
