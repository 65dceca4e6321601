import { randomStream } from "../../demo/production/random.ts";
import { type FunctionSettings, fleet, memoryForSlowdown, usualSettings } from "./fleet.ts";

/** What a merge does to production, and what happens around it. */
interface MergeKind {
  readonly name: string;
  readonly harmful: boolean;
  readonly count: number;
  readonly settings: FunctionSettings;
  /** Share of five-minute periods in which the settings hold; in the others the usual ones do. Default 1. */
  readonly share?: number;
  /** Something hits the whole region while the merge is watched. */
  readonly incident?: { readonly slowdown: number; readonly failing: number };
  /** Minutes of the watch without telemetry, of the changed function alone or of all. */
  readonly gap?: { readonly minutes: number; readonly of: "function" | "all" };
}

const slower = (factor: number): FunctionSettings => ({
  ...usualSettings,
  memoryMegabytes: memoryForSlowdown(factor),
});

/** A hundred harmless merges and a hundred harmful ones. */
export const mergeKinds: readonly MergeKind[] = [
  { name: "no effect", harmful: false, count: 45, settings: usualSettings },
  { name: "faster by 20 %", harmful: false, count: 10, settings: slower(0.8) },
  { name: "slower by 3 %", harmful: false, count: 10, settings: slower(1.03) },
  {
    name: "no effect, regional slowness",
    harmful: false,
    count: 10,
    settings: usualSettings,
    incident: { slowdown: 2, failing: 0 },
  },
  {
    name: "no effect, regional failures",
    harmful: false,
    count: 10,
    settings: usualSettings,
    incident: { slowdown: 1.3, failing: 0.1 },
  },
  {
    name: "no effect, 20 min of data missing",
    harmful: false,
    count: 10,
    settings: usualSettings,
    gap: { minutes: 20, of: "function" },
  },
  {
    name: "no effect, no data at all",
    harmful: false,
    count: 5,
    settings: usualSettings,
    gap: { minutes: 120, of: "all" },
  },
  { name: "slower by 20 %", harmful: true, count: 15, settings: slower(1.2) },
  { name: "slower by 50 %", harmful: true, count: 15, settings: slower(1.5) },
  { name: "slower by 100 %", harmful: true, count: 15, settings: slower(2) },
  {
    name: "slower by 50 %, 20 min of data missing",
    harmful: true,
    count: 10,
    settings: slower(1.5),
    gap: { minutes: 20, of: "function" },
  },
  {
    name: "three times slower, one period in four",
    harmful: true,
    count: 15,
    settings: { ...usualSettings, memoryMegabytes: memoryForSlowdown(2.95) },
    share: 0.25,
  },
  {
    name: "one invocation in ten fails",
    harmful: true,
    count: 10,
    settings: { ...usualSettings, hasBug: true },
  },
  {
    name: "throttled",
    harmful: true,
    count: 10,
    settings: { ...usualSettings, reservedConcurrency: 1 },
  },
  {
    name: "killed for lack of memory",
    harmful: true,
    count: 10,
    settings: { ...usualSettings, memoryMegabytes: 310 },
  },
];

/** One merge in one of the worlds. */
export interface Merge {
  readonly kind: MergeKind;
  readonly functionName: string;
  /** Which world it happens in. */
  readonly worldSeed: number;
  /** When it is in production, milliseconds after the world's history begins. */
  readonly offsetMs: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The merges for a seed: kinds as listed, functions in turn, worlds and minutes drawn. */
export function planMerges(
  seed: number,
  worlds: number,
  history: { fromDay: number; toDay: number },
): Merge[] {
  const random = randomStream(seed, "merges");
  return mergeKinds.flatMap((kind) =>
    Array.from({ length: kind.count }, (_, index) => {
      const days = history.fromDay + random.uniform() * (history.toDay - history.fromDay);
      return {
        kind,
        functionName: fleet[index % fleet.length]?.functionName ?? "",
        worldSeed: seed * 1000 + Math.floor(random.uniform() * worlds),
        offsetMs: Math.floor((days * dayMs) / minuteMs) * minuteMs,
      };
    }),
  );
}
