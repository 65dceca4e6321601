import { z } from "zod";
import { commonDeclaration, type ServiceDeclaration } from "./service.ts";
import type { TelemetrySource } from "./source.ts";
import { sources } from "./sources.ts";

/**
 * The schema of one service of the policy: what all services have, and the settings of exactly one of the sources.
 * All settings stand side by side, so that a misspelt one is named whatever else is missing.
 */
export function serviceSchemaOf(all: readonly TelemetrySource[]): z.ZodType<ServiceDeclaration> {
  const { name, ...rest } = commonDeclaration.shape;
  const parts: Record<string, z.ZodType> = Object.assign(
    {},
    ...all.map((source) => source.declaration.partial().shape),
  );
  return z
    .strictObject({ name, ...parts, ...rest })
    .superRefine((service, context) => refuseUnlessOneSource(service, all, context), {
      when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value),
    })
    .meta({ description: "One service and where its telemetry and code are.", ...neededSettings(all) });
}

/** The schema of one service of the policy. */
export const serviceSchema = serviceSchemaOf(sources);

/**
 * The telemetry source that a service belongs to.
 * @throws Error when there is none, which no service of a policy that was read can bring about
 */
export function sourceOf(service: ServiceDeclaration): TelemetrySource {
  const [source] = owners(service, sources);
  if (!source) throw new Error(`${service.name} belongs to no telemetry source.`);
  return source;
}

/** The settings that a service needs to belong to a source. */
export function settingsNeededFor({ declaration }: TelemetrySource): string[] {
  return Object.entries(declaration.shape)
    .filter(([, schema]) => !z.safeParse(schema, undefined).success)
    .map(([setting]) => setting);
}

function owners(service: object, all: readonly TelemetrySource[]): TelemetrySource[] {
  const given = new Map(Object.entries(service));
  return all.filter((source) =>
    settingsNeededFor(source).every((setting) => given.get(setting) !== undefined),
  );
}

function refuseUnlessOneSource(
  service: object,
  all: readonly TelemetrySource[],
  context: z.RefinementCtx,
): void {
  const [source, ...others] = owners(service, all);
  if (!source) {
    context.addIssue(`needs ${all.map(named).join(" or ")}, which says where its telemetry is`);
  } else if (others.length > 0) {
    const both = [source, ...others].map(named).join(" and ");
    context.addIssue(`has ${both}; keep one and declare the rest as services of their own`);
  } else {
    for (const setting of foreignSettings(service, source, all)) {
      const message = `is not for services of ${source.name}`;
      context.addIssue({ code: "custom", path: [setting], message });
    }
  }
}

function foreignSettings(service: object, own: TelemetrySource, all: readonly TelemetrySource[]): string[] {
  const ofSources = new Set(all.flatMap(({ declaration }) => Object.keys(declaration.shape)));
  return Object.keys(service).filter(
    (setting) => ofSources.has(setting) && !(setting in own.declaration.shape),
  );
}

/** `functionName (aws-lambda)`. */
function named(source: TelemetrySource): string {
  return `${settingsNeededFor(source).join(" with ")} (${source.name})`;
}

/** What {@link refuseUnlessOneSource} demands, for the JSON Schema. */
function neededSettings(all: readonly TelemetrySource[]): object {
  return {
    oneOf: all.map((source) => ({ title: source.name, required: settingsNeededFor(source) })),
  };
}
