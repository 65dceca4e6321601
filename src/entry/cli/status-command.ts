import type { SystemStatus } from "../../cycle/queries/system-status.ts";
import type { CalibrationRow } from "../../domain/learn/calibration.ts";
import { isolationSentence } from "../../domain/shared/isolation.ts";
import { exitCodes } from "./exit-codes.ts";
import type { CommandLineWorld } from "./world.ts";

/** `self-building status`: where everything stands, from the database alone. */
export async function statusCommand({ json }: { json: boolean }, world: CommandLineWorld): Promise<number> {
  const round = await world.open();
  try {
    const status = await round.status();
    world.write(json ? `${JSON.stringify(status)}\n` : describeStatus(status));
    return exitCodes.done;
  } finally {
    await round.close();
  }
}

function describeStatus(status: SystemStatus): string {
  const off = Object.entries(status.flags).filter(([, on]) => !on);
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  const ended = counts(status.endedImprovements);
  const { lastCycle } = status;
  const lines = [
    `Tenant:        ${status.tenant}`,
    `Switched off:  ${off.map(([name]) => name).join(", ") || "nothing"}`,
    `Telemetry:     circuit ${status.telemetryCircuit}`,
    `Model:         ${status.modelAvailable ? "available" : "none, recipes only"}`,
    ...(status.modelIsolation ? [`Sandbox:       ${isolationSentence(status.modelIsolation)}`] : []),
    `Improvements:  ${counts(status.improvementsByStage) || "none yet"}${ended && ` (${ended})`}`,
    `Last cycle:    ${lastCycle ? `${lastCycle.repository}, ${lastCycle.outcome}, ${new Date(lastCycle.startedAtMs).toISOString()}` : "none yet"}`,
    ...status.faulty.map((one) => `Failing:       ${one.id} at ${one.stage}, ${one.faults} times in a row`),
    ...status.stalled.map(
      (one) =>
        `Waiting:       ${one.id} at ${one.stage} for ${one.waitsFor} since ${new Date(one.sinceMs).toISOString()} (${one.code})`,
    ),
    ...status.failingInstallations.map((one) => `Installation:  ${one.account} fails: ${one.reason.text}`),
    ...status.lessons.map(
      (one) =>
        `Learnt:        ${one.remedyKind} succeeds ${Math.round(one.probabilityOfSuccess * 100)} % (${one.trials} tried)`,
    ),
    ...status.calibration.flatMap(describeCalibration),
  ];
  return `${lines.join("\n")}\n`;
}

/** Believed beside what came true: much more believed than true means that predictions are believed too much. */
function describeCalibration(row: CalibrationRow): string[] {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const lines: string[] = [];
  if (row.believed !== null && row.cameTrue !== null) {
    lines.push(
      `Calibration:   ${row.remedyKind} believed ${percent(row.believed)}, came true ${percent(row.cameTrue)}`,
    );
  }
  if (row.predictedEffect !== null && row.measuredEffect !== null) {
    const effects = `predicted ${percent(row.predictedEffect)}, measured ${percent(row.measuredEffect)}`;
    lines.push(`Calibration:   ${row.remedyKind} ${effects}`);
  }
  return lines;
}
