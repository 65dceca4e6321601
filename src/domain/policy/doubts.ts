import { gateCheckName } from "../shared/names.ts";
import { nearest } from "../shared/nearest.ts";
import { type Policy, requiredChecks } from "./policy.ts";

/**
 * What a policy may say and what will hardly do what its author wants, a sentence each: what opens nothing, never
 * merges, or is looked at twice. A policy with doubts is used all the same.
 */
export function policyDoubts(policy: Policy): string[] {
  return [
    ...repeated(policy, "name", ({ name }) => name),
    ...repeated(policy, "resource", ({ template, resource }) => `${resource} in ${template}`),
    ...policy.services.flatMap((service) => unknownCalls(service, policy.services)),
    ...policy.services.flatMap((service) => arns(service)),
    ...mergeDoubts(policy),
  ];
}

type Service = Policy["services"][number];

function repeated({ services }: Policy, what: string, keyOf: (service: Service) => string): string[] {
  const counts = new Map<string, number>();
  for (const service of services) counts.set(keyOf(service), (counts.get(keyOf(service)) ?? 0) + 1);
  return [...counts]
    .filter(([, times]) => times > 1)
    .map(
      ([key, times]) =>
        `services: ${times} have the ${what} ${key}; a change of it belongs to one. Keep one.`,
    );
}

function unknownCalls({ name, calls }: Service, services: readonly Service[]): string[] {
  const names = services.map((one) => one.name);
  return calls
    .filter((called) => !names.includes(called))
    .map((called) => {
      const meant = nearest(called, names);
      const advice = meant === null ? `There are ${names.join(", ")}.` : `Did you mean ${meant}?`;
      return `services.${name}.calls: there is no service ${called}. ${advice}`;
    });
}

/** CloudWatch knows a resource by its name; a metric of an ARN has no point. */
function arns(service: Service): string[] {
  return Object.entries(service)
    .filter(([, value]) => typeof value === "string" && /^arn:[^:]*:/.test(value))
    .map(
      ([setting, value]) =>
        `services.${service.name}.${setting}: ${String(value)} is an ARN where a name is wanted, perhaps ${String(value).split(":").at(-1)}.`,
    );
}

function mergeDoubts({ merge }: Policy): string[] {
  const checks = requiredChecks(merge);
  const own = checks.some(({ name }) => name === gateCheckName)
    ? [
        `merge.requiredChecks: ${gateCheckName} is the app's own check and proves nothing. Name one of your CI.`,
      ]
    : [];
  const unproven =
    merge.auto && checks.length === 0
      ? ["merge.auto: true merges nothing while merge.requiredChecks names no check. Name one of your CI."]
      : [];
  return [...own, ...unproven];
}
