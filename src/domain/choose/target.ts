import { readRemedy } from "../recipes/recipe-remedy.ts";
import { stableHash } from "../shared/hash.ts";
import { metricKey } from "../shared/series.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import { sourceOf } from "../sources/service-declaration.ts";
import type { Opportunity, Remedy, Target } from "./opportunity.ts";

/** The {@link Target} of whatever is done for a service. */
export function targetOf(service: ServiceDeclaration): Target {
  const source = sourceOf(service);
  const watched = [...source.watched(service), ...(source.watchedAfterFix?.(service) ?? [])];
  return {
    changes: [resourceKey(service.template, service.resource)],
    watches: [
      ...new Set([
        ...watched.map(({ metric }) => `metric ${metricKey({ ...metric, statistic: "Sum" })}`),
        ...(source.logs?.(service) ?? []).map(({ logGroup }) => `logs ${logGroup}`),
      ]),
    ],
  };
}

/**
 * The {@link Target} of an opportunity. Rows of 0.1.0 have none: what they change is read from their remedy, and what
 * they watch is not known.
 */
export function targetOfOpportunity({ target, remedy }: Pick<Opportunity, "target" | "remedy">): Target {
  if (target) return target;
  const resource = remedy.kind === "recipe" ? resourceOf(remedy.values) : null;
  return { changes: resource === null ? [] : [resource], watches: [] };
}

function resourceOf(values: unknown): string | null {
  const has = typeof values === "object" && values !== null && "template" in values && "resource" in values;
  return has ? resourceKey(String(values.template), String(values.resource)) : null;
}

/** Policies may write one path in several ways. */
function resourceKey(template: string, resource: string): string {
  const parts = template.split("/").filter((part) => part !== "" && part !== ".");
  return `${parts.join("/")}#${resource}`;
}

/** Whether two changes of one repository would touch the same thing, so that one could undo the other. */
export function changeTheSame(one: Target, other: Target): boolean {
  return shareOne(one.changes, other.changes);
}

/** Whether the watches of two changes would look at the same thing, so that they could not be told apart. */
export function watchTheSame(one: Target, other: Target): boolean {
  return shareOne(one.watches, other.watches);
}

/** Whether two targets of one repository have anything in common. */
export function overlap(one: Target, other: Target): boolean {
  return changeTheSame(one, other) || watchTheSame(one, other);
}

function shareOne(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

/**
 * The service of a policy that an opportunity is about: the one with its target, whatever it is called by now. By its
 * name only where no target is known; undefined when there is none, as for a new component.
 */
export function serviceOfOpportunity(
  opportunity: Pick<Opportunity, "service" | "target" | "remedy">,
  services: readonly ServiceDeclaration[],
): ServiceDeclaration | undefined {
  const target = targetOfOpportunity(opportunity);
  const named = services.find((one) => one.name === opportunity.service);
  if (target.changes.length === 0) return named;
  const same = services.filter((one) => overlap(targetOf(one), target));
  return same.find((one) => one === named) ?? same[0];
}

/**
 * What makes two remedies one problem of a repository, in every cycle and under every name of the service. null for
 * what is only reported, and for a recipe that this version does not know.
 */
export function problemOf(remedy: Remedy): string | null {
  switch (remedy.kind) {
    case "recipe": {
      const read = readRemedy(remedy);
      return read.kind === "usable" ? problem(remedy.recipe, read.recipe.identity(read.values)) : null;
    }
    case "fix-error":
      return problem(remedy.kind, [remedy.source, remedy.finding.patternId]);
    case "component":
      return problem(remedy.kind, [remedy.request.componentType, remedy.request.name]);
    case "report-only":
      return null;
  }
}

/** {@link problemOf} by the name of the remedy and what its recipe or kind says that identifies it. */
export function problem(remedy: string, identity: readonly (string | number)[]): string {
  return stableHash([remedy, ...identity].join("\n"));
}
