import { describe, expect, it, test } from "vitest";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, cycle, only, playHours, regressed, step, until } from "../../../test/stand-ins/play.ts";
import { rebuild } from "../rebuild.ts";

type Deed = (world: MemoryWorld) => void;

const path = "template.yaml";
const textAt = ({ forge }: MemoryWorld, sha: string): string => forge.commits.get(sha)?.files[path] ?? "";
const first = ({ forge }: MemoryWorld): string => [...forge.commits.keys()][0] ?? "";
const unchanged = (world: MemoryWorld): string => textAt(world, first(world));
const main = (world: MemoryWorld): string => textAt(world, world.forge.tip("main"));
/** Renames the template. */
function move(world: MemoryWorld, to: string, edit = (text: string) => text): void {
  world.forge.push("main", to, edit(main(world)));
  write(world, null);
}
const write = (world: MemoryWorld, text: string | null): unknown => world.forge.push("main", path, text);

const undoings: readonly [string, Deed][] = [
  ["a revert", (world) => write(world, unchanged(world))],
  ["an edit among others", (world) => write(world, `# ours now\n${unchanged(world)}`)],
  ["deleting the file", (world) => write(world, null)],
  ["a force-push", (world) => void world.forge.branches.set("main", first(world))],
];

const movings: readonly [string, Deed][] = [
  ["renaming the file", (world) => void move(world, "infra/stack.yaml")],
  [
    "renaming the file and editing it",
    (world) => void move(world, "infra/template.yaml", (text) => `# ours now\n${text.replace("30", "60")}`),
  ],
  [
    "moving its lines into another file",
    (world) => {
      world.forge.push("main", "stacks.yaml", `Parameters: {}\n${main(world)}`);
      write(world, "Resources: {}\n");
    },
  ],
];

const edits: readonly [string, Deed][] = [
  ...movings,
  ["an edit elsewhere in the file", (world) => write(world, `# ours now\n${main(world)}`)],
  ["a push to another file", (world) => world.forge.push("main", "README.md", "# Shop\n")],
  [
    "history written anew with the same files",
    (world) => {
      const text = main(world);
      world.forge.branches.set("main", first(world));
      world.forge.push("main", "README.md", "# Shop\n");
      write(world, text);
    },
  ],
];

const another: Deed = (world) => write(world, main(world).replace(/MemorySize: \d+/, "MemorySize: 640"));

/** What is told on the pull request, without the numbers. */
const told = (world: MemoryWorld): string => world.forge.comments.get("1:outcome") ?? "";

async function watching(): Promise<MemoryWorld> {
  const watched = `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`;
  const world = await admitted(new MemoryWorld({ policy: watched }));
  await until(world, "watching");
  return world;
}

describe("a change that people take back while it is watched", () => {
  it.each(undoings)("by %s is not judged, and does not come back", async (_by, undo) => {
    const world = await watching();
    undo(world);
    expect(await until(world, "ended")).toMatchObject({
      how: "undone_by_people",
      reasons: [{ code: "already_undone" }],
    });
    expect(told(world)).toContain("People took the change back");
    expect(told(world)).not.toMatch(/kept|got worse/i);
    expect(world.forge.pulls[0]?.labels).toEqual(["self-building", "self-building:undone"]);
    expect([...world.store.ledger.values()]).toMatchObject([
      { outcome: "undone_by_people", measuredEffect: null },
    ]);
    const report = await cycle(world);
    for (const { reasons } of report.opportunities)
      expect(reasons).toMatchObject([{ text: expect.stringContaining("people took it back") }]);
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("is known as taken back from GitHub alone", async () => {
    const world = await watching();
    write(world, unchanged(world));
    await until(world, "ended");
    world.store.rows.clear();
    await cycle(world);
    expect(only(world)).toMatchObject({ stage: "ended", how: "undone_by_people" });
  });

  it("is theirs once they have put something else in its place", async () => {
    const world = await watching();
    another(world);
    expect(await until(world, "ended")).toMatchObject({
      how: "taken_over",
      reasons: [{ code: "superseded" }],
    });
    expect(told(world)).toContain("something else");
    expect(world.store.ledger.size).toBe(0);
  });
});

it.each(edits)("%s does not keep a change from its verdict", async (_what, edit) => {
  const world = await watching();
  edit(world);
  expect(await until(world, "ended")).toMatchObject({ how: "kept" });
});

it("a change that is taken back before it is deployed is not waited for", async () => {
  const policy = `${policyText}watch: { environment: production }\n`;
  const world = await admitted(new MemoryWorld({ policy }));
  await until(world, "merged");
  write(world, unchanged(world));
  expect(await step(world)).toMatchObject({ stage: "ended", how: "undone_by_people" });
});

it("a change that a person sends into another branch is not watched", async () => {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  world.forge.branches.set("next", world.forge.tip("main"));
  Object.assign(world.forge.pulls[0] ?? {}, { into: "next" });
  world.forge.mergeAsPerson(1);
  expect(await until(world, "ended")).toMatchObject({
    how: "taken_over",
    reasons: [{ code: "not_on_default_branch", text: expect.stringContaining("next") }],
  });
  expect(told(world)).toContain("default branch");
  expect(world.store.ledger.size).toBe(0);
});

describe("a default branch", () => {
  it("under another name goes on being watched", async () => {
    const world = await watching();
    world.forge.branches.set("trunk", world.forge.tip("main"));
    world.forge.defaultBranch = "trunk";
    world.forge.push("trunk", "README.md", "# Shop\n");
    expect(await until(world, "ended")).toMatchObject({ how: "kept" });
  });

  it("that is another one, without the change, is said to be", async () => {
    const world = await watching();
    world.forge.branches.set("trunk", first(world));
    world.forge.defaultBranch = "trunk";
    expect(await until(world, "ended")).toMatchObject({
      how: "taken_over",
      reasons: [{ code: "not_on_default_branch" }],
    });
  });
});

describe("a change that got worse", () => {
  it.each(undoings)("and is taken back by %s needs no revert", async (_by, undo) => {
    const world = await regressed();
    undo(world);
    expect(await step(world)).toMatchObject({ how: "undone_by_people" });
    expect(world.forge.pulls).toHaveLength(1);
    expect(told(world)).toContain("got worse");
  });

  it.each(undoings.slice(0, 2))(
    "and is taken back by %s has its open revert closed, with a word",
    async (_by, undo) => {
      const world = await regressed();
      await step(world);
      undo(world);
      expect(await step(world)).toMatchObject({ how: "undone_by_people" });
      expect(world.forge.pulls[1]).toMatchObject({ state: "closed" });
      expect(world.forge.comments.get("2:not-needed")).toContain("not needed any more");
    },
  );

  it("is not said to stay when the person who took it back closes the revert, too", async () => {
    const world = await regressed();
    await step(world);
    write(world, unchanged(world));
    world.forge.close(2, "mia");
    expect(await step(world)).toMatchObject({ how: "undone_by_people" });
  });

  it("is reverted by the app when it is there, whatever else was pushed", async () => {
    const world = await regressed();
    world.forge.push("main", "README.md", "# Shop\n");
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
  });

  it.each(movings)("is taken back where it is after %s", async (_by, moveIt) => {
    const world = await regressed();
    moveIt(world);
    const { files } = world.forge.commitAt(world.forge.tip("main"));
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
    expect(world.forge.commitAt(world.forge.tip("main")).files).toEqual(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          text.replace("MemorySize: 512", "MemorySize: 1024"),
        ]),
      ),
    );
  });

  it.each(movings)("is taken back while its revert is open, after %s", async (_by, moveIt) => {
    const world = await regressed();
    await step(world);
    moveIt(world);
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
    const { files } = world.forge.commitAt(world.forge.tip("main"));
    expect(Object.values(files).join("")).toContain("MemorySize: 1024");
  });

  it("is known as taken back by people under its new name", async () => {
    const world = await regressed();
    move(world, "infra/template.yaml", (text) => text.replace("512", "1024"));
    expect(await step(world)).toMatchObject({ how: "undone_by_people" });
  });

  it("is asked about where two files have it by now", async () => {
    const world = await regressed();
    world.forge.push("main", "stages/test.yaml", main(world));
    move(world, "stages/production.yaml");
    expect(await step(world)).toMatchObject({
      revert: { kind: "conflict", paths: ["stages/test.yaml", "stages/production.yaml"] },
    });
  });

  it("is asked about where it lies by now in a file that the policy protects", async () => {
    const world = await regressed();
    move(world, ".github/template.yaml");
    expect(await step(world)).toMatchObject({
      revert: { kind: "conflict", paths: [".github/template.yaml"] },
    });
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("is not taken for another file's that had the same lines all along", async () => {
    const world = await regressed();
    world.forge.push("main", "copy.yaml", main(world));
    write(world, null);
    const { readFile } = world.forge;
    world.forge.readFile = (ref, path, at) =>
      readFile.call(world.forge, ref, path === "copy.yaml" ? "template.yaml" : path, at);
    expect(await step(world)).toMatchObject({ how: "undone_by_people" });
  });

  it("is asked about when people have put something else in its place", async () => {
    const world = await regressed();
    another(world);
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" } });
    expect(world.forge.issues.size).toBe(1);
  });

  it("is asked about, too, when that happens while its revert is open", async () => {
    const world = await regressed();
    await step(world);
    another(world);
    await step(world);
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" } });
    expect(world.forge.issues.size).toBe(1);
    expect(world.forge.pulls[1]).toMatchObject({ state: "closed" });
  });

  it("and is not on the default branch any more is told of", async () => {
    const world = await regressed();
    world.forge.branches.set("trunk", first(world));
    world.forge.defaultBranch = "trunk";
    expect(await step(world)).toMatchObject({ how: "regressed_and_left" });
    expect([...world.forge.issues.values()]).toMatchObject([{ body: expect.stringContaining("got worse") }]);
  });

  it("is taken back by its lines when its commit is gone from a history written anew", async () => {
    const world = await regressed();
    const [text, merged] = [main(world), world.forge.tip("main")];
    world.forge.branches.set("main", first(world));
    write(world, `# ours now\n${text}`);
    world.forge.commits.delete(merged);
    await playHours(world, 2);
    expect(only(world)).toMatchObject({ how: "reverted" });
    expect(main(world)).toBe(`# ours now\n${unchanged(world)}`);
  });
});

test("a revert that is open is closed with a word, although the database that knew it is lost", async () => {
  const world = await regressed();
  await step(world);
  expect(world.forge.pulls[1]?.state).toBe("open");
  world.store.rows.clear();
  await rebuild(world.forge.ref, world.ports(), world.settings, world.nowMs);
  write(world, unchanged(world));
  expect(await until(world, "ended")).toMatchObject({ how: "undone_by_people" });
  expect(world.forge.pulls[1]).toMatchObject({ state: "closed", closedBy: "app[bot]" });
  expect(world.forge.comments.get("2:not-needed")).toContain("People took the change back");
});
