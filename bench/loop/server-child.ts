import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type ServerMessage, type ServerRequest, serverMessageSchema } from "./server-messages.ts";

/** Processor and waiting time since the process started, and resident memory now. */
export type Usage = Omit<Extract<ServerMessage, { kind: "usage" }>, "kind">;

/** The product in a process of its own. */
export interface ServerChild {
  readonly url: string;
  /** From the start of the process until it answered. */
  readonly startSeconds: number;
  seed(improvements: number): Promise<void>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/**
 * Starts the product.
 * @throws Error when it ends before it answers
 */
export async function startServerChild(environment: Readonly<Record<string, string>>): Promise<ServerChild> {
  const script = fileURLToPath(new URL("./server-process.ts", import.meta.url));
  const startedMs = performance.now();
  const child = fork(script, [], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ready = await nextMessage(child, "ready");
  return {
    url: ready.url,
    startSeconds: (performance.now() - startedMs) / 1000,
    seed: async (improvements) => {
      await ask(child, { kind: "seed", improvements }, "seeded");
    },
    usage: () => ask(child, { kind: "usage" }, "usage"),
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function ask<Kind extends ServerMessage["kind"]>(
  child: ChildProcess,
  request: ServerRequest,
  kind: Kind,
): Promise<Extract<ServerMessage, { kind: Kind }>> {
  const answer = nextMessage(child, kind);
  child.send(request);
  return answer;
}

function nextMessage<Kind extends ServerMessage["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<ServerMessage, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`The server ended with code ${code}; its messages are above.`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      const parsed = serverMessageSchema.parse(message);
      if (isOfKind(parsed, kind)) resolve(parsed);
      else reject(new Error(`The server said "${parsed.kind}" and not "${kind}".`));
    });
  });
}

function isOfKind<Kind extends ServerMessage["kind"]>(
  message: ServerMessage,
  kind: Kind,
): message is Extract<ServerMessage, { kind: Kind }> {
  return message.kind === kind;
}
