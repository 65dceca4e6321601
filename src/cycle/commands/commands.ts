import type { Command } from "./command.ts";
import { help } from "./help.ts";
import { improve } from "./improve.ts";
import { noCommands } from "./say-no.ts";
import { status } from "./status.ts";

/** Every command, in the order in which help and documents list them. */
export const commands: readonly Command[] = [improve, status, ...noCommands, help];
