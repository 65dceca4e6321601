import type { ErrorPatternFinding, Finding } from "../analyse/finding.ts";
import type { RecipeRemedy } from "../recipes/recipe-remedy.ts";
import type { Evidence } from "../shared/evidence.ts";
import type { ImpactScore } from "./impact.ts";

/** What could be done about findings. `report-only` has no known remedy: it is reported and nothing is opened. */
export type Remedy =
  | RecipeRemedy
  | { readonly kind: "fix-error"; readonly source: string; readonly finding: ErrorPatternFinding }
  | { readonly kind: "component"; readonly request: ComponentRequest }
  | { readonly kind: "report-only" };

/** What `generate_component` was asked for. Its texts come from an authenticated agent, but are still untrusted. */
export interface ComponentRequest {
  readonly componentType: string;
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  readonly requester: string;
}

/** Findings, where in the repository, what could be done, and how much it is worth. */
export interface Opportunity {
  /** The same problem of the same thing has the same fingerprint in every cycle and under every name of the service. */
  readonly fingerprint: string;
  /** What the policy called it then. */
  readonly service: string;
  /** Missing in a component, which is new, and in rows of 0.1.0. */
  readonly target?: Target | undefined;
  readonly title: string;
  readonly remedy: Remedy;
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  readonly impact: ImpactScore;
  /** true when it rests on text that an outsider could have written, and nothing else bears it out; default: no. */
  readonly influencedByUntrusted?: boolean | undefined;
}

/** What a change touches and what its watch looks at: the things themselves, whatever people call them. */
export interface Target {
  /** Resources of the repository's templates, as `path#logicalId`. */
  readonly changes: readonly string[];
  /** Metrics and log groups, which are of the tenant's AWS account and not of one repository. */
  readonly watches: readonly string[];
}

/** What policy, ledger and people call a remedy: the recipe's name, or its kind. */
export function remedyName(remedy: Remedy): string {
  return remedy.kind === "recipe" ? remedy.recipe : remedy.kind;
}
