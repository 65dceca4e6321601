import { pathProblems } from "../change/edits.ts";
import type { EditLimits } from "../change/limits.ts";
import { type Scope, scopeMatcher } from "../change/scope.ts";
import type { Remedy } from "../choose/opportunity.ts";
import { type RecipeRemedy, readRemedy } from "../recipes/recipe-remedy.ts";
import { locateFrames } from "./source-location.ts";

const maxContextFiles = 8;

/**
 * Which files a generator gets to see; chosen by the app from its own records, never by a model. A stack trace, which
 * anybody may have written into a log, leads only to files that the change may touch.
 * @param all every path of the repository at the base commit
 */
export function contextPaths(
  remedy: Remedy,
  all: readonly string[],
  { scope, limits }: { readonly scope: Scope; readonly limits: EditLimits },
): readonly string[] {
  switch (remedy.kind) {
    case "recipe":
      return recipePaths(remedy);
    case "fix-error":
      // Among all files: where only those of the service are known, a neighbour's frame would lead to one of them.
      return locateFrames(remedy.finding.frames, all, remedy.source)
        .filter(scopeMatcher(scope))
        .filter((path) => pathProblems(path, limits, scope).length === 0)
        .slice(0, maxContextFiles);
    case "component":
      return all
        .filter((path) => /^(README\.md|package\.json|template\.ya?ml|src\/[^/]+\.[jt]s)$/.test(path))
        .slice(0, maxContextFiles);
    case "report-only":
      return [];
  }
}

/** What a recipe cannot say, it will not be able to change either; the generator then says why. */
function recipePaths(remedy: RecipeRemedy): readonly string[] {
  const read = readRemedy(remedy);
  if (read.kind === "unusable") return [];
  try {
    return read.recipe.files(read.values);
  } catch {
    return [];
  }
}
