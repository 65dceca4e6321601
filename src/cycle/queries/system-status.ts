import { isEnded, type StageName } from "../../domain/improvement/improvement.ts";
import { type Stalled, stalledIn } from "../../domain/improvement/stalled.ts";
import { type CalibrationRow, calibrationTable } from "../../domain/learn/calibration.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import { learnFrom } from "../../domain/learn/lesson.ts";
import type { Outcome } from "../../domain/learn/outcome.ts";
import type { Isolation } from "../../domain/shared/isolation.ts";
import type { Flags, Settings } from "../../domain/shared/settings.ts";
import type { FailingInstallation } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";

/** How the whole system stands, for `get_system_status` and `self-building status`. */
export interface SystemStatus {
  readonly tenant: string;
  readonly atMs: number;
  readonly flags: Flags;
  readonly telemetryCircuit: "closed" | "open" | "half_open";
  readonly modelAvailable: boolean;
  /** What keeps the process apart that talks to the model; null where none is configured. */
  readonly modelIsolation: Isolation | null;
  readonly improvementsByStage: Readonly<Partial<Record<StageName, number>>>;
  /** Those at stage `ended`, by how they ended. */
  readonly endedImprovements: Readonly<Partial<Record<Outcome, number>>>;
  /** Improvements with faults in a row; they are being retried. */
  readonly faulty: readonly { readonly id: string; readonly stage: StageName; readonly faults: number }[];
  /** Those that have waited for longer than they should: for what, since when, for whom, and what would end it. */
  readonly stalled: readonly Stalled[];
  /** Installations of the app that did not answer when repositories were last listed. */
  readonly failingInstallations: readonly FailingInstallation[];
  readonly lastCycle: Pick<CycleReport, "id" | "repository" | "startedAtMs" | "outcome"> | null;
  readonly lessons: readonly {
    readonly remedyKind: string;
    readonly probabilityOfSuccess: number;
    readonly trials: number;
  }[];
  readonly calibration: readonly CalibrationRow[];
}

/** Reads the status from the store and from what is remembered; asks nobody outside. */
export async function systemStatus(
  ports: Pick<Ports, "store" | "switches" | "telemetry" | "generator" | "forge">,
  settings: Settings,
  nowMs: number,
): Promise<SystemStatus> {
  const { tenant } = settings;
  const [improvements, cycles, outcomes] = await Promise.all([
    ports.store.improvements({ tenant }),
    ports.store.cycles({ tenant, limit: 1 }),
    ports.store.outcomes(tenant),
  ]);
  const [last] = cycles;
  const kinds = [...new Set(outcomes.map((one) => one.remedyKind))].sort();
  return {
    tenant,
    atMs: nowMs,
    flags: ports.switches.flags(),
    telemetryCircuit: ports.telemetry.circuit(),
    modelAvailable: ports.generator.handles("fix-error"),
    modelIsolation: (await ports.generator.isolation?.()) ?? null,
    improvementsByStage: countsOf(improvements.map(({ stage }) => stage)),
    endedImprovements: countsOf(improvements.filter(isEnded).map(({ how }) => how)),
    faulty: improvements
      .filter((one) => one.faults > 0)
      .map(({ id, stage, faults }) => ({ id, stage, faults })),
    stalled: improvements.flatMap((one) => stalledIn(one, nowMs)),
    failingInstallations: await ports.forge.failingInstallations(),
    lastCycle: last
      ? { id: last.id, repository: last.repository, startedAtMs: last.startedAtMs, outcome: last.outcome }
      : null,
    lessons: kinds.map((remedyKind) => {
      const lesson = learnFrom(outcomes, remedyKind, "");
      return {
        remedyKind,
        probabilityOfSuccess: lesson.probabilityOfSuccess,
        trials: lesson.trialsEverywhere,
      };
    }),
    calibration: calibrationTable(outcomes),
  };
}

function countsOf<T extends string>(values: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
