import { isSilencing } from "../../domain/gate/kill-switches.ts";
import { commandHelp, cycleReply, statusReply } from "../../domain/messages/command-reply.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { WakeUp } from "../../ports/queue.ts";
import { readReadiness } from "../reading/read-policy.ts";
import { readKillSwitches } from "../reading/read-switches.ts";
import { runCycle } from "../run-cycle.ts";
import { parseCommand } from "./parse-command.ts";

type CommandWakeUp = Extract<WakeUp, { kind: "command" }>;

/**
 * Answers an `/improve` comment: a reaction says it was seen, a reply what happened. Each comment acts once, and
 * only for people who may write to the repository.
 */
export async function answerCommand(
  wakeUp: CommandWakeUp,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const command = parseCommand(wakeUp.body);
  if (!command) return;
  const { repository, commentId, login } = wakeUp;
  const readiness = await readReadiness(repository, ports);
  const policy = readiness.kind === "ready" ? readiness.policy : null;
  if ((await readKillSwitches(repository, policy, ports)).some(isSilencing)) return;
  const permission = await ports.forge.permissionOf(repository, login);
  if (permission !== "write" && permission !== "admin") {
    await ports.forge.react(repository, commentId, "confused");
    const refused = reason("write_access_needed", `${login} may not write to the repository.`);
    await audit(wakeUp, "refused", refused, ports, settings, nowMs);
    return;
  }
  await ports.forge.react(repository, commentId, "eyes");
  await reply(wakeUp, await answer(wakeUp, command.kind, ports, settings, nowMs), ports);
  const answered = reason("command_answered", `/improve of ${login} was answered (${command.kind}).`);
  await audit(wakeUp, "answered", answered, ports, settings, nowMs);
}

async function answer(
  wakeUp: CommandWakeUp,
  command: "improve" | "status" | "help" | "unknown",
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<string> {
  switch (command) {
    case "improve": {
      const id = `comment-${wakeUp.commentId}`;
      // A delivery may come again under another id; a comment starts one cycle all the same.
      const [done] = await ports.store.cycles({
        tenant: settings.tenant,
        repository: fullName(wakeUp.repository),
        id,
        limit: 1,
      });
      if (done?.outcome === "completed") return cycleReply(done);
      const report = await runCycle(
        {
          kind: "cycle",
          cycleId: id,
          repository: wakeUp.repository,
          trigger: { kind: "person", login: wakeUp.login, issueNumber: wakeUp.issueNumber },
          analysisWindowHours: null,
          maxImprovements: null,
          hint: wakeUp.hint,
        },
        ports,
        settings,
        nowMs,
      );
      return cycleReply(report);
    }
    case "status":
      return statusReply(
        await ports.store.improvements({
          tenant: settings.tenant,
          repository: fullName(wakeUp.repository),
          limit: 20,
        }),
      );
    case "help":
      return commandHelp;
    case "unknown":
      return `That is not a command I know.\n\n${commandHelp}`;
  }
}

/** The comment's id is the reply's key: answering again edits the same reply. */
function reply(wakeUp: CommandWakeUp, body: string, ports: Pick<Ports, "forge">): Promise<void> {
  return ports.forge.comment(wakeUp.repository, wakeUp.issueNumber, `reply-${wakeUp.commentId}`, body);
}

function audit(
  wakeUp: CommandWakeUp,
  outcome: string,
  why: Reason,
  ports: Pick<Ports, "store">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  return ports.store.appendAudit([
    {
      atMs: nowMs,
      tenant: settings.tenant,
      repository: fullName(wakeUp.repository),
      correlationId: `comment-${wakeUp.commentId}`,
      actor: `person:${wakeUp.login}`,
      action: "command",
      subject: `comment-${wakeUp.commentId}`,
      outcome,
      reasons: [why],
    },
  ]);
}
