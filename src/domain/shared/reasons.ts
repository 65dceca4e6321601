import type { ReasonEntry } from "./reasons/entry.ts";
import { gateReasons } from "./reasons/gate.ts";
import { openingReasons } from "./reasons/opening.ts";
import { proposalReasons } from "./reasons/proposal.ts";
import { causeReasons, progressReasons, serviceReasons } from "./reasons/service.ts";
import { watchReasons } from "./reasons/watch.ts";

/** Every reason of the product by the sections of docs/troubleshooting.md, which is made from it. */
export const reasonSections = {
  "Nothing is opened": openingReasons,
  "A proposal was given up": proposalReasons,
  "The gate waits or blocks": gateReasons,
  "The watch does not end as expected": watchReasons,
  "It is not ready, or a step failed": serviceReasons,
  "What caused a finding": causeReasons,
  "It went as it should": progressReasons,
} as const satisfies Record<string, Record<string, ReasonEntry>>;

const table = {
  ...openingReasons,
  ...proposalReasons,
  ...gateReasons,
  ...watchReasons,
  ...serviceReasons,
  ...causeReasons,
  ...progressReasons,
};

/** The code of a reason that this version of the product may give. */
export type ReasonCode = keyof typeof table;

/** Every reason of the product by its code. */
export const reasons: Readonly<Record<ReasonCode, ReasonEntry>> = table;
