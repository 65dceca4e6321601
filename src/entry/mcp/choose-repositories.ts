import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { cachedPer } from "../cached-for.ts";
import { type ToolContext, ToolRefusal } from "./tool.ts";

const freshMs = 30_000;
const installed = cachedPer(freshMs, ({ ports }: ToolContext) => ports.forge.listRepositories());

/**
 * The repository that the caller named, or all that the app is installed on: a caller can name no others.
 *
 * @throws ToolRefusal when the app is not installed on the one that was named
 */
export async function chooseRepositories(
  asked: string | undefined,
  context: ToolContext,
): Promise<readonly RepositoryRef[]> {
  const known = await installed(context);
  if (asked === undefined) return known;
  const match = known.find((repository) => fullName(repository).toLowerCase() === asked.toLowerCase());
  if (!match) {
    throw new ToolRefusal(`repository: the app is not installed on "${asked}". Write it as owner/name.`);
  }
  return [match];
}
