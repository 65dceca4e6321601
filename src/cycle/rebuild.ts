import { type Improvement, improvementId, isEnded } from "../domain/improvement/improvement.ts";
import type { Marker } from "../domain/improvement/marker.ts";
import { pullRecord } from "../domain/improvement/pull-record.ts";
import { endedWith } from "../domain/improvement/take-up.ts";
import { type No, noInLabels } from "../domain/learn/no.ts";
import type { Outcome } from "../domain/learn/outcome.ts";
import { fingerprintOfBranch, labels } from "../domain/shared/names.ts";
import { type Reason, reason } from "../domain/shared/reason.ts";
import { isSameRepository, parseFullName, type RepositoryRef } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { OwnPull } from "../ports/forge.ts";
import type { Ports } from "../ports/ports.ts";
import { takenUp } from "./gate/take-up.ts";
import { readMarker } from "./reading/read-marker.ts";
import { auditOf } from "./step/audit-entry.ts";

/**
 * Makes the rows that are missing from the bot's own pull requests, so that an empty database (GitHub Actions, a
 * lost disk) knows what is open, what was declined and what was reverted. Rows that exist are left alone, but for those
 * that are over and whose pull request is open again.
 * @returns how many rows were made
 */
export async function rebuild(
  repository: RepositoryRef,
  ports: Pick<Ports, "forge" | "store" | "sealer">,
  settings: Settings,
  nowMs: number,
): Promise<number> {
  const pulls = await ports.forge.listOwnPulls(repository);
  const rows = await ports.store.improvements({ tenant: settings.tenant, repository });
  const known = new Set(rows.map((one) => one.opportunity.fingerprint));
  await takeUpOpen(rows, pulls, ports, nowMs);
  let made = 0;
  for (const pull of pulls) {
    const fingerprint = fingerprintOfBranch(pull.branch);
    if (fingerprint === null || known.has(fingerprint)) continue;
    const marker = readMarker(pull, ports);
    if (!marker || !(await belongs(marker, pull, repository, ports, settings))) continue;
    known.add(fingerprint);
    const row = rowOf(marker, await withCloser(pull, repository, ports), repository, nowMs);
    if (await ports.store.insertImprovement(row)) made++;
  }
  return made;
}

/** Goes on with what is over but has its pull request open again: nobody may have told of it. */
async function takeUpOpen(
  rows: readonly Improvement[],
  pulls: readonly OwnPull[],
  ports: Pick<Ports, "store" | "sealer">,
  nowMs: number,
): Promise<void> {
  for (const pull of pulls) {
    const row = rows.find((one) => endedWith(one, pull.number));
    const step = row && isEnded(row) ? takenUp(row, pull, ports, nowMs) : null;
    if (!step) continue;
    const audit = auditOf(step.next, step.action, step.outcome, step.reasons, nowMs);
    await ports.store.saveImprovement(step.next, [audit]);
  }
}

/** A marker copied to another pull request, repository or tenant says nothing. */
async function belongs(
  marker: Marker,
  pull: OwnPull,
  repository: RepositoryRef,
  ports: Pick<Ports, "forge">,
  settings: Settings,
): Promise<boolean> {
  const isHere = marker.branch === pull.branch && marker.tenant === settings.tenant;
  return isHere && (await isMarkerOf(repository, marker, ports));
}

/** GitHub leads from a repository's former name to the repository, until another one takes the name. */
async function isMarkerOf(
  repository: RepositoryRef,
  marker: Marker,
  ports: Pick<Ports, "forge">,
): Promise<boolean> {
  const named = { ...parseFullName(marker.repository), id: marker.repositoryId };
  if (named.id !== undefined || isSameRepository(named, repository))
    return isSameRepository(named, repository);
  const now = await ports.forge.repository(named);
  return now !== null && repository.id !== undefined && now.ref.id === repository.id;
}

function rowOf(marker: Marker, pull: OwnPull, repository: RepositoryRef, nowMs: number): Improvement {
  const base = {
    id: improvementId(repository, marker.fingerprint),
    version: 0,
    tenant: marker.tenant,
    repository,
    opportunity: marker.opportunity,
    trigger: marker.trigger,
    correlationId: marker.correlationId,
    createdAtMs: marker.createdAtMs,
    faults: 0,
  };
  const how = outcomeOf(pull);
  if (how) {
    return {
      ...base,
      stage: "ended",
      how,
      reasons: [endOf(pull, how)],
      pullNumber: pull.number,
      merged: null,
      closedAtMs: pull.merged?.atMs ?? nowMs,
      ...noOf(pull, how),
      wakeAtMs: null,
    };
  }
  return {
    ...base,
    stage: "proposed",
    change: marker.change,
    pull: pullRecord({ ...pull, baseSha: marker.baseSha }, marker),
    wakeAtMs: nowMs,
  };
}

/** Why people declined it; when they said so is not to be seen, and not before it was opened. */
function noOf({ labels: shown, closedBy, createdAtMs }: OwnPull, how: Outcome): { readonly no?: No } {
  const why = how === "declined" ? noInLabels(shown) : null;
  return why === null ? {} : { no: { why, by: closedBy ?? "a person", atMs: createdAtMs } };
}

/** How it ended, by the labels and the state that GitHub shows; null while it is on its way. */
function outcomeOf(pull: OwnPull): Outcome | null {
  const labelled = (["reverted", "undone_by_people", "kept", "inconclusive"] as const).find((how) =>
    pull.labels.includes(labels[how]),
  );
  if (labelled) return labelled;
  if (pull.state !== "closed") return null;
  return pull.closedByBot ? "unusable" : "declined";
}

/** A list of pull requests does not say who closed them, and only a person's closing is a no. */
async function withCloser(
  pull: OwnPull,
  repository: RepositoryRef,
  ports: Pick<Ports, "forge">,
): Promise<OwnPull> {
  return pull.state === "closed" ? ((await ports.forge.ownPull(repository, pull.number)) ?? pull) : pull;
}

function endOf({ number, closedBy, closedByBot }: OwnPull, how: Outcome): Reason {
  if (how === "unusable" && closedByBot)
    return reason("closed_by_bot", `#${number} was closed by ${closedBy}, a bot.`);
  return reason("rebuilt", `#${number} shows that it ended as ${how.replaceAll("_", " ")}.`);
}
