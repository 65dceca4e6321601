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

test("labels stay as people have made them, and are not looked for where a query has told them", async () => {
  const labels = world.github.people.repository(world.name).labels;
  const theirs = { id: 1, name: "Self-Building:Hold", color: "000000", description: "Ours" };
  labels.set(hold, theirs);
  await world.forge.repository(world.repository);
  await world.change();
  const [lists, posts] = [/GET .*\/labels$/, /POST \/repos\/\{?[^/]+\/\{?[^/]+\/labels$/];
  const before = [counted(lists), counted(posts)] as const;
  for (let time = 0; time < 3; time++) await world.open({ namedLabels: [hold] });
  expect(labels.get(hold)).toEqual(theirs);
  expect(counted(lists) - before[0]).toBe(0);
  expect(counted(posts) - before[1]).toBe(1);
});

test("labels that are too many for a query are looked for once in a repository", async () => {
  const { labels } = world.github.people.repository(world.name);
  for (let id = 0; id < 120; id++)
    labels.set(`${id}`, { id, name: `${id}`, color: "000000", description: "" });
  labels.set(hold, { id: 121, name: hold, color: "000000", description: "Ours" });
  await world.forge.repository(world.repository);
  await world.change();
  const lists = /GET .*\/labels$/;
  const before = counted(lists);
  for (let time = 0; time < 3; time++) await world.open({ namedLabels: [hold] });
  expect(labels.get(hold)).toMatchObject({ description: "Ours" });
  // Of two pages.
  expect(counted(lists) - before).toBe(2);
});

test("a label that could not be made in passing is made the next time", async () => {
  await world.change();
  world.github.failNext({ method: "POST", path: /\/shop-\d+\/labels$/, status: 500, times: 1 });
  await world.open({ namedLabels: [hold] });
  expect(made().map(({ name }) => name)).toEqual(["self-building"]);
  await world.open({ namedLabels: [hold] });
  expect(made().map(({ name }) => name)).toContain(hold);
});

test("a label that people have deleted is made again once a look has told that it is gone", async () => {
  await world.change();
  await world.open({ namedLabels: [hold] });
  world.github.people.repository(world.name).labels.delete(hold);
  await world.forge.repository(world.repository);
  await world.open({ namedLabels: [hold] });
  expect(made().map(({ name }) => name)).toContain(hold);
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
