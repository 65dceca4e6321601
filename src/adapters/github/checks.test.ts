import { expect, test } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

test("a finished check that somebody asks for again is followed by a new run, also where it says the same", async () => {
  const { forge, repository, github, name } = world;
  const { pull, sha } = await world.proposed();
  const check = {
    name: "self-building/gate",
    headSha: sha,
    conclusion: "success",
    title: "Open",
    summary: "",
  };
  const publish = (anew: boolean) =>
    forge.publishCheck(repository, { ...check, conclusion: "success", anew });
  const runs = () => github.people.repository(name).checkRuns.map(({ id }) => id);
  await publish(false);
  const [first] = runs();
  github.people.rerun(name, check.name, "mia");
  await publish(false);
  expect(runs()).toEqual([first]);
  await publish(true);
  expect(runs()).toEqual([first, expect.any(Number)]);
  const { checks } = await forge.gateFacts(repository, pull.number, sha);
  expect(checks).toMatchObject([{ name: check.name, status: "completed", conclusion: "success" }]);
});
