import { expect, it } from "vitest";
import { reason } from "../shared/reason.ts";
import type { Decision } from "./decide.ts";
import type { QueueStanding } from "./facts.ts";
import { placeInQueue } from "./merge-queue.ts";

const open: Decision = { kind: "merge", sha: "a", reasons: [] };
const held: Decision = { kind: "block", reasons: [reason("blocking_label", "Held.")] };
const queued: QueueStanding = { kind: "queued", groupSha: null };
const wasIn: Decision = { kind: "wait", reasons: [reason("in_merge_queue", "It is in.")] };
const wasOut: Decision = { kind: "wait", reasons: [reason("left_merge_queue", "It is out.")] };

it.each<[Decision, QueueStanding, Decision | null, string]>([
  [open, queued, null, "stays"],
  [open, queued, wasIn, "stays"],
  [held, queued, null, "leaves"],
  [held, queued, wasIn, "leaves"],
  [{ kind: "wait", reasons: [] }, queued, wasIn, "leaves"],
  [held, { kind: "unknown" }, wasIn, "leaves"],
  [held, { kind: "unknown" }, null, "nothing"],
  [held, { kind: "none" }, wasIn, "nothing"],
  [open, { kind: "none" }, wasIn, "thrown_out"],
  [open, { kind: "none" }, wasOut, "thrown_out"],
  [open, { kind: "none" }, held, "nothing"],
  [open, { kind: "none" }, null, "nothing"],
  [open, { kind: "unknown" }, wasIn, "nothing"],
])("%j in %j after %j: %s", (decision, queue, last, expected) => {
  expect(placeInQueue(decision, queue, last)).toBe(expected);
});
