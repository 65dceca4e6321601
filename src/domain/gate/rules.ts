import type { GateRule } from "./rule.ts";
import { approvalsMissing, autoMergeOff } from "./rules/approvals.ts";
import { baseUnknown, behindBase, mergeabilityUnknown, mergeConflict, refreshCap } from "./rules/base.ts";
import { failedChecks, unprovenChecks } from "./rules/checks.ts";
import { draft } from "./rules/draft.ts";
import { blockingLabel, changesRequested } from "./rules/holds.ts";
import { killSwitchOn } from "./rules/kill-switches.ts";
import { nativeAutoMerge } from "./rules/native-auto-merge.ts";
import { humanCommits, notDefaultBranch, notOpen, otherContent } from "./rules/ownership.ts";
import { testsChanged, untrustedInfluence } from "./rules/untrusted.ts";

/** Every rule of the gate. What comes first is named first. */
export const gateRules: readonly GateRule[] = [
  killSwitchOn,
  notOpen,
  humanCommits,
  otherContent,
  notDefaultBranch,
  blockingLabel,
  changesRequested,
  nativeAutoMerge,
  mergeConflict,
  failedChecks,
  unprovenChecks,
  draft,
  mergeabilityUnknown,
  approvalsMissing,
  autoMergeOff,
  untrustedInfluence,
  testsChanged,
  behindBase,
  refreshCap,
  baseUnknown,
];
