import { expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

it("texts that are too long for GitHub are cut, but for a hidden comment at the end", async () => {
  await world.change();
  const body = `${"b".repeat(70_000)}\n\n<!-- self-building:marker x -->\n`;
  const pull = await world.open({ title: "t".repeat(300), body });
  expect(pull.title).toHaveLength(256);
  expect(pull.body).toMatch(
    /… cut, because GitHub takes no longer text\.\n\n<!-- self-building:text \w+ -->\n\n<!-- self-building:marker x -->$/,
  );
  expect(pull.body.length).toBeLessThanOrEqual(65_536);
});
