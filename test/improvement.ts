import type { AtStage, Improvement } from "../src/domain/improvement/improvement.ts";
import { improvementId } from "../src/domain/improvement/improvement.ts";
import { metricSchema } from "../src/domain/shared/series.ts";

const repository = { owner: "acme", name: "shop" };
const metric = metricSchema.parse({ namespace: "AWS/Lambda", name: "Duration", statistic: "Average" });

/** An improvement that was just found. */
export function foundImprovement(
  overrides: Partial<AtStage<"found">> & { readonly fingerprint?: string } = {},
): AtStage<"found"> {
  const { fingerprint = "000000000000000f", ...fields } = overrides;
  return {
    id: improvementId(fields.repository ?? repository, fingerprint),
    version: 1,
    tenant: "default",
    repository,
    opportunity: {
      fingerprint,
      service: "checkout",
      title: "Lower the memory of CheckoutFunction",
      remedy: {
        kind: "recipe",
        recipe: "lambda-memory",
        values: {
          template: "template.yaml",
          resource: "Checkout",
          fromMegabytes: 1024,
          toMegabytes: 256,
        },
      },
      findings: [],
      evidence: [{ provenance: "measured", label: "Max memory used", value: "96 MB" }],
      impact: { score: 41.5, factors: [{ name: "severity", value: 0.5, because: "half of it is unused" }] },
    },
    trigger: { kind: "schedule" },
    correlationId: "cycle-1",
    createdAtMs: 1_000,
    wakeAtMs: 2_000,
    faults: 0,
    stage: "found",
    ...fields,
  };
}

/** An improvement whose change made things worse and whose revert pull request is open. */
export function regressedImprovement(fingerprint = "00000000000000f2"): AtStage<"regressed"> {
  const pull = {
    branch: `self-building/${fingerprint}`,
    baseSha: "a".repeat(40),
    headSha: "b".repeat(40),
    number: 7,
    openedAtMs: 3_000,
    refreshes: 0,
    lastDecision: { kind: "merge" as const, sha: "b".repeat(40), reasons: [] },
  };
  return {
    ...foundImprovement({ fingerprint }),
    stage: "regressed",
    change: {
      edits: [{ kind: "replace", path: "template.yaml", oldText: "1024", newText: "256" }],
      summary: "Lower the memory",
      rationale: "Most of it is unused.",
      prediction: { metric, expectedRelativeEffect: 0.1, interval: [-0.05, 0.3] },
      influencedByUntrusted: false,
      generator: { kind: "recipe", name: "lambda-memory" },
    },
    pull,
    merge: {
      sha: "c".repeat(40),
      mergedAtMs: 4_000,
      baseline: [
        {
          metric,
          periodSeconds: 60,
          fromMs: 0,
          toMs: 60_000,
          points: [{ atMs: 0, value: 1 }],
          complete: true,
        },
      ],
      controls: [],
      watchPlan: {
        metrics: [{ metric, role: "primary" }],
        durationSeconds: 3600,
        degradationThreshold: 0.1,
      },
    },
    effectiveAtMs: 5_000,
    comparisons: [
      {
        metric,
        role: "primary",
        baseline: 100,
        observed: 180,
        relativeEffect: 0.8,
        interval: [0.6, 1],
        outcome: "worse",
        reasons: [{ code: "degraded", text: "80 % slower." }],
      },
    ],
    reasons: [{ code: "degraded", text: "Duration is 80 % higher." }],
    revert: { kind: "proposed", pull: { ...pull, branch: `self-building/revert-${fingerprint}`, number: 9 } },
  };
}

/** One improvement at every stage; the one whose fingerprint ends in 7 has ended with a revert, #11 of its #7. */
export function improvementsAtEveryStage(): Improvement[] {
  const { change, pull, merge, effectiveAtMs, comparisons, reasons } = regressedImprovement();
  const numbered = (digit: number) => foundImprovement({ fingerprint: `00000000000000e${digit}` });
  const ended = { wakeAtMs: null, closedAtMs: 9_000, stage: "ended", reasons } as const;
  const merged = { change, pull, merge, comparisons, revertPull: null };
  const reverted = { ...merged, revertPull: { ...pull, headSha: "d".repeat(40), number: 11 } };
  return [
    numbered(0),
    { ...numbered(1), stage: "awaiting_approval", reasons },
    { ...numbered(2), stage: "drafted", change, baseSha: "a".repeat(40) },
    { ...numbered(3), stage: "proposed", change, pull },
    { ...numbered(4), stage: "merged", change, pull, merge },
    { ...numbered(5), stage: "watching", change, pull, merge, effectiveAtMs },
    { ...numbered(6), ...ended, how: "kept", pullNumber: pull.number, merged },
    { ...numbered(7), ...ended, how: "reverted", pullNumber: pull.number, merged: reverted },
    { ...numbered(8), ...ended, how: "declined", pullNumber: 8, merged: null },
    { ...numbered(9), ...ended, how: "unusable", pullNumber: null, merged: null },
    regressedImprovement(),
    { ...regressedImprovement("00000000000000f3"), revert: { kind: "needed" } },
    {
      ...regressedImprovement("00000000000000f4"),
      revert: { kind: "conflict", issueNumber: 12, paths: ["template.yaml"] },
    },
  ];
}
