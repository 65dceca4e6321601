import type { Workload } from "../../demo/production/workload.ts";

/** What of a function a merge can change. */
export interface FunctionSettings {
  readonly memoryMegabytes: number;
  readonly reservedConcurrency: number | null;
  /** Whether the code has the bug that fails one invocation in ten. */
  readonly hasBug: boolean;
}

/** The settings that every function starts with. */
export const usualSettings: FunctionSettings = {
  memoryMegabytes: 1024,
  reservedConcurrency: null,
  hasBug: false,
};

const common = {
  spread: 0.25,
  memoryMegabytes: { typical: 300, most: 340 },
};

/**
 * Four functions of different natures. All wait for the processor, so that their memory sets how long they take,
 * and all but one fail now and then whatever is deployed.
 */
export const fleet: readonly Workload[] = [
  workload("steady", { requestsPerMinute: 40, dailyAmplitude: 0.2, burstProbability: 0.01 }, 60, 0.005),
  workload("seasonal", { requestsPerMinute: 25, dailyAmplitude: 0.8, burstProbability: 0.01 }, 150, 0.01),
  workload("bursty", { requestsPerMinute: 15, dailyAmplitude: 0.4, burstProbability: 0.1 }, 90, 0.005),
  workload("sparse", { requestsPerMinute: 3, dailyAmplitude: 0.5, burstProbability: 0.02 }, 250, 0),
];

function workload(
  name: string,
  traffic: Pick<Workload, "requestsPerMinute" | "dailyAmplitude" | "burstProbability">,
  cpuMilliseconds: number,
  usualFailures: number,
): Workload {
  const bug = (file: string, text: string, probability: number) => ({
    errorType: "Error",
    errorMessage: "failed",
    probability,
    frames: [{ functionName: "handler", file, text }],
  });
  return {
    service: name,
    functionName: name,
    ...traffic,
    ...common,
    cpuMilliseconds,
    waitMilliseconds: 0,
    bugs: [bug("rare.js", "rare", usualFailures), bug(`${name}.js`, "bug", 0.1)],
  };
}

/** The memory at which a function takes `factor` times as long as with the usual one. */
export function memoryForSlowdown(factor: number): number {
  return usualSettings.memoryMegabytes / factor;
}

/** The repository's files when one function has `settings` and all others the usual ones. */
export function filesWith(changed: string, settings: FunctionSettings): Map<string, string> {
  const files = new Map([["rare.js", "rare"]]);
  const resources = fleet.map(({ functionName }) => {
    const { memoryMegabytes, reservedConcurrency, hasBug } =
      functionName === changed ? settings : usualSettings;
    files.set(`${functionName}.js`, hasBug ? "bug" : "fine");
    const properties = {
      FunctionName: functionName,
      MemorySize: memoryMegabytes,
      Timeout: 30,
      ...(reservedConcurrency === null ? {} : { ReservedConcurrentExecutions: reservedConcurrency }),
    };
    return [functionName, { Type: "AWS::Serverless::Function", Properties: properties }] as const;
  });
  // JSON is YAML, so that no text needs to be put together by hand.
  return files.set("template.yaml", JSON.stringify({ Resources: Object.fromEntries(resources) }));
}
