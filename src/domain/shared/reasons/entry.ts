/** Who or what has to act before it goes on; `nothing` where it is over, or was no hindrance. */
export type WaitsFor = "people" | "ci" | "time" | "nothing";

/** What the product knows of one reason, beside the text that each use of it has of its own. */
export interface ReasonEntry {
  readonly waitsFor: WaitsFor;
  /** One line of docs/troubleshooting.md in Markdown: what it means and what to do. */
  readonly help: string;
}

export function people(help: string): ReasonEntry {
  return { waitsFor: "people", help };
}

export function ci(help: string): ReasonEntry {
  return { waitsFor: "ci", help };
}

export function time(help: string): ReasonEntry {
  return { waitsFor: "time", help };
}

export function nothing(help: string): ReasonEntry {
  return { waitsFor: "nothing", help };
}
