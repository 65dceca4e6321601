import { createCheckRun } from "@self-building-agent/local-github/actions/checks.ts";
import { expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

/** Runs of the check "ci" as `workflow event conclusion`, oldest first. */
async function judged(...runs: readonly string[]): Promise<(string | null)[]> {
  const { sha, pull } = await world.proposed();
  const { world: hub, people } = world.github;
  const repository = people.repository(world.name);
  for (const run of runs) {
    const [name = "", event = "", conclusion = ""] = run.split(" ");
    const workflow = { id: name.charCodeAt(0), name: "CI", event };
    const report = conclusion === "running" ? { status: "in_progress" as const } : { conclusion };
    createCheckRun(hub, repository, hub.otherApp("github-actions"), sha, { name: "ci", workflow, ...report });
  }
  const { checks, checksComplete } = await world.forge.gateFacts(world.repository, pull.number, sha);
  expect(checksComplete).toBe(true);
  return checks.map(({ conclusion }) => conclusion).sort();
}

it.each([
  ["a cancelled run is superseded by the next", ["a push cancelled", "a push success"], ["success"]],
  ["a newer failure counts", ["a push success", "a push failure"], ["failure"]],
  ["a newer run that has not finished counts", ["a push failure", "a push running"], [null]],
  ["two workflows of one name both count", ["a push failure", "b push success"], ["failure", "success"]],
  [
    "a push clears no failure of the pull request's own run",
    ["a pull_request failure", "a push success"],
    ["failure", "success"],
  ],
  [
    "what was cancelled has a successor whatever started that",
    ["a push cancelled", "a pull_request success"],
    ["success"],
  ],
])("%s", async (_what, runs, wanted) => {
  expect(await judged(...runs)).toEqual(wanted);
});

it("where the app may not read the workflows every run counts", async () => {
  const { github } = world;
  github.failNext({ method: "GET", path: /actions\/runs$/, status: 403 });
  expect(await judged("a push cancelled", "a push success")).toEqual(["cancelled", "success"]);
});
