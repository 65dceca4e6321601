import { z } from "zod";

/** Every tool takes it. */
export const tenantId = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe("Whose records; must be the tenant of this server. Default: that tenant.");

/** One of the installed repositories; see {@link chooseRepositories}. */
export const repositoryName = z
  .string()
  .max(140)
  .optional()
  .describe("owner/name of one repository that the app is installed on. Default: all of them.");

/** How far back telemetry is read. */
export const hoursBack = z.int().min(1).max(168).default(24).describe("How far back to look.");
