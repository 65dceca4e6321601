import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { readReadiness } from "./read-policy.ts";

const read = (world: MemoryWorld, name = "shop") =>
  readReadiness({ owner: "acme", name }, { forge: world.forge });

describe("a repository", () => {
  it("is ready with the policy of exactly the commit that it names", async () => {
    const world = new MemoryWorld();
    const headSha = world.forge.tip("main");
    const { repository } = world.forge;
    world.forge.repository = async (ref) => {
      const state = await repository.call(world.forge, ref);
      world.forge.push("main", policyPath, policyText.replace("auto: true", "auto: false"));
      return state;
    };
    expect(await read(world)).toMatchObject({
      kind: "ready",
      state: { headSha, defaultBranch: "main" },
      policy: { merge: { auto: true } },
    });
  });

  it.each<[string, (world: MemoryWorld) => void, object]>([
    [
      "repository_archived",
      (world) => Object.assign(world.forge.state, { archived: true }),
      { headSha: null, malformedPolicy: false },
    ],
    [
      "repository_empty",
      (world) => Object.assign(world.forge.state, { headSha: null }),
      { headSha: null, malformedPolicy: false },
    ],
    ["policy_missing", (world) => world.forge.push("main", policyPath, null), { malformedPolicy: false }],
    ["policy_not_yaml", (world) => world.forge.push("main", policyPath, "["), { malformedPolicy: true }],
  ])("is not ready with %s", async (code, arrange, expected) => {
    const world = new MemoryWorld();
    arrange(world);
    const headSha = world.forge.tip("main");
    const readiness = await read(world);
    expect(readiness).toMatchObject({ kind: "not_ready", headSha, ...expected });
    expect(readiness.kind === "not_ready" && readiness.reasons[0]?.code).toBe(code);
  });

  it("that cannot be seen is missing, and there is no commit to say so on", async () => {
    expect(await read(new MemoryWorld(), "elsewhere")).toMatchObject({
      kind: "not_ready",
      headSha: null,
      reasons: [{ code: "repository_missing" }],
    });
  });
});
