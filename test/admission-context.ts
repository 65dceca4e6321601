import type { AdmissionContext } from "../src/domain/admit/admit.ts";
import type { Opportunity, Remedy } from "../src/domain/choose/opportunity.ts";
import type { AtStage, Improvement, StageName, Trigger } from "../src/domain/improvement/improvement.ts";
import { type Outcome, outcomes } from "../src/domain/learn/outcome.ts";
import { type Policy, policySchema } from "../src/domain/policy/policy.ts";
import { reason } from "../src/domain/shared/reason.ts";
import { foundImprovement, regressedImprovement } from "./improvement.ts";
import { everythingOn, settings } from "./stand-ins/memory-world.ts";

const policy = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});
export const nowMs = 10 * 86_400_000;
export const person: Trigger = { kind: "person", login: "ada", issueNumber: 1 };

export const context: AdmissionContext = {
  repository: { owner: "acme", name: "shop" },
  policy,
  settings,
  flags: everythingOn,
  trigger: { kind: "schedule" },
  known: [],
  elsewhere: [],
  maxImprovements: null,
  nowMs,
};

function fingerprint(number: number): string {
  return number.toString(16).padStart(16, "0");
}

export function opportunity(number: number, overrides: Partial<Opportunity> = {}): Opportunity {
  const service = `service-${number}`;
  const found = foundImprovement().opportunity;
  const remedy = memoryOf({ resource: `Resource${number}` });
  return { ...found, service, remedy, fingerprint: fingerprint(number), ...overrides };
}

/** A memory to be set, of one resource. */
export function memoryOf(values: { readonly resource: string; readonly template?: string }): Remedy {
  const sizes = { template: "template.yaml", fromMegabytes: 1024, toMegabytes: 256 };
  return { kind: "recipe", recipe: "lambda-memory", values: { ...sizes, ...values } };
}

export const component: Remedy = {
  kind: "component",
  request: { componentType: "service", name: "x", description: "", capabilities: [], requester: "agent" },
};
export const fixError: Remedy = {
  kind: "fix-error",
  source: "src",
  finding: {
    kind: "error_pattern",
    service: "a",
    sentence: "",
    window: { fromMs: 0, toMs: 1 },
    severity: 1,
    persistence: 1,
    evidence: [],
    patternId: "p",
    template: "",
    count: 1,
    perHour: 1,
    examples: [],
    frames: [],
    isNew: true,
  },
};
export const timeout: Remedy = {
  kind: "recipe",
  recipe: "lambda-timeout",
  values: { template: "template.yaml", resource: "A", fromSeconds: 3, toSeconds: 6 },
};

/** A stage, or how it ended. */
export type Standing = Exclude<StageName, "ended"> | Outcome;

/** A row at a stage; only what admission looks at is true to life. */
export function known(standing: Standing, number = 1, service = `service-${number}`): Improvement {
  const how = outcomes.find((one) => one === standing);
  if (how) return ended(how, number, service);
  const { change, pull, merge, effectiveAtMs, comparisons, revert } = regressedImprovement();
  const row = { ...admitted(number, service), change, baseSha: "a", pull, merge, effectiveAtMs, comparisons };
  return { ...row, revert, reasons: [], stage: standing as Exclude<StageName, "ended"> };
}

/** So many improvements of another repository that the app is at work on. */
export function atWork(count: number, standing: Standing = "found"): Improvement[] {
  const repository = { owner: "acme", name: "other" };
  return Array.from({ length: count }, (_, index) => ({ ...known(standing, 900 + index), repository }));
}

/** A row that ended with its pull request. */
export function ended(how: Outcome, number = 1, service = `service-${number}`): AtStage<"ended"> {
  const reasons = [reason("no_remedy", "Because.")];
  const row = { ...admitted(number, service), reasons, merged: null, pullNumber: 7, closedAtMs: 0 };
  return { ...row, stage: "ended", how };
}

function admitted(number: number, service: string): AtStage<"found"> {
  return {
    ...foundImprovement({ fingerprint: fingerprint(number), createdAtMs: 0 }),
    opportunity: opportunity(number, { service }),
  };
}

export function withPolicy(overrides: Partial<Policy>): Partial<AdmissionContext> {
  return { policy: { ...policy, ...overrides } };
}

export function withLimits(overrides: Partial<Policy["limits"]>): Partial<AdmissionContext> {
  return withPolicy({ limits: { ...policy.limits, ...overrides } });
}
