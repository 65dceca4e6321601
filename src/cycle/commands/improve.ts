import { cycleReply } from "../../domain/messages/command-reply.ts";
import { fullName } from "../../domain/shared/repository.ts";
import { runCycle } from "../run-cycle.ts";
import { type Command, textOf } from "./command.ts";

/** `/improve`: one cycle, now. */
export const improve: Command = {
  name: "",
  help: "look at production now and open what is worth it",
  needs: "write",
  run: async ({ repository, commentId, place, issueNumber, login, hint }, { ports, settings, nowMs }) => {
    const cycleId = textOf({ place, commentId });
    // A delivery may come again under another id; a comment starts one cycle all the same.
    const [done] = await ports.store.cycles({
      tenant: settings.tenant,
      repository: fullName(repository),
      id: cycleId,
      limit: 1,
    });
    if (done?.outcome === "completed") return cycleReply(done);
    const trigger = { kind: "person", login, issueNumber } as const;
    const asked = {
      analysisWindowHours: null,
      maxImprovements: null,
      ...(hint === undefined ? {} : { hint }),
    };
    return cycleReply(
      await runCycle({ kind: "cycle", cycleId, repository, trigger, ...asked }, ports, settings, nowMs),
    );
  },
};
