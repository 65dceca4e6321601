/** Who or what has to act before it goes on; `nothing` where it is over, was no hindrance, or the app acts itself. */
export type WaitsFor = "people" | "ci" | "time" | "nothing";

/** What the product knows of one reason, beside the text that each use of it has of its own. */
export interface ReasonEntry {
  readonly waitsFor: WaitsFor;
  /** One line of docs/troubleshooting.md in Markdown: what it means and what to do. */
  readonly help: string;
}

/** A person has to act: approve, merge, grant, correct. */
export function people(help: string): ReasonEntry {
  return { waitsFor: "people", help };
}

/** The repository's CI has to report. */
export function ci(help: string): ReasonEntry {
  return { waitsFor: "ci", help };
}

/** It passes by itself, or is tried again. */
export function time(help: string): ReasonEntry {
  return { waitsFor: "time", help };
}

/** It is over, it was no hindrance, or the app itself does what is needed. */
export function nothing(help: string): ReasonEntry {
  return { waitsFor: "nothing", help };
}
