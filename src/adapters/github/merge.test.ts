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
