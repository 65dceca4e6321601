import { expect, test } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();
const hold = "self-building:hold";
const made = () => [...world.github.people.repository(world.name).labels.values()];
const counted = (route: RegExp) =>
  [...world.github.requestCounts].reduce((sum, [name, times]) => sum + (route.test(name) ? times : 0), 0);

test("the labels that a pull request has and names are there, with a look, before anybody needs them", async () => {
  await world.change();
  await world.open({ namedLabels: [hold, "do not merge"] });
  await world.forge.addLabels(world.repository, 1, ["self-building:kept"]);
  expect(made().map(({ name }) => name)).toEqual([
    "self-building",
    hold,
    "do not merge",
    "self-building:kept",
  ]);
  for (const { color, description } of made()) {
    expect(color).not.toBe("ededed");
    expect(description).toMatch(/\.$/);
  }
});

test("labels stay as people have made them, and are looked for once in a repository", async () => {
  const labels = world.github.people.repository(world.name).labels;
  const theirs = { id: 1, name: "Self-Building:Hold", color: "000000", description: "Ours" };
  labels.set(hold, theirs);
  await world.change();
  const [lists, posts] = [/GET .*\/labels$/, /POST \/repos\/\{?[^/]+\/\{?[^/]+\/labels$/];
  const before = [counted(lists), counted(posts)] as const;
  for (let time = 0; time < 3; time++) await world.open({ namedLabels: [hold] });
  expect(labels.get(hold)).toEqual(theirs);
  expect(counted(lists) - before[0]).toBe(1);
  expect(counted(posts) - before[1]).toBe(1);
});

test.each([403, 404, 410, 422, 500])(
  "a label that GitHub does not let it make (%i) stops no pull request",
  async (status) => {
    await world.change();
    const times = status === 500 ? 5 : 1;
    world.github.failNext({ method: "POST", path: /\/shop-\d+\/labels$/, status, times });
    const pull = await world.open({ namedLabels: [hold] });
    expect(pull).toMatchObject({ state: "open", labels: ["self-building"] });
  },
);
