import {
  type AtStage,
  type Improvement,
  isAtWork,
  isEnded,
  openStages,
} from "../../src/domain/improvement/improvement.ts";
import { transitions } from "../../src/domain/improvement/transitions.ts";
import type { AuditEntry } from "../../src/domain/learn/ledger.ts";
import { improvementBranch, labels, revertBranch } from "../../src/domain/shared/names.ts";
import { fullName } from "../../src/domain/shared/repository.ts";
import type { Store } from "../../src/ports/store.ts";
import { app } from "../stand-ins/memory-repository.ts";
import { hasOwnLines } from "./main-laws.ts";
import type { MoodyWorld } from "./moody-world.ts";

/** The world's store, which notes what is written or read against a law. */
export function lawfulStore(world: MoodyWorld): Store {
  const { store, violations } = world;
  const owned = <T extends { readonly tenant: string }>(what: string, all: readonly T[]): void => {
    if (all.some(({ tenant }) => tenant !== world.settings.tenant))
      violations.push(`${what} of another tenant`);
  };
  const read = async <T extends { readonly tenant: string }>(what: string, answer: Promise<T[]>) => {
    const all = await answer;
    owned(`read ${what}`, all);
    return all;
  };
  return {
    insertImprovement: async (row) => {
      owned("wrote a row", [row]);
      const broken = againstAdmission(world, row);
      const inserted = await store.insertImprovement(row);
      if (inserted) violations.push(...broken);
      return inserted;
    },
    beginImprovement: async (row, room, replaces) => {
      owned("wrote a row", [row]);
      const known = store.rows.get(row.id);
      const broken = [...againstAdmission(world, row), ...againstTable(world, known, row, [])];
      const begun = await store.beginImprovement(row, room, replaces);
      if (begun === "begun") violations.push(...broken);
      return begun;
    },
    adoptRepository: (tenant, repository) => {
      owned("adopted rows", [{ tenant }]);
      return store.adoptRepository(tenant, repository);
    },
    saveImprovement: async (next, audit = []) => {
      owned("wrote a row", [next]);
      owned("wrote a decision", audit);
      const broken = againstTable(world, store.rows.get(next.id), next, audit);
      const saved = await store.saveImprovement(next, audit);
      if (saved) {
        violations.push(...broken, ...world.merging.saved(world, saved));
        world.notices.know(saved, world.nowMs);
      }
      return saved;
    },
    appendAudit: (entries) => {
      owned("wrote a decision", entries);
      return store.appendAudit(entries);
    },
    recordOutcome: (record) => {
      owned("wrote an outcome", [record]);
      return store.recordOutcome(record);
    },
    saveCycle: (report) => {
      owned("wrote a cycle", [report]);
      return store.saveCycle(report);
    },
    // An id of another tenant may be asked for: what is done with the row is what counts.
    improvement: (id) => store.improvement(id),
    improvements: (filter) => read("rows", store.improvements(filter)),
    audit: (filter) => read("decisions", store.audit(filter)),
    outcomes: (tenant) => read("outcomes", store.outcomes(tenant)),
    cycles: (filter) => read("cycles", store.cycles(filter)),
    claimOnce: (key) => store.claimOnce(key),
  };
}

/** What is begun is in the audit log, and within what policy, flags and caps allow. */
function againstAdmission(world: MoodyWorld, row: Improvement): string[] {
  if (row.stage === "ended") return misfits(world, row);
  if (row.stage === "proposed") return [];
  const broken: string[] = [];
  const decision = row.stage === "found" ? "admitted" : row.stage;
  if (!isAdmittedOnRecord(world, row, decision)) broken.push(`${row.stage} without a decision on record`);
  if (row.stage !== "found") return broken;
  const policy = world.policy();
  if (!policy) return [...broken, "admitted without a policy"];
  const { recipes, limits, minImpactScore } = policy;
  const { remedy, impact } = row.opportunity;
  if (remedy.kind === "recipe" && !recipes.includes(remedy.recipe))
    broken.push("admitted a recipe that is off");
  if (impact.score < minImpactScore) broken.push("admitted what scores too low");
  if (!world.flags.autonomousImprovements && row.trigger.kind !== "person") broken.push("admitted unasked");
  const rows = [...world.store.rows.values()].filter(({ tenant }) => tenant === row.tenant);
  const open = rows.filter(({ stage }) => openStages.some((one) => one === stage));
  const here = open.filter(({ repository }) => fullName(repository) === fullName(row.repository));
  const today = rows.filter(
    ({ stage, createdAtMs }) => stage !== "awaiting_approval" && world.nowMs - createdAtMs < 86_400_000,
  );
  const atWork = rows.filter(isAtWork);
  if (atWork.length >= world.settings.maxConcurrentImprovements)
    broken.push("admitted more than the app may work on");
  if (here.length >= limits.maxOpenPullRequests) broken.push("admitted more than may be open");
  if (today.length >= limits.maxPullRequestsPerDay) broken.push("admitted more than may be opened in a day");
  return broken;
}

function isAdmittedOnRecord({ store }: MoodyWorld, row: Improvement, decision: string): boolean {
  return store.entries.some(
    (one) =>
      one.action === "admit" &&
      one.subject === row.id &&
      one.outcome === decision &&
      one.correlationId === row.correlationId,
  );
}

/** What changes its stage does so as the table says, on record, and ends as GitHub shows it. */
function againstTable(
  world: MoodyWorld,
  before: Improvement | undefined,
  next: Improvement,
  audit: readonly AuditEntry[],
): string[] {
  if (!before || before.stage === next.stage) return [];
  const broken: string[] = [];
  const targets: readonly string[] = transitions[before.stage];
  if (!targets.includes(next.stage)) broken.push(`went from ${before.stage} to ${next.stage}`);
  const isOnRecord =
    next.stage === "found"
      ? isAdmittedOnRecord(world, next, "admitted")
      : audit.some(
          ({ subject, correlationId }) => subject === next.id && correlationId === next.correlationId,
        );
  if (!isOnRecord) broken.push(`went to ${next.stage} without a decision on record`);
  return isEnded(next) ? [...broken, ...misfits(world, next), ...againstProduction(world, next)] : broken;
}

/** What is said of a change is true of the default branch; a revert, of what it was merged as. */
function againstProduction(
  world: MoodyWorld,
  { how, opportunity: { fingerprint } }: AtStage<"ended">,
): string[] {
  const { forge, edits } = world;
  const isIn = (sha: string): boolean => hasOwnLines(world, improvementBranch(fingerprint), edits, sha);
  if (how === "kept" || how === "inconclusive")
    return isIn(forge.tip("main")) ? [] : [`${how} what is not on main`];
  const revert = forge.pulls.findLast(({ branch }) => branch === revertBranch(fingerprint));
  const isLeft = how === "reverted" && revert?.merged && isIn(revert.merged.sha);
  return isLeft ? ["reverted what is still there"] : [];
}

/** Whether people have commits on a pull request's branch, which may be gone after its end. */
function isTheirs({ forge }: MoodyWorld, { lastSha, branch }: MoodyWorld["forge"]["pulls"][number]): boolean {
  return forge.commitAt(lastSha ?? forge.tip(branch)).author !== app;
}

/** Where the end that a row tells is not the one that GitHub shows. */
function misfits(world: MoodyWorld, { how, opportunity, pullNumber, reasons }: AtStage<"ended">): string[] {
  const { forge } = world;
  const last = (branch: string) => forge.pulls.findLast((one) => one.author === app && one.branch === branch);
  const pull = last(improvementBranch(opportunity.fingerprint));
  const revert = last(revertBranch(opportunity.fingerprint));
  const isMerged = pull?.state === "merged";
  const byPeople = (one: typeof pull) => one?.state === "closed" && !one.closedBy?.endsWith("[bot]");
  const fits = {
    kept: isMerged && pull.labels.includes(labels.kept),
    inconclusive: isMerged && pull.labels.includes(labels.inconclusive),
    reverted: isMerged && pull.labels.includes(labels.reverted) && revert?.state === "merged",
    undone_by_people: isMerged && revert?.state !== "open",
    regressed_and_left: isMerged && byPeople(revert),
    // The list of pull requests, all that a lost row is made from, does not say who closed one.
    declined: byPeople(pull) || (pull?.state === "closed" && reasons[0]?.code === "rebuilt"),
    taken_over: isMerged && pull.merged !== null,
    unusable: pull === undefined || (pull.state === "closed" ? !byPeople(pull) : isTheirs(world, pull)),
  }[how];
  const shown = `pull request ${pull?.state ?? "none"} by ${pull?.closedBy ?? "nobody"}, revert ${revert?.state ?? "none"}`;
  const broken = fits ? [] : [`ended as ${how} with ${shown}`];
  return pullNumber === (pull?.number ?? null)
    ? broken
    : [...broken, `ended as ${how} of #${pullNumber} (${shown})`];
}
