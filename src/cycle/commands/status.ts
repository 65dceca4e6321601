import { statusReply } from "../../domain/messages/command-reply.ts";
import type { Command } from "./command.ts";

const maxRows = 20;

/** `/improve status`: where the repository's newest improvements stand. */
export const status: Command = {
  name: "status",
  help: "what is on its way in this repository",
  needs: "write",
  run: async ({ repository }, { ports, settings: { tenant } }) =>
    statusReply(await ports.store.improvements({ tenant, repository, limit: maxRows })),
};
