import type { ChildProcess } from "node:child_process";
import { z } from "zod";
import type { Store } from "../../src/ports/store.ts";

const callSchema = z.object({ id: z.int(), method: z.string(), given: z.array(z.unknown()) });
const answerSchema = z.object({ id: z.int(), result: z.unknown(), error: z.string().optional() });

/** Serves a store to a child process, as a database server does: what it was asked before a kill is done. */
export function serveStore(child: ChildProcess, store: Store): void {
  child.on("message", (message) => {
    const call = callSchema.safeParse(message);
    if (!call.success) return;
    const { id, method, given } = call.data;
    const member: unknown = Reflect.get(store, method);
    const answer = (fields: object): void => {
      if (child.connected) child.send({ id, ...fields }, () => undefined);
    };
    Promise.resolve(typeof member === "function" ? Reflect.apply(member, store, given) : undefined).then(
      (result: unknown) => answer({ result }),
      (error: unknown) => answer({ error: String(error) }),
    );
  });
}

/** In the child: the store that the parent serves. */
export function remoteStore(): Store {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  process.on("message", (message) => {
    const answer = answerSchema.safeParse(message);
    const asked = answer.success && waiting.get(answer.data.id);
    if (!answer.success || !asked) return;
    waiting.delete(answer.data.id);
    if (answer.data.error === undefined) asked.resolve(answer.data.result);
    else asked.reject(new Error(answer.data.error));
  });
  let calls = 0;
  const target: Store = Object.create(null);
  return new Proxy(target, {
    get:
      (_target, method) =>
      (...given: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++calls;
          waiting.set(id, { resolve, reject });
          process.send?.({ id, method: String(method), given });
        }),
  });
}
