/**
 * What is done in a thread of its own (see `apart.ts`): everything that reads foreign text by a parser that could run
 * long or break. Each takes its arguments as one list, and loads what it needs with its first run.
 */
import type { Discovery, discover as discoverHere } from "../../domain/choose/discover.ts";
import type { GenerationTask, Proposal } from "../../domain/draft/generation.ts";
import type { SecretLocation } from "../inspection/secrets.ts";

export async function syntax([path, content]: readonly [string, string]): Promise<string | null> {
  const { findSyntaxError } = await import("../inspection/syntax.ts");
  return findSyntaxError(path, content);
}

export async function secrets([name, content, before]: readonly [string, string, string | null]): Promise<
  SecretLocation[]
> {
  const { findNewSecrets } = await import("../inspection/secrets.ts");
  return findNewSecrets(name, content, before);
}

export async function discover(input: Parameters<typeof discoverHere>): Promise<Discovery> {
  const domain = await import("../../domain/choose/discover.ts");
  return domain.discover(...input);
}

export async function proposeByRecipe([task]: readonly [GenerationTask]): Promise<Proposal> {
  const { recipeGenerator } = await import("../../domain/draft/recipe-generator.ts");
  return recipeGenerator.propose(task);
}
