import { commandLine, unknownCommandReply } from "../../domain/messages/command-reply.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import { tell, unlessRefused } from "../notify/tell.ts";
import { attempt, type GuardedForge, guardedPorts, Held } from "../step/guarded-forge.ts";
import { type Command, type CommandContext, type Comment, textOf } from "./command.ts";
import { commands } from "./commands.ts";
import { type Parsed, parseCommand } from "./parse-command.ts";

/**
 * Answers an `/improve` comment: a reaction says it was seen, a reply what happened. Each comment acts once, and
 * only for people who have what the command needs.
 */
export async function answerCommand(
  comment: Comment,
  ports: Ports,
  settings: Settings,
  nowMs: number,
  known: readonly Command[] = commands,
): Promise<void> {
  const parsed = parseCommand(comment.body, known);
  if (!parsed) return;
  const done = await attempt(answer(comment, parsed, { ports, settings, nowMs, commands: known }));
  const { outcome, reasons } =
    done instanceof Held ? ({ outcome: "held", reasons: done.reasons } as const) : done;
  await audit(comment, outcome, reasons, ports, settings, nowMs);
}

/** A command is asked for once; what fails in passing is left to the queue, which hands it over again. */
const faults = 0;

interface Answered {
  readonly outcome: "answered" | "refused";
  readonly reasons: readonly Reason[];
}

async function answer(comment: Comment, parsed: Parsed, context: CommandContext): Promise<Answered> {
  const { repository, issueNumber } = comment;
  const { forge } = guardedPorts(context.ports, "answer");
  const refusal = await refusalOf(comment, parsed, context.ports);
  if (refusal) {
    await unlessRefused(react(comment, "confused", forge), faults);
    return { outcome: "refused", reasons: [refusal] };
  }
  await unlessRefused(react(comment, "eyes", forge), faults);
  const body =
    parsed.kind === "command"
      ? await parsed.command.run(comment, context)
      : unknownCommandReply(parsed.meant, context.commands);
  // The comment's id is the reply's key: answering again edits the same reply.
  const key = `reply-${comment.place ? textOf(comment) : comment.commentId}`;
  const title = "The answer to a command";
  const told = await tell(
    { kind: "answer", repository, number: issueNumber, commentKey: key, issueKey: key, title, body, faults },
    { forge, instruments: context.ports.instruments },
  );
  return { outcome: "answered", reasons: [answered(comment, parsed), ...told.reasons] };
}

/** GitHub has no reactions to the text of a review; the reply has to do. */
async function react(
  { repository, commentId, issueNumber, place }: Comment,
  content: "eyes" | "confused",
  forge: Pick<GuardedForge, "react">,
): Promise<void> {
  if (place === "review") return;
  if (place === "issue") return forge.react(repository, issueNumber, content, "issue");
  return place === "line"
    ? forge.react(repository, commentId, content, "line")
    : forge.react(repository, commentId, content);
}

/** Why the person may not have this command; null when they may. */
async function refusalOf(
  { repository, login }: Comment,
  parsed: Parsed,
  ports: Pick<Ports, "forge">,
): Promise<Reason | null> {
  const needs = parsed.kind === "command" ? parsed.command.needs : "write";
  const permission = await ports.forge.permissionOf(repository, login);
  if (permission === "admin" || permission === needs) return null;
  return needs === "admin"
    ? reason("admin_access_needed", `${login} does not administer the repository.`)
    : reason("write_access_needed", `${login} may not write to the repository.`);
}

function answered({ login }: Comment, parsed: Parsed): Reason {
  const what = parsed.kind === "command" ? commandLine(parsed.command) : "An unknown command";
  return reason("command_answered", `${what} of ${login} was answered.`);
}

function audit(
  comment: Comment,
  outcome: Answered["outcome"] | "held",
  reasons: readonly Reason[],
  ports: Pick<Ports, "store">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const { repository, login } = comment;
  return ports.store.appendAudit([
    {
      atMs: nowMs,
      tenant: settings.tenant,
      repository: fullName(repository),
      correlationId: textOf(comment),
      actor: `person:${login}`,
      action: "command",
      subject: textOf(comment),
      outcome,
      reasons,
    },
  ]);
}
