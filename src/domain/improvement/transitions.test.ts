import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { stateDiagram, transitions } from "./transitions.ts";

test("every stage leads to the end, and every stage but the first two can be reached from found", () => {
  const reachable = (from: keyof typeof transitions): Set<string> => {
    const seen = new Set<keyof typeof transitions>();
    const visit = (stage: keyof typeof transitions): void => {
      for (const next of transitions[stage]) {
        if (seen.has(next)) continue;
        seen.add(next);
        visit(next);
      }
    };
    visit(from);
    return seen;
  };
  const stages = Object.keys(transitions) as (keyof typeof transitions)[];
  for (const stage of stages) expect(reachable(stage)).toContain("ended");
  const fromFound = reachable("found");
  expect(stages.filter((stage) => !fromFound.has(stage))).toEqual(["awaiting_approval"]);
});

test("what was merged is watched or given to people, and nothing leaves a regression but by its end", () => {
  expect(transitions.merged).toEqual(["watching", "ended"]);
  expect(transitions.regressed).toEqual(["ended"]);
});

test("the documentation shows this state machine (npx vitest run src/domain/improvement/transitions.test.ts -u)", async () => {
  const path = "docs/improvement-cycle.md";
  const page = await readFile(path, "utf8");
  const drawn = page.replace(/```mermaid\n[\s\S]*?```/, `\`\`\`mermaid\n${stateDiagram()}\n\`\`\``);
  await expect(drawn).toMatchFileSnapshot(`../../../${path}`);
});
