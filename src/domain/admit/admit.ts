import { type Opportunity, remedyName } from "../choose/opportunity.ts";
import { changeTheSame, problemOf, targetOfOpportunity, watchTheSame } from "../choose/target.ts";
import {
  type AtStage,
  type Improvement,
  improvementId,
  isAtWork,
  isDueAgain,
  isEnded,
  mayStartAgain,
  openStages,
  type StageName,
  stagesInFlight,
  type Trigger,
} from "../improvement/improvement.ts";
import { modelRefusals } from "../policy/model-use.ts";
import type { Policy } from "../policy/policy.ts";
import type { Isolation } from "../shared/isolation.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { fullName, type RepositoryRef } from "../shared/repository.ts";
import type { Flags, Settings } from "../shared/settings.ts";
import { raisedInVain } from "./ladder.ts";

/** What admission decides for one opportunity. `awaiting_approval`: it waits for a person's `/improve`. */
export interface Admission {
  readonly kind: "admitted" | "awaiting_approval" | "skipped";
  /** The improvement that it is or would be: the known one's where the problem is known. */
  readonly id: string;
  readonly opportunity: Opportunity;
  /** Empty when admitted. */
  readonly reasons: readonly Reason[];
}

/** Everything admission looks at. */
export interface AdmissionContext {
  readonly repository: RepositoryRef;
  readonly policy: Policy;
  readonly settings: Settings;
  readonly flags: Flags;
  readonly trigger: Trigger;
  /** Every improvement of the repository, whatever its stage. */
  readonly known: readonly Improvement[];
  /** Improvements of the tenant's other repositories that have begun and are not over. */
  readonly elsewhere: readonly Improvement[];
  /** What stands around the process that talks to the model; null where none is configured. */
  readonly isolation?: Isolation | null;
  /** Limit of this cycle (`max_improvements`), or null. */
  readonly maxImprovements: number | null;
  readonly nowMs: number;
}

const dayMs = 86_400_000;

/**
 * Decides which opportunities become improvements, best first. Nothing that is open, was declined by a person
 * or was reverted comes back, and caps hold whatever the scores. Every opportunity gets an answer with reasons.
 */
export function admit(opportunities: readonly Opportunity[], context: AdmissionContext): Admission[] {
  let room = roomLeft(context);
  const taken: Opportunity[] = [];
  return opportunities.map((found) => {
    const { id, opportunity } = identified(found, context);
    const say = (kind: Admission["kind"], reasons: readonly Reason[]): Admission => ({
      kind,
      id,
      opportunity,
      reasons,
    });
    const refusals = [...refusalsFor(opportunity, context), ...takenInThisCycle(opportunity, taken)];
    if (refusals.length > 0) return say("skipped", refusals);
    if (!mayOpen(context)) return say("awaiting_approval", [autonomyOff]);
    if (room.count < 1) return say("skipped", [room.reason]);
    room = { ...room, count: room.count - 1 };
    taken.push(opportunity);
    return say("admitted", []);
  });
}

/**
 * The name of an opportunity. That of a problem which is known already stands, whatever it was made of in the version
 * that found it, and whatever its repository was called.
 */
export function identified(
  opportunity: Opportunity,
  { known, repository }: Pick<AdmissionContext, "known" | "repository">,
): Pick<Admission, "id" | "opportunity"> {
  const [first] = sameProblem(opportunity, known);
  if (!first) return { id: improvementId(repository, opportunity.fingerprint), opportunity };
  const { fingerprint } = first.opportunity;
  return { id: first.id, opportunity: { ...opportunity, fingerprint } };
}

function sameProblem(opportunity: Opportunity, known: readonly Improvement[]): readonly Improvement[] {
  const { fingerprint, remedy } = opportunity;
  const problem = problemOf(remedy);
  return known.filter(
    (one) =>
      one.opportunity.fingerprint === fingerprint ||
      (problem !== null && problemOf(one.opportunity.remedy) === problem),
  );
}

/** A better one of the same thing, or the very same one, has been taken just now. */
function takenInThisCycle(opportunity: Opportunity, taken: readonly Opportunity[]): Reason[] {
  const same = taken.find((one) => one.fingerprint === opportunity.fingerprint);
  if (same) return [reason("already_open", "The same was found twice in this cycle.")];
  const other = taken.find((one) => changeOrWatchTheSame(one, opportunity));
  return other ? [thingBusy(other, "taken in this cycle")] : [];
}

const autonomyOff = reason(
  "autonomy_off",
  "ENABLE_AUTONOMOUS_IMPROVEMENTS is false: it is reported, and opened when a person comments /improve.",
);

function mayOpen(context: AdmissionContext): boolean {
  return context.flags.autonomousImprovements || context.trigger.kind === "person";
}

function refusalsFor(opportunity: Opportunity, context: AdmissionContext): Reason[] {
  const { policy, flags } = context;
  const { remedy, impact } = opportunity;
  if (!flags.selfBuilding) return [reason("self_building_off", "ENABLE_SELF_BUILDING is false.")];
  if (!policy.enabled) return [reason("repository_off", "The policy says enabled: false.")];
  if (remedy.kind === "report-only") {
    return [reason("no_remedy", "No remedy is known; it is reported for a person.")];
  }
  if (remedy.kind === "recipe" && !policy.recipes.includes(remedy.recipe)) {
    return [reason("recipe_off", `The policy does not list the recipe ${remedy.recipe}.`)];
  }
  const modelOff = modelRefusals(remedy.kind, policy.model, context.isolation ?? null);
  if (modelOff.length > 0) return modelOff;
  // What became of it is the truer reason than what a score says of it since.
  const known = sameProblem(opportunity, context.known).find((one) => !isOpenToTrying(one, context));
  if (known) return [alreadyKnown(known)];
  const unwanted = kindDeclined(opportunity, context);
  if (unwanted.length > 0) return unwanted;
  const inVain = raisedInVain(opportunity, context.known);
  if (inVain.length > 0) return inVain;
  if (remedy.kind !== "component" && !(impact.score >= policy.minImpactScore)) {
    return [
      reason(
        "score_too_low",
        `Its score ${impact.score} is below minImpactScore (${policy.minImpactScore}).`,
      ),
    ];
  }
  return overlaps(opportunity, context);
}

/** What waits for approval may be looked at again by anybody; what was given up only when a person asks. */
function isOpenToTrying(known: Improvement, { trigger, nowMs }: AdmissionContext): boolean {
  if (known.stage === "awaiting_approval" || isDueAgain(known, nowMs)) return true;
  return trigger.kind === "person" && mayStartAgain(known);
}

/** People have said that they want nothing of this kind here. */
function kindDeclined({ remedy }: Opportunity, { known }: AdmissionContext): Reason[] {
  const kind = remedyName(remedy);
  const never = known
    .filter(isEnded)
    .find((one) => one.no?.why === "never" && remedyName(one.opportunity.remedy) === kind);
  if (!never?.no) return [];
  const text = `${never.no.by} said on #${never.pullNumber} that nothing of the kind ${kind} is wanted here.`;
  return [reason("kind_declined", text)];
}

function overlaps(opportunity: Opportunity, { known, elsewhere }: AdmissionContext): Reason[] {
  const here = known.find((one) => inFlight(one.stage) && changeOrWatchTheSame(one.opportunity, opportunity));
  if (here) return [thingBusy(here.opportunity, here.stage)];
  const target = targetOfOpportunity(opportunity);
  const there = elsewhere.find((one) => watchTheSame(targetOfOpportunity(one.opportunity), target));
  if (!there) return [];
  return [thingBusy(there.opportunity, `${there.stage} in ${fullName(there.repository)}`)];
}

/** A component is new: it is no service yet, whatever its name. */
function changeOrWatchTheSame(one: Opportunity, other: Opportunity): boolean {
  if (one.remedy.kind === "component" || other.remedy.kind === "component") return false;
  const [target, otherTarget] = [targetOfOpportunity(one), targetOfOpportunity(other)];
  return (
    one.service === other.service || changeTheSame(target, otherTarget) || watchTheSame(target, otherTarget)
  );
}

/** Two changes to one thing at once could not be told apart by the watch. */
function thingBusy(other: Opportunity, how: string): Reason {
  return reason(
    "service_busy",
    `"${other.title}" of the same service is ${how}; two at once could not be told apart.`,
  );
}

function inFlight(stage: StageName): boolean {
  return stagesInFlight.some((one) => one === stage);
}

function alreadyKnown(known: Improvement): Reason {
  if (!isEnded(known)) return reason("already_open", `It is on its way (${known.stage}).`);
  switch (known.how) {
    case "kept":
      return reason("already_done", "It was merged and kept.");
    case "inconclusive":
      return reason("already_done", "It was merged; production said too little to judge it.");
    case "reverted":
      return reason("tombstoned", "It was tried and reverted because production got worse.");
    case "regressed_and_left":
      return reason("tombstoned", "It was tried, production got worse, and it was left to people.");
    case "undone_by_people":
      return reason("tombstoned", "It was merged, and people took it back.");
    case "declined":
      return reason("declined", `People declined it: ${textOf(known)}`);
    case "taken_over":
      return reason("taken_over", `People took it over: ${textOf(known)}`);
    case "unusable":
      return reason("given_up", `It was given up: ${textOf(known)}`);
  }
}

function textOf({ reasons }: AtStage<"ended">): string {
  return reasons.map((one) => one.text).join(" ");
}

interface Room {
  readonly count: number;
  /** Which cap is the tightest. */
  readonly reason: Reason;
}

function roomLeft(context: AdmissionContext): Room {
  const { policy, settings, known, nowMs } = context;
  const openHere = known.filter((one) => isOpen(one.stage)).length;
  const working = [...known, ...context.elsewhere].filter(isAtWork).length;
  const today = known.filter(
    (one) => one.stage !== "awaiting_approval" && !(nowMs - one.createdAtMs >= dayMs),
  ).length;
  const caps: Room[] = [
    {
      count: settings.maxConcurrentImprovements - working,
      reason: concurrencyCap(settings),
    },
    {
      count: policy.limits.maxOpenPullRequests - openHere,
      reason: reason(
        "open_cap",
        `limits.maxOpenPullRequests (${policy.limits.maxOpenPullRequests}) are open here.`,
      ),
    },
    {
      count: policy.limits.maxPullRequestsPerDay - today,
      reason: reason(
        "daily_cap",
        `limits.maxPullRequestsPerDay (${policy.limits.maxPullRequestsPerDay}) is reached.`,
      ),
    },
    {
      count: context.maxImprovements ?? Number.POSITIVE_INFINITY,
      reason: reason("cycle_cap", `This cycle may open ${context.maxImprovements ?? 0}.`),
    },
  ];
  // A cap that is no number leaves no room.
  const room = (cap: Room): number => (Number.isNaN(cap.count) ? 0 : cap.count);
  const tightest = caps.reduce((one, other) => (room(other) < room(one) ? other : one));
  return { ...tightest, count: room(tightest) };
}

/** Said when the app is at work on as much as it may be. */
export function concurrencyCap({ maxConcurrentImprovements }: Settings): Reason {
  return reason(
    "concurrency_cap",
    `MAX_CONCURRENT_IMPROVEMENTS (${maxConcurrentImprovements}) are being worked on; what waits for people does not count.`,
  );
}

function isOpen(stage: StageName): boolean {
  return openStages.some((open) => open === stage);
}
