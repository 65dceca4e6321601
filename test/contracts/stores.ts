import { auditLog, claims, cycles, improvements, outcomes } from "../../src/adapters/database/schema.ts";
import { databaseStore } from "../../src/adapters/database/store.ts";
import type { Store } from "../../src/ports/store.ts";
import { databases } from "../database.ts";
import { MemoryStore } from "../stand-ins/memory-store.ts";

/** A place for stores, one after the other. */
export interface StorePlace {
  /** An empty store; the one before is gone. */
  fresh(): Promise<Store>;
  close(): Promise<void>;
}

/** Everything that implements the store. */
export const stores: readonly { readonly name: string; readonly open: () => Promise<StorePlace> }[] = [
  { name: "memory", open: async () => ({ fresh: async () => new MemoryStore(), close: async () => {} }) },
  ...databases.map(({ name, open }) => ({
    name,
    open: async () => {
      const database = await open();
      return {
        fresh: async () => {
          for (const table of [improvements, auditLog, outcomes, cycles, claims]) {
            await database.orm.delete(table);
          }
          return databaseStore(database);
        },
        close: () => database.close(),
      };
    },
  })),
];
