import { describe, expect, it } from "vitest";
import { bot, branch, forgeWorld } from "../../../test/stand-ins/forge-world.ts";

const world = forgeWorld();

describe("merge", () => {
  const request = (pullNumber: number, sha: string) =>
    ({
      pullNumber,
      sha,
      method: "squash",
      title: "Lower the memory",
      message: "It uses little.",
      blockingLabels: ["self-building:hold"],
    }) as const;

  it("merges the judged commit once", async () => {
    const { sha, pull } = await world.proposed();
    const [first, second] = await world.twice(() =>
      world.forge.merge(world.repository, request(pull.number, sha)),
    );
    expect(second).toEqual(first);
    const head = (await world.forge.repository(world.repository))?.headSha;
    expect(first).toEqual({ kind: "merged", sha: head });
    expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
      state: "merged",
      merged: { sha: head },
      closedBy: bot,
    });
  });

  it("refuses a head that moved, a closed pull request and a failing rule, each by name", async () => {
    const { sha, pull } = await world.proposed();
    const { people } = world.github;
    people.protectBranch(world.name, "main", { requiredChecks: [{ context: "test" }] });
    const code = async (at: string) => {
      const outcome = await world.forge.merge(world.repository, request(pull.number, at));
      return outcome.kind === "refused" ? outcome.reason.code : outcome.kind;
    };
    expect(await code(sha)).toBe("not_mergeable");
    expect(await code(world.base)).toBe("head_moved");
    await people.pushCommit(world.name, branch, { "fix.txt": "mine\n" }, "mia");
    expect(await code(sha)).toBe("head_moved");
    await world.forge.closePull(world.repository, pull.number);
    expect((await world.forge.repository(world.repository))?.headSha).toBe(world.base);
  });

  it("stops at a label that people have set since the gate looked", async () => {
    const { sha, pull } = await world.proposed();
    await world.github.people.label(world.name, pull.number, "mia", "Self-Building:Hold");
    expect(await world.forge.merge(world.repository, request(pull.number, sha))).toMatchObject({
      kind: "refused",
      reason: { code: "blocking_label" },
    });
    expect((await world.forge.repository(world.repository))?.headSha).toBe(world.base);
  });

  it.each([
    ["an error", { status: 502 }],
    ["silence", { status: 502, dropConnection: true }],
  ])("that happened is seen although GitHub answered with %s", async (_name, fault) => {
    const { sha, pull } = await world.proposed();
    world.github.failNext({ method: "PUT", path: /\/merge$/, afterSideEffect: true, ...fault });
    const outcome = await world.forge.merge(world.repository, request(pull.number, sha));
    expect(outcome).toEqual({
      kind: "merged",
      sha: (await world.forge.repository(world.repository))?.headSha,
    });
  });

  it("that did not happen is a fault and is not tried again by itself", async () => {
    const { sha, pull } = await world.proposed();
    world.github.failNext({ method: "PUT", path: /\/merge$/, status: 502 });
    await expect(world.forge.merge(world.repository, request(pull.number, sha))).rejects.toMatchObject({
      status: 502,
    });
    expect((await world.forge.repository(world.repository))?.headSha).toBe(world.base);
  });
});
