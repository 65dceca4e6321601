import { expect, it } from "vitest";
import { proposed } from "../../../test/gated-world.ts";
import { app } from "../../../test/stand-ins/memory-repository.ts";
import { type MemoryWorld, policyText, templateText } from "../../../test/stand-ins/memory-world.ts";
import { only, step, until } from "../../../test/stand-ins/play.ts";

const template = (world: MemoryWorld) => world.forge.commitAt(world.forge.tip("main")).files["template.yaml"];
const withMerge = (setting: string) => policyText.replace("merge: {", `merge: { ${setting},`);
const signedOff = "Signed-off-by: Shop Bot <bot@example.com>";

it.each(["squash", "merge", "rebase"])(
  "a %s is watched, and taken back by the same method",
  async (method) => {
    const world = await proposed(withMerge(`method: ${method}`));
    world.slowdown = 1.8;
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(only(world)).toMatchObject({ stage: "merged", merge: { sha: world.forge.tip("main") } });
    await until(world, "ended");
    expect(only(world)).toMatchObject({ how: "reverted" });
    expect(template(world)).toBe(templateText);
  },
);

it("every commit of the app's ends in the policy's trailers: on the branch, of the merge, and of the revert", async () => {
  const world = await proposed(`${policyText}commits: { trailers: ["${signedOff}"] }\n`);
  world.slowdown = 1.8;
  await until(world, "ended");
  const own = [...world.forge.commits.values()].filter(({ author }) => author === app);
  expect(own).toHaveLength(4);
  for (const { message } of own) expect(message.split("\n\n").at(-1)).toBe(signedOff);
});

it("the merge bears the title that the pull request has by then, as GitHub's own button would", async () => {
  const world = await proposed();
  const [pull] = world.forge.pulls;
  const title = "perf(checkout): OPS-12 right-size memory";
  if (pull) pull.title = title;
  world.forge.push("main", "other.txt", "x");
  world.forge.isStrict = true;
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(only(world)).toMatchObject({ pull: { refreshes: 1 } });
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(world.forge.merges).toHaveLength(1);
  expect(world.forge.commitAt(world.forge.tip("main")).message.split("\n")[0]).toBe(`${title} (#1)`);
});
