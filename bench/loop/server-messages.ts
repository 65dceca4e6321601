import { z } from "zod";

/** What the benchmark asks of the server's process. */
export const requestSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("seed"), improvements: z.int() }),
  z.object({ kind: z.literal("usage") }),
]);
export type ServerRequest = z.infer<typeof requestSchema>;

/**
 * What the server's process says. Processor time is of all its threads since it started, waiting time of its main
 * thread: ready to run, but other processes had the cores; null where the system does not tell.
 */
export const serverMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), url: z.string() }),
  z.object({ kind: z.literal("seeded") }),
  z.object({
    kind: z.literal("usage"),
    userMs: z.number(),
    systemMs: z.number(),
    waitedMs: z.number().nullable(),
    residentBytes: z.number(),
  }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
