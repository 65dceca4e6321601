import type { FileAfter } from "../../src/domain/change/change.ts";
import type { Files } from "../stand-ins/memory-git.ts";
import { app } from "../stand-ins/memory-repository.ts";
import type { MoodyWorld } from "./moody-world.ts";

/** Lines by path and how often: what an edit takes away and what it adds. */
interface Lines {
  readonly removed: Map<string, number>;
  readonly added: Map<string, number>;
}

/** What the app has put on a branch, whichever base it was made on. */
export class OwnEdits {
  readonly #lines = new Map<string, Lines>();

  note(world: MoodyWorld, branch: string, baseSha: string, files: readonly FileAfter[]): void {
    const before = world.forge.commitAt(baseSha).files;
    const after: Record<string, string> = { ...before };
    for (const { path, content } of files) after[path] = content ?? "";
    this.#lines.set(branch, linesBetween(world, before, after));
  }

  /** What a merge of a branch may do to the default branch; null when the app has never made it. */
  allowed(branch: string): Lines | null {
    const own = this.#lines.get(branch.replace("/revert-", "/"));
    if (!own) return null;
    return isRevert(branch) ? { removed: own.added, added: own.removed } : own;
  }
}

export const isRevert = (branch: string): boolean => branch.startsWith("self-building/revert-");

/** Looks at what the app's merges since the last time, through a queue or not, did to the default branch. */
export function checkMerges(world: MoodyWorld): void {
  const { forge } = world;
  const since = forge.merges.slice(world.checkedMerges);
  world.checkedMerges = forge.merges.length;
  for (const { number, sha, by } of since) {
    const pull = forge.pulls.find((one) => one.number === number);
    if (by !== app || !pull?.baseBefore || !pull.lastSha) continue;
    const commits = { before: pull.baseBefore, after: sha, head: pull.lastSha };
    const bots = world.policy(pull.baseBefore)?.merge.acceptedBots ?? [];
    world.violations.push(...againstPeoplesLines(world, pull.branch, world.edits, commits, bots));
  }
}

/** What one of the app's merges did to the default branch beyond the app's own edit and that of bots it may accept. */
function againstPeoplesLines(
  world: MoodyWorld,
  branch: string,
  edits: OwnEdits,
  commits: { readonly before: string; readonly after: string; readonly head: string },
  acceptedBots: readonly string[],
): string[] {
  const own = edits.allowed(branch);
  if (!own) return ["merged what it has never made"];
  const { forge } = world;
  const done = linesBetween(world, forge.commitAt(commits.before).files, forge.commitAt(commits.after).files);
  const merged = forge.pulls.find((one) => one.merged && one.branch === branch.replace("/revert-", "/"));
  const bots = isRevert(branch)
    ? botLines(world, merged?.lastSha ?? commits.head, merged?.baseBefore ?? commits.before, isBot).map(
        inverted,
      )
    : botLines(world, commits.head, commits.before, (author) => acceptedBots.includes(author));
  const beyond = (side: keyof Lines) =>
    [...done[side]].filter(([line, count]) => {
      const allowances = [own, ...bots].map((lines) => lines[side].get(line) ?? 0);
      return count > allowances.reduce((sum, one) => sum + one, 0);
    });
  return [
    ...beyond("removed").map(([line]) => `took a line of people's off the default branch: ${line}`),
    ...beyond("added").map(([line]) => `merged a line that is not its own: ${line}`),
  ];
}

/** A revert takes back what bots did on the pull request, too. */
function inverted({ removed, added }: Lines): Lines {
  return { removed: added, added: removed };
}

const isBot = (author: string): boolean => author.endsWith("[bot]");

function botLines(
  world: MoodyWorld,
  head: string,
  base: string,
  isAccepted: (author: string) => boolean,
): Lines[] {
  const { forge } = world;
  return forge
    .added(head, base)
    .filter(({ author, parents }) => author !== app && isAccepted(author) && parents.length === 1)
    .map(({ parents, files }) => linesBetween(world, forge.commitAt(parents[0] ?? "").files, files));
}

/** Whether a commit has every line that the app's edit adds. */
export function hasOwnLines(world: MoodyWorld, branch: string, edits: OwnEdits, sha: string): boolean {
  const lines = linesOf(world, world.forge.commitAt(sha).files);
  return [...(edits.allowed(branch)?.added.keys() ?? [])].every((line) => lines.has(line));
}

function linesBetween(world: MoodyWorld, before: Files, after: Files): Lines {
  const [old, now] = [linesOf(world, before), linesOf(world, after)];
  return { removed: minus(old, now), added: minus(now, old) };
}

/** By the names that files had before people moved them. */
function linesOf({ movedFrom }: MoodyWorld, files: Files): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [path, text] of Object.entries(files)) {
    for (const line of text.split("\n")) {
      const named = `${movedFrom.get(path) ?? path}: ${line}`;
      lines.set(named, (lines.get(named) ?? 0) + 1);
    }
  }
  return lines;
}

function minus(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...one].flatMap(([line, count]) => {
      const more = count - (other.get(line) ?? 0);
      return more > 0 ? [[line, more] as const] : [];
    }),
  );
}
