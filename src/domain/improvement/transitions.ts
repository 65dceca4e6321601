import type { AtStage, StageName } from "./improvement.ts";

/**
 * The state machine: what may follow each stage. Staying where it is is always allowed. Steps are typed by it, and
 * the diagram in docs/improvement-cycle.md is drawn from it.
 */
export const transitions = {
  awaiting_approval: ["found"],
  found: ["drafted", "ended"],
  drafted: ["proposed", "ended"],
  proposed: ["merged", "ended"],
  merged: ["watching", "ended"],
  watching: ["regressed", "ended"],
  regressed: ["ended"],
  ended: ["found", "proposed", "regressed"],
} as const satisfies Readonly<Record<StageName, readonly StageName[]>>;

/** The stages that an improvement at stage S can be at after one step. */
export type NextStage<S extends StageName> = S extends StageName
  ? S | (typeof transitions)[S][number]
  : never;

/** An improvement after one step from stage S. */
export type Next<S extends StageName> = AtStage<NextStage<S>>;

/** The state machine as a Mermaid diagram. */
export function stateDiagram(): string {
  const arrows = Object.entries(transitions).flatMap(([from, targets]) =>
    targets.map((to) => `    ${from} --> ${to}`),
  );
  return ["stateDiagram-v2", ...arrows].join("\n");
}
