import { commandHelp } from "../../domain/messages/command-reply.ts";
import type { Command } from "./command.ts";

/** `/improve help`: the commands there are. */
export const help: Command = {
  name: "help",
  help: "the commands there are",
  needs: "write",
  run: async (_comment, { commands }) => commandHelp(commands),
};
