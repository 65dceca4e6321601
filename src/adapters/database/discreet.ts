import { z } from "zod";

/** How an error of the database names itself; Drizzle's hold it as their cause. */
const saidSchema = z.object({ message: z.string(), code: z.string().optional() });
const askedSchema = z.object({ query: z.string(), params: z.array(z.unknown()), cause: z.unknown() });
const longestMessage = 300;

/**
 * An object whose methods' database errors say what the database said, and not what it was asked: the values of a query
 * are whole rows, log lines of customers included, and errors go into logs and audit.
 */
export function discreet<T extends object>(object: T): T {
  return new Proxy(object, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...given: unknown[]) => {
        try {
          return await Reflect.apply(member, target, given);
        } catch (error) {
          throw withoutValues(error, String(name));
        }
      };
    },
  });
}

function withoutValues(error: unknown, method: string): unknown {
  const asked = askedSchema.safeParse(error);
  if (!asked.success) return error;
  const said = saidSchema.safeParse(asked.data.cause);
  const { message, code } = said.success ? said.data : { message: "it did not say why" };
  const why = `${message.slice(0, longestMessage)}${code === undefined ? "" : ` (${code})`}`;
  return new Error(
    `The database did not carry out ${method}: ${why}. It is tried again; nothing was saved by it.`,
  );
}
