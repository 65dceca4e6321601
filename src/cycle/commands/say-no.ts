import { type AtStage, isEnded } from "../../domain/improvement/improvement.ts";
import { type NoReason, noLabel, noMeanings, noReasons } from "../../domain/learn/no.ts";
import { whyReply } from "../../domain/messages/closing.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { unlessRefused } from "../notify/tell.ts";
import { guardedForge } from "../step/guarded-forge.ts";
import type { Command, CommandContext, Comment } from "./command.ts";

/** `/improve not-now`, `wrong` and `never`: why a person closed one of the app's pull requests, said on it. */
export const noCommands: readonly Command[] = noReasons.map((why) => ({
  name: why,
  help: `on a pull request of the app that was closed: ${noMeanings[why]}`,
  needs: "write",
  run: (comment, context) => sayNo(why, comment, context),
}));

async function sayNo(why: NoReason, comment: Comment, context: CommandContext): Promise<string> {
  const { ports, nowMs } = context;
  const declined = await declinedBy(comment, context);
  if (!declined) return "That is to be said on a pull request of mine that a person has closed.";
  const before = declined.no;
  if (before?.why !== why) {
    const no = { why, by: comment.login, atMs: nowMs };
    const saved = await ports.store.saveImprovement({ ...declined, no });
    // Somebody was quicker; the queue hands the comment over again.
    if (!saved) throw new Error(`${declined.id} has changed meanwhile; the command is carried out again.`);
  }
  if (why === "wrong") await recordOutcomeOf(declined, "declined", [], null, ports, nowMs, "wrong");
  const label = guardedForge(ports, "answer").addLabels(comment.repository, comment.issueNumber, [
    noLabel(why),
  ]);
  await unlessRefused(label, 0);
  return whyReply(why);
}

async function declinedBy(
  { repository, issueNumber }: Comment,
  { ports, settings: { tenant } }: CommandContext,
): Promise<AtStage<"ended"> | undefined> {
  const rows = await ports.store.improvements({ tenant, repository, pullNumber: issueNumber });
  return rows.filter(isEnded).find(({ how }) => how === "declined");
}
