import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

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

  it("is refused where a rule of the repository's is not met", async () => {
    const { sha, pull } = await world.proposed();
    world.github.people.protectBranch(world.name, "main", { requiredChecks: [{ context: "test" }] });
    expect(await world.forge.merge(world.repository, request(pull.number, sha))).toMatchObject({
      kind: "refused",
      reason: { code: "not_mergeable", text: expect.stringContaining('"test" is expected') },
    });
    expect((await world.forge.repository(world.repository))?.headSha).toBe(world.base);
  });

  it.each([
    [["squash", "merge", "rebase"], null, "squash"],
    [["merge", "rebase"], null, "merge"],
    [["rebase"], null, "rebase"],
    [["rebase", "squash"], "rebase", "rebase"],
  ] as const)(
    "by what a repository with %j allows, where the policy says %s, is by %s",
    async (allowed, method, by) => {
      const { sha, pull } = await world.proposed();
      world.github.people.allowMerges(world.name, ...allowed);
      const outcome = await world.forge.merge(world.repository, { ...request(pull.number, sha), method });
      const { git } = world.github.people.repository(world.name);
      const commit = await git.commit(outcome.kind === "merged" ? outcome.sha : "");
      const title = by === "rebase" ? "Lower the memory" : request(pull.number, sha).title;
      expect(commit?.message.split("\n")[0]).toBe(title);
      expect(commit?.parents).toHaveLength(by === "merge" ? 2 : 1);
      expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
        merged: outcome.kind === "merged" ? { sha: outcome.sha } : null,
      });
    },
  );

  it("goes on with the next method where only a ruleset rules one out", async () => {
    const { sha, pull } = await world.proposed();
    const message = "Repository rule violations found: squash is not an allowed merge method";
    world.github.failNext({ method: "PUT", path: /\/merge$/, status: 405, body: { message } });
    const outcome = await world.forge.merge(world.repository, { ...request(pull.number, sha), method: null });
    const { git } = world.github.people.repository(world.name);
    const commit = await git.commit(outcome.kind === "merged" ? outcome.sha : "");
    expect(commit?.parents).toHaveLength(2);
  });

  it("by a method that is not allowed is refused with what to set, and not asked for", async () => {
    const { sha, pull } = await world.proposed();
    world.github.people.allowMerges(world.name, "rebase");
    expect(await world.forge.merge(world.repository, request(pull.number, sha))).toMatchObject({
      kind: "refused",
      reason: {
        code: "merge_invalid",
        text: expect.stringMatching(/merge\.method: squash .* set merge\.method to rebase/),
      },
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
    expect(outcome).toMatchObject({
      kind: "merged",
      sha: (await world.forge.repository(world.repository))?.headSha,
    });
  });

  it("says when, by GitHub's clock, and into which branch, as the pull request shows it then", async () => {
    const { sha, pull } = await world.proposed();
    const outcome = await world.forge.merge(world.repository, request(pull.number, sha));
    const shown = await world.forge.ownPull(world.repository, pull.number);
    const seen = outcome.kind === "merged" ? outcome.seen : undefined;
    expect(seen?.into).toBe(shown?.baseBranch);
    expect(Math.abs((seen?.atMs ?? 0) - (shown?.merged?.atMs ?? 0))).toBeLessThanOrEqual(1000);
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
