import type { PullIssue } from "@self-building-agent/local-github/entities.ts";
import type { LocalWorld } from "./local-world.ts";
import { callTool } from "./mcp-client.ts";
import type { Narrator } from "./narrator.ts";
import {
  appPulls,
  gateOutput,
  impactScore,
  improvementPulls,
  outcomeOf,
  until,
  waitsForApproval,
} from "./observer.ts";
import { expectations, type Outcome, summaryTable } from "./outcome.ts";

const person = "ada";
const reviewer = "grace";

/** Plays the story; true when it came true. */
export async function playStory(world: LocalWorld, tell: Narrator): Promise<boolean> {
  const productUrl = await introduce(world, tell);
  await agentAsks(world, productUrl, tell);
  await gateOpens(world, tell);
  const issueNumber = await personAsks(world, tell);
  await productionSpeaks(world, tell);
  await personApproves(world, issueNumber, tell);
  return conclude(world, tell);
}

async function introduce(world: LocalWorld, tell: Narrator): Promise<string> {
  const { github, repository, cloudWatch, model } = world;
  tell.chapter("A small world on this machine, and the product in it");
  tell.say(`GitHub is played at ${github.url}; the repository is ${github.url}/${repository}`);
  tell.say(`CloudWatch is played at ${cloudWatch.url}, the language model at ${model.baseUrl}`);
  tell.say("The clock runs 600 times faster than yours: an hour in production takes six seconds.");
  tell.waiting("the product starts and makes its database");
  const url = await world.startProduct();
  tell.say(`The product runs as a process of its own at ${url} (try ${url}/ready)`);
  return url;
}

async function agentAsks(world: LocalWorld, productUrl: string, tell: Narrator): Promise<void> {
  tell.chapter("An agent asks, over MCP, for an improvement cycle");
  tell.say("trigger_improvement_cycle: look at the last 2 hours, open at most 2 pull requests");
  const asked = { analysis_window_hours: 2, max_improvements: 2 };
  await callTool(productUrl, world.mcpApiKey, "trigger_improvement_cycle", asked);
  const pulls = await until("two pull requests", () => {
    const found = improvementPulls(world);
    return found.length >= 2 ? found : null;
  });
  for (const pull of pulls)
    tell.say(`Opened ${link(world, pull)} (impact score ${impactScore(pull)}): ${pull.title}`);
  tell.say("Each body holds the evidence, the prediction, the watch plan and how to say no.");
}

async function gateOpens(world: LocalWorld, tell: Narrator): Promise<void> {
  tell.chapter("The repository's CI and its policy decide: the gate");
  const shown = new Map<number, string>();
  await until("both are merged", () => {
    const pulls = improvementPulls(world).slice(0, 2);
    for (const pull of pulls) {
      const title = gateOutput(world, pull)?.title;
      if (title && shown.get(pull.number) !== title) {
        shown.set(pull.number, title);
        tell.say(`#${pull.number} self-building/gate: ${title}`);
      }
    }
    return pulls.every((pull) => pull.pull.merged) ? pulls : null;
  });
  tell.say(
    "CI really ran the tests of both, so both were merged at exactly the judged commit, and deployed.",
  );
}

async function personAsks(world: LocalWorld, tell: Narrator): Promise<number> {
  const { people } = world.github;
  tell.chapter("A person asks by comment");
  people.setPermission(world.repository, person, "write");
  people.setPermission(world.repository, reviewer, "write");
  const issue = people.openIssue(
    world.repository,
    person,
    "Orders fail now and then",
    "Customers see an error page.",
  );
  const comment = people.comment(world.repository, issue.number, person, "/improve");
  tell.say(`${person} comments /improve on ${world.github.url}/${world.repository}/issues/${issue.number}`);
  await until("a reaction to the comment", () => comment.reactions[0] ?? null);
  tell.say(`The app reacts with "${comment.reactions[0]?.content}" and answers in the issue.`);
  const pull = await until("a third pull request", () => improvementPulls(world)[2] ?? null);
  tell.say(`Opened ${link(world, pull)}: ${pull.title}`);
  tell.say("A stack trace from the logs led to the file, and the model wrote the fix.");
  tell.say("Log lines took part in it, so the gate will wait for a person's approval.");
  return issue.number;
}

async function productionSpeaks(world: LocalWorld, tell: Narrator): Promise<void> {
  tell.chapter("Production has the last word: the watch");
  const told = new Set<string>();
  await until(
    "a verdict on both",
    () => {
      const pulls = improvementPulls(world).slice(0, 2);
      for (const pull of pulls) {
        const outcome = outcomeOf(pull);
        tell.waiting("the metrics after the merge are compared with those before, as they come in");
        if (!outcome || told.has(pull.title)) continue;
        told.add(pull.title);
        tell.say(`#${pull.number} was ${outcome}: ${pull.title}`);
        tellComparison(pull, tell);
      }
      return pulls.every((pull) => outcomeOf(pull)) ? pulls : null;
    },
    world.letTimePass,
  );
  const revert = appPulls(world).find((pull) => pull.pull.headRef.startsWith("self-building/revert-"));
  if (revert)
    tell.say(`The revert is a pull request of its own, through the same gate: ${link(world, revert)}`);
}

async function personApproves(world: LocalWorld, issueNumber: number, tell: Narrator): Promise<void> {
  const pull = improvementPulls(world)[2];
  if (!pull) return;
  tell.chapter("A person approves the model's fix");
  await until(
    "the gate to wait for nothing but an approval",
    () => waitsForApproval(world, pull) || null,
    world.letTimePass,
  );
  tell.say(`#${pull.number} self-building/gate: ${gateOutput(world, pull)?.title}`);
  world.github.people.review(world.repository, pull.number, reviewer, "APPROVED");
  world.github.people.comment(world.repository, issueNumber, person, "/improve status");
  tell.say(`${reviewer} approves ${link(world, pull)}; ${person} comments /improve status on the issue`);
  await until("the fix is merged", () => pull.pull.merged);
  tell.say(`#${pull.number} was merged. Now the errors have to stop.`);
  await until("a verdict on the fix", () => outcomeOf(pull), world.letTimePass);
  tell.say(`#${pull.number} was ${outcomeOf(pull)}.`);
  tellComparison(pull, tell);
}

function conclude(world: LocalWorld, tell: Narrator): boolean {
  tell.chapter("What came of it");
  const outcomes: Outcome[] = improvementPulls(world).map((pull) => ({
    number: pull.number,
    title: pull.title,
    score: impactScore(pull),
    outcome: outcomeOf(pull) ?? "open",
  }));
  tell.say(`\n${summaryTable(outcomes)}`);
  const failures = expectations(world, outcomes).filter((one) => !one.met);
  for (const failure of failures) tell.say(`NOT TRUE: ${failure.text}`);
  tell.say(
    failures.length === 0
      ? "The story came true: one change kept, one reverted in git, one fixed after a person's word."
      : "The story did not come true.",
  );
  return failures.length === 0;
}

/** Before and after, as the closing comment on the pull request shows them. */
function tellComparison(pull: PullIssue, tell: Narrator): void {
  const comment = pull.comments.findLast((one) => one.body.includes("| metric |"))?.body ?? "";
  for (const line of comment.split("\n").filter((row) => /^(\| (Duration|Errors) |- )/.test(row)))
    tell.say(`   ${withoutEscapes(line)}`);
}

/** Markdown as a browser shows it: the backslashes are for GitHub. */
function withoutEscapes(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

function link(world: LocalWorld, pull: PullIssue): string {
  return `#${pull.number} ${world.github.url}/${world.repository}/pull/${pull.number}`;
}
