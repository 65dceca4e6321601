import { type Scope, sourcePatterns, testPatterns } from "../change/scope.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import { serviceOfOpportunity } from "../choose/target.ts";
import type { Policy } from "../policy/policy.ts";
import { readRemedy } from "../recipes/recipe-remedy.ts";

/**
 * What a change for an opportunity may touch, by the app's own records and the policy, never by what a model answers.
 * A recipe: the files that it named. A model: source and tests of the service, and `limits.modelPaths`; of a component,
 * which is new, source and tests of every service, and a folder of its own name beside them.
 */
export function scopeOf(
  opportunity: Pick<Opportunity, "service" | "target" | "remedy">,
  { services, limits }: Pick<Policy, "services" | "limits">,
): Scope {
  const { remedy } = opportunity;
  switch (remedy.kind) {
    case "recipe": {
      const read = readRemedy(remedy);
      return { kind: "files", paths: read.kind === "usable" ? read.recipe.files(read.values) : [] };
    }
    case "fix-error": {
      const source = serviceOfOpportunity(opportunity, services)?.source ?? remedy.source;
      return modelScope([source], limits.modelPaths);
    }
    case "component": {
      const sources = services.map(({ source }) => source);
      const own = sources.flatMap((source) => foldersBeside(source, remedy.request.name));
      return modelScope([...new Set([...sources, ...own])], limits.modelPaths);
    }
    case "report-only":
      return { kind: "files", paths: [] };
  }
}

function modelScope(sources: readonly string[], opened: readonly string[]): Scope {
  return {
    kind: "model",
    source: sources.flatMap(sourcePatterns),
    tests: sources.flatMap(testPatterns),
    opened,
  };
}

/** The name comes from whoever asked, so it is a folder only if it is nothing else, and never one at the root. */
function foldersBeside(source: string, name: string): string[] {
  const parts = source.split("/").filter((part) => part !== "" && part !== ".");
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name) || parts.length < 2) return [];
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  const names = [name, name.toLowerCase(), name.toLowerCase().replaceAll("_", "-"), words];
  return [...names, words.replaceAll("_", "-"), words.replaceAll("-", "_")].map((one) =>
    [...parts.slice(0, -1), one].join("/"),
  );
}
