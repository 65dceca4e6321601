import { describe, expect, it } from "vitest";
import { bot, branch, fileAfter, forgeWorld } from "../../../test/stand-ins/forge-world.ts";

const world = forgeWorld();

describe("commit", () => {
  it("makes one verified commit on the world.base; again, the same one", async () => {
    const [first, second] = await world.twice(() => world.change());
    expect(second).toEqual(first);
    if (first.kind !== "committed") throw new Error("not committed");
    expect(await world.forge.readFile(world.repository, "template.yaml", first.sha)).toBe(
      "MemorySize: 512\n",
    );
    expect(await world.forge.readFile(world.repository, "old.txt", first.sha)).toBeNull();
    expect(await world.forge.readFile(world.repository, "new/file.txt", first.sha)).toBe("");
    const octokit = await world.local.installation("acme");
    const { data } = await octokit.rest.repos.getCommit({
      owner: "acme",
      repo: world.repository.name,
      ref: first.sha,
    });
    expect(data.parents.map(({ sha }) => sha)).toEqual([world.base]);
    expect(data.author?.login).toBe(bot);
    expect(data.commit.verification?.verified).toBe(true);
  });

  it("is rebuilt on a moved base and with other content while the branch is the app's alone", async () => {
    const first = await world.change();
    const moved = await world.github.people.pushCommit(world.name, "main", { "README.md": "# New\n" }, "mia");
    const rebuilt = await world.change({ baseSha: moved });
    expect(rebuilt).toMatchObject({ kind: "committed" });
    expect(rebuilt).not.toEqual(first);
    const other = await world.change({
      baseSha: moved,
      files: [fileAfter("template.yaml", "MemorySize: 256\n")],
    });
    expect(other).toMatchObject({ kind: "committed" });
    expect(await world.forge.readFile(world.repository, "template.yaml", branch)).toBe("MemorySize: 256\n");
    expect(await world.forge.readFile(world.repository, "README.md", branch)).toBe("# New\n");
  });

  it("leaves a branch alone on which a person has a commit", async () => {
    await world.change();
    const pushed = await world.github.people.pushCommit(world.name, branch, { "fix.txt": "mine\n" }, "mia");
    const outcome = await world.change();
    expect(outcome).toMatchObject({ kind: "occupied", reason: { code: "branch_occupied" } });
    expect(await world.forge.readFile(world.repository, "fix.txt", branch)).toBe("mine\n");
    expect((await world.forge.repository(world.repository))?.headSha).toBe(world.base);
    expect(pushed).not.toBe(world.base);
  });

  it("makes no empty commit", async () => {
    const same = world.change({ files: [fileAfter("template.yaml", "MemorySize: 1024\n")] });
    await expect(same).rejects.toMatchObject({ reason: { code: "empty_commit" } });
  });
});
