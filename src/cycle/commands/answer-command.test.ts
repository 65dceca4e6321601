import { describe, expect, it } from "vitest";
import { MemoryWorld, settings } from "../../../test/stand-ins/memory-world.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge } from "../../ports/forge.ts";
import { answerCommand } from "./answer-command.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";

const policyPath = ".github/self-building.yml";

/** Has somebody comment, and returns the reply. */
async function comment(
  world: MemoryWorld,
  body: string,
  login = "ada",
  known: readonly Command[] = commands,
  forge: Forge = world.forge,
): Promise<string | undefined> {
  const command = { kind: "command", repository: world.forge.ref, issueNumber: 5, commentId: 9 } as const;
  await answerCommand({ ...command, login, body }, { ...world.ports(), forge }, settings, world.nowMs, known);
  return world.forge.comments.get("5:reply-9");
}

describe("a comment", () => {
  it("is seen and answered for people who may write, and on record", async () => {
    const world = new MemoryWorld();
    expect(await comment(world, "/improve help")).toContain("`/improve status`");
    expect(world.forge.reactions).toEqual(["9 eyes"]);
    expect(world.store.entries).toMatchObject([
      {
        action: "command",
        actor: "person:ada",
        outcome: "answered",
        reasons: [{ code: "command_answered", text: "/improve help of ada was answered." }],
      },
    ]);
  });

  it("that is no command gets the help, with the command that it nearly is", async () => {
    const world = new MemoryWorld();
    const unknown = await comment(world, "/improve faster");
    expect(unknown).toContain("not a command I know.\n");
    expect(unknown).toContain("`/improve help`");
    expect(unknown).not.toContain("faster");
    expect(await comment(world, "/improve stauts")).toContain("Did you mean `/improve status`?");
  });

  it("of somebody who may not write does nothing, and is on record", async () => {
    for (const body of ["/improve", "/improve status", "/improve help", "/improve faster"]) {
      const world = new MemoryWorld();
      expect(await comment(world, body, "stranger")).toBeUndefined();
      expect(world.forge.reactions).toEqual(["9 confused"]);
      expect(world.store.rows.size).toBe(0);
      expect(world.store.entries).toMatchObject([
        { outcome: "refused", reasons: [{ code: "write_access_needed" }] },
      ]);
    }
  });

  it("gets an answer of its own, beside that to another comment, and once however often it is delivered", async () => {
    const world = new MemoryWorld();
    await comment(world, "/improve help");
    await comment(world, "/improve help");
    expect([...world.forge.comments.keys()]).toEqual(["5:reply-9"]);
    expect(world.forge.reactions).toEqual(["9 eyes"]);
  });

  it("is answered although the repository says off: its people ask why", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", policyPath, "nonsense");
    expect(await comment(world, "/improve help")).toContain("`/improve status`");
  });

  it("gets no answer when a kill switch is turned on while it is carried out, and that is on record", async () => {
    const world = new MemoryWorld();
    const slow: Command = {
      name: "slow",
      help: "take long",
      needs: "write",
      run: async () => {
        world.flags = { ...world.flags, selfBuilding: false };
        return "Done.";
      },
    };
    expect(await comment(world, "/improve slow", "ada", [...commands, slow])).toBeUndefined();
    expect(world.forge.reactions).toEqual(["9 eyes"]);
    expect(world.store.entries).toMatchObject([
      { action: "command", outcome: "held", reasons: [{ code: "self_building_off" }] },
    ]);
  });

  it.each([
    ["review", [], "reply-review-9"],
    ["line", ["9 eyes"], "reply-line-9"],
    ["issue", ["5 eyes"], "reply-issue-9"],
  ] as const)("in a %s is answered beside one in a comment of the same id", async (place, reactions, key) => {
    const world = new MemoryWorld();
    const at = { kind: "command", repository: world.forge.ref, issueNumber: 5, commentId: 9, place } as const;
    await answerCommand({ ...at, login: "ada", body: "/improve help" }, world.ports(), settings, world.nowMs);
    expect(world.forge.reactions).toEqual(reactions);
    await comment(world, "/improve help");
    expect([...world.forge.comments.keys()]).toEqual([`5:${key}`, "5:reply-9"]);
  });

  it("in a locked conversation is carried out, and its audit entry says that it could not be answered", async () => {
    const world = new MemoryWorld();
    const locked = async (): Promise<never> => {
      throw new PermanentFailure(reason("github_forbidden", "The conversation is locked."));
    };
    const forge = Object.assign(Object.create(world.forge), { react: locked, comment: locked });
    expect(await comment(world, "/improve", "ada", commands, forge)).toBeUndefined();
    expect(world.store.rows.size).toBe(1);
    expect(world.store.entries.at(-1)).toMatchObject({
      action: "command",
      outcome: "answered",
      reasons: [{ code: "command_answered" }, { code: "not_told" }],
    });
  });

  it("with a command for administrators is answered for them alone", async () => {
    const erase: Command = { name: "erase", help: "erase all", needs: "admin", run: async () => "Erased." };
    const world = new MemoryWorld();
    expect(await comment(world, "/improve erase", "ada", [...commands, erase])).toBeUndefined();
    expect(world.store.entries).toMatchObject([{ reasons: [{ code: "admin_access_needed" }] }]);
    expect(world.forge.reactions).toEqual(["9 confused"]);
    const permissionOf = async () => "admin" as const;
    const forge: Forge = Object.assign(Object.create(world.forge), { permissionOf });
    const asAdmin = (body: string) => comment(world, body, "ada", [...commands, erase], forge);
    expect(await asAdmin("/improve erase")).toBe("Erased.");
    expect(await asAdmin("/improve help")).toContain("`/improve erase`: erase all (needs admin access)");
  });
});

describe("nothing at all is written", () => {
  it.each<[string, (world: MemoryWorld) => void]>([
    ["the app is off", (world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } })],
    ["the organisation is off", (world) => world.forge.organisation("enabled: false")],
    [
      "the app is off and the policy malformed",
      (world) => {
        world.flags = { ...world.flags, selfBuilding: false };
        world.forge.push("main", policyPath, "nonsense");
      },
    ],
  ])("while %s", async (_when, arrange) => {
    const world = new MemoryWorld();
    arrange(world);
    for (const login of ["ada", "stranger"]) expect(await comment(world, "/improve", login)).toBeUndefined();
    expect(world.forge.reactions).toEqual([]);
  });

  it("for a comment that does not address the app", async () => {
    const world = new MemoryWorld();
    expect(await comment(world, "what does /improve do?")).toBeUndefined();
    expect([world.forge.reactions, world.store.entries]).toEqual([[], []]);
  });
});
