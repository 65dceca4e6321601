import { AsyncLocalStorage } from "node:async_hooks";
import type { Store } from "../../src/ports/store.ts";

/** Told before every side effect, by name; what it returns is waited for. */
export type BeforeEffect = (name: string) => Promise<void>;

const storeWrites = [
  "insertImprovement",
  "beginImprovement",
  "adoptRepository",
  "saveImprovement",
  "appendAudit",
  "recordOutcome",
  "saveCycle",
  "claimOnce",
] as const satisfies readonly (keyof Store)[];

/** The store, telling of every write before it happens. */
export function tellingStore(store: Store, before: BeforeEffect): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      const isWrite = storeWrites.some((write) => write === name);
      if (!isWrite || typeof member !== "function") return member;
      return async (...given: unknown[]) => {
        await before(`store ${String(name)}${stageOf(given[0])}`);
        return Reflect.apply(member, target, given);
      };
    },
  });
}

/** What tells the many saves of one improvement apart. */
function stageOf(row: unknown): string {
  return typeof row === "object" && row && "stage" in row ? ` ${row.stage}` : "";
}

/** Whom the work under way tells of its requests. */
const listener = new AsyncLocalStorage<{ readonly url: string; readonly before: BeforeEffect }>();
let isListening = false;

/**
 * Does `work`, telling of every request in it that may change something at `url`; signing in changes nothing. Clients
 * have to be made inside of `work`.
 */
export function tellingOfRequests<T>(url: string, before: BeforeEffect, work: () => Promise<T>): Promise<T> {
  if (!isListening) listen();
  isListening = true;
  return listener.run({ url, before }, work);
}

function listen(): void {
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const { url, before } = listener.getStore() ?? {};
    const method = init?.method ?? "GET";
    if (url !== undefined && String(input).startsWith(url) && method !== "GET") {
      const path = String(input).slice(url.length);
      const name = `${method} ${path.replace(/\/repos\/[^/]+\/[^/]+/, "").replace(/\d+/g, "n")}`;
      if (!path.endsWith("/access_tokens")) await before?.(name);
    }
    return send(input, init);
  };
}
