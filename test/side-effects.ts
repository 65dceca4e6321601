import type { Store } from "../src/ports/store.ts";

/** Told before every side effect, by name; what it returns is waited for. */
export type BeforeEffect = (name: string) => Promise<void>;

const storeWrites = [
  "insertImprovement",
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
        await before(`store ${String(name)}`);
        return Reflect.apply(member, target, given);
      };
    },
  });
}

/** Tells of every request of this process that may change something at `url`; signing in changes nothing. */
export function tellOfRequests(url: string, before: BeforeEffect): void {
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const method = init?.method ?? "GET";
    const path = String(input).slice(url.length);
    const isWrite = String(input).startsWith(url) && method !== "GET" && !path.endsWith("/access_tokens");
    if (isWrite) await before(`${method} ${path.replace(/\/repos\/[^/]+\/[^/]+/, "").replace(/\d+/g, "n")}`);
    return send(input, init);
  };
}
