import { expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

it.each(["status", "check-runs"])("checks are incomplete when %s cannot be read", async (list) => {
  const { sha, pull } = await world.proposed();
  world.github.failNext({ method: "GET", path: new RegExp(`/${list}$`), status: 403 });
  expect(await world.forge.gateFacts(world.repository, pull.number, sha)).toMatchObject({
    checks: [],
    checksComplete: false,
  });
});
