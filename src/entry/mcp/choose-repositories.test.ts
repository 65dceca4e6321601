import { expect, test, vi } from "vitest";
import { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { installedOn, toolContext } from "../../../test/tool-context.ts";
import { chooseRepositories } from "./choose-repositories.ts";
import { ToolRefusal } from "./tool.ts";

const shop = { owner: "acme", name: "shop" };
const site = { owner: "acme", name: "site" };

test("a caller gets all installed repositories, or the one it names, whatever its case", async () => {
  const world = new MemoryWorld();
  const context = toolContext(world, installedOn(world, shop, site));
  expect(await chooseRepositories(undefined, context)).toEqual([shop, site]);
  expect(await chooseRepositories("ACME/Site", context)).toEqual([site]);
});

test.each(["evil/elsewhere", "../../etc", "shop", ""])("%j is not installed and refused", async (asked) => {
  const world = new MemoryWorld();
  await expect(chooseRepositories(asked, toolContext(world))).rejects.toThrow(ToolRefusal);
});

test("GitHub is asked again after 30 seconds, and each endpoint asks for itself", async () => {
  vi.useFakeTimers();
  try {
    const world = new MemoryWorld();
    const { forge } = installedOn(world, shop);
    const list = vi.spyOn(forge, "listRepositories");
    const context = toolContext(world, { forge });
    await chooseRepositories(undefined, context);
    vi.advanceTimersByTime(29_999);
    await chooseRepositories("acme/shop", context);
    expect(list).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await chooseRepositories(undefined, context);
    expect(list).toHaveBeenCalledTimes(2);
    expect(await chooseRepositories(undefined, toolContext(world, installedOn(world, site)))).toEqual([site]);
  } finally {
    vi.useRealTimers();
  }
});
