import { app, type MergeMethod } from "../stand-ins/memory-repository.ts";
import { templateText } from "../stand-ins/memory-world.ts";
import type { Turn } from "./events.ts";
import type { MoodyWorld } from "./moody-world.ts";

type Pull = MoodyWorld["forge"]["pulls"][number];

/** What people, other bots, CI, GitHub's settings and production do; `index` makes names that are used once. */
export function takeTurn(world: MoodyWorld, turn: Turn, which: number, index: number): void {
  const { forge } = world;
  switch (turn.kind) {
    case "person undoes":
      forge.push("main", "template.yaml", templateText);
      break;
    case "person reverts our merge":
      revertByHand(world, which);
      break;
    case "person edits":
      forge.push("main", "template.yaml", `${templateText}# ${index}\n`);
      break;
    case "person edits our line":
      editTemplate(world, (text) => text.replace(/MemorySize: \d+/, `MemorySize: ${700 + index}`));
      break;
    case "person edits beside":
      editTemplate(world, (text) => `# by hand ${index}\n${text}`);
      break;
    case "person moves the file":
      moveTemplate(world, index);
      break;
    case "dependency bot moves main":
      forge.push("main", "package.json", `${index}`, "dependabot[bot]");
      break;
    case "deploy":
      forge.deploy("production");
      break;
    case "mood":
      world[turn.of] = turn.on;
      break;
    case "protection":
      Object.assign(forge, turn.protection);
      break;
    case "queue settles":
      forge.settleQueue(turn.conclusion);
      break;
    case "channel":
      if (turn.open) forge.refusing.delete(turn.of);
      else forge.refusing.add(turn.of);
      break;
    case "person reopens": {
      const closed = forge.pulls.filter(({ state }) => state === "closed");
      const pull = pick(closed, which);
      if (pull) forge.reopen(pull.number);
      break;
    }
    default: {
      const pull = pick(openPulls(world), which);
      if (pull) turnToPull(world, pull, turn, which, index);
    }
  }
}

/** What is done to an open pull request. */
function turnToPull(world: MoodyWorld, pull: Pull, turn: Turn, which: number, index: number): void {
  const { forge } = world;
  const { number, branch } = pull;
  switch (turn.kind) {
    case "ci":
      forge.reportCheck(number, turn.conclusion);
      break;
    case "review": {
      const word = turn.approves ? "APPROVED" : "CHANGES_REQUESTED";
      forge.review(number, which % 2 ? "ada" : "bob", word);
      break;
    }
    case "person merges":
      mergeByHand(world, number, turn.method);
      break;
    case "person adds and merges":
      forge.push(branch, `added-${index}.txt`, "mine", "ada");
      mergeByHand(world, number, turn.method);
      break;
    case "person closes":
      forge.close(number, "ada");
      break;
    case "stale bot closes":
      forge.close(number, "stale[bot]");
      break;
    case "person updates branch":
      if (forge.canUpdate(branch)) forge.updateBranch(branch, "ada");
      break;
    case "person retargets":
      if (!forge.branches.has("release")) forge.branches.set("release", forge.tip("main"));
      pull.into = pull.into === "main" ? "release" : "main";
      break;
    case "person rewords":
      pull.title = `${pull.title.replace(/ \(.*/, "")} (${index})`;
      pull.body += `\nBy hand: ${index}`;
      break;
    case "bot pushes":
      pushAsBot(world, branch, turn, index);
      break;
    case "workflow pushes":
      forge.push(branch, `generated-${index}.txt`, "generated", app);
      break;
  }
}

function mergeByHand({ forge }: MoodyWorld, number: number, method: MergeMethod): void {
  forge.mergeAsPerson(number, "ada", method);
}

function pushAsBot(
  { forge }: MoodyWorld,
  branch: string,
  { login, where }: Extract<Turn, { kind: "bot pushes" }>,
  index: number,
): void {
  const template = forge.commitAt(forge.tip(branch)).files["template.yaml"];
  if (where === "beside" || template === undefined)
    forge.push(branch, `formatted-${index}.txt`, "formatted", login);
  else forge.push(branch, "template.yaml", `${template}# formatted ${index}\n`, login);
}

function editTemplate({ forge }: MoodyWorld, edit: (text: string) => string): void {
  const text = forge.commitAt(forge.tip("main")).files["template.yaml"];
  if (text !== undefined && edit(text) !== text) forge.push("main", "template.yaml", edit(text), "ada");
}

/** Under another name, where it is found again by its lines. */
function moveTemplate({ forge, movedFrom }: MoodyWorld, index: number): void {
  const from = "template.yaml";
  const text = forge.commitAt(forge.tip("main")).files[from];
  if (text === undefined) return;
  const to = `infra/template-${index}.yaml`;
  movedFrom.set(to, from);
  forge.push("main", to, text, "ada");
  forge.push("main", from, null, "ada");
}

/** As the button "Revert" does, merged at once. */
function revertByHand({ forge }: MoodyWorld, which: number): void {
  const merge = pick(forge.merges, which);
  const undone = merge ? forge.undone(merge.sha, forge.tip("main")) : null;
  const now = forge.commitAt(forge.tip("main")).files;
  for (const path of Object.keys({ ...now, ...undone })) {
    if (undone && undone[path] !== now[path]) forge.push("main", path, undone[path] ?? null, "ada");
  }
}

export function openPulls({ forge }: MoodyWorld): Pull[] {
  return forge.pulls.filter(({ state }) => state === "open");
}

export function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % Math.max(1, from.length)];
}
