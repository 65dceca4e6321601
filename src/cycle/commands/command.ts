import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { WakeUp } from "../../ports/queue.ts";

/** A comment that begins with `/improve`, as the webhook brought it; all of its text is untrusted. */
export type Comment = Extract<WakeUp, { kind: "command" }>;

/** Names the text that a command stands in: each acts once. */
export function textOf({ place, commentId }: Pick<Comment, "place" | "commentId">): string {
  return `${place ?? "comment"}-${commentId}`;
}

/** What a command may use. `nowMs`: milliseconds since the Unix epoch. */
export interface CommandContext {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly nowMs: number;
  /** Every command there is, for the one that lists them. */
  readonly commands: readonly Command[];
}

/** One command. Parser, help, permission and the documents follow from the list in commands.ts. */
export interface Command {
  /** The word after `/improve`, in lower case; empty for `/improve` itself. */
  readonly name: string;
  /** What it does, in half a sentence. */
  readonly help: string;
  /** What the person needs in the repository. */
  readonly needs: "write" | "admin";
  /** Does it and returns the reply, in Markdown. Run again for the same comment, it must change nothing more. */
  run(comment: Comment, context: CommandContext): Promise<string>;
}
