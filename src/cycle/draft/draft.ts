import { openingOff } from "../../domain/admit/may-open.ts";
import type { Change, SourceFile } from "../../domain/change/change.ts";
import { remedyName } from "../../domain/choose/opportunity.ts";
import { contextPaths } from "../../domain/draft/context-paths.ts";
import { framesLeadNowhere } from "../../domain/draft/frames-lead-nowhere.ts";
import type { GenerationTask } from "../../domain/draft/generation.ts";
import { scopeOf } from "../../domain/draft/scope-of.ts";
import type { AtStage, Improvement } from "../../domain/improvement/improvement.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { correctPrediction, learnFrom } from "../../domain/learn/lesson.ts";
import { modelRefusals } from "../../domain/policy/model-use.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { type Isolation, isolationNames } from "../../domain/shared/isolation.ts";
import { reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { watchPlanFor } from "../../domain/watch/watch-plan.ts";
import type { Ports } from "../../ports/ports.ts";
import type { WorkTree } from "../../ports/workspace.ts";
import { readinessOf } from "../reading/read-policy.ts";
import { readStanding } from "../reading/read-standing.ts";
import { switchesIn } from "../reading/read-switches.ts";
import { end, type Step, waitUntil } from "../step/transition.ts";
import { checkChange } from "./check-change.ts";

/** Turns a found improvement into a checked change at the tip of the default branch; writes nothing anywhere. */
export async function draft(
  improvement: AtStage<"found">,
  ports: Pick<Ports, "forge" | "generator" | "workspace" | "inspector" | "switches" | "store">,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"found">>> {
  const retryAtMs = nowMs + settings.pollSeconds * 1000;
  const standing = await readStanding(improvement.repository, ports);
  const readiness = readinessOf(standing);
  if (readiness.kind === "not_ready") return waitUntil(improvement, "draft", retryAtMs, readiness.reasons);
  const isolation = (await ports.generator.isolation?.()) ?? null;
  const switches = [
    ...switchesIn(standing, ports),
    ...openingOff(improvement, ports.switches.flags()),
    ...modelRefusals(improvement.opportunity.remedy.kind, readiness.policy.model, isolation),
  ];
  if (switches.length > 0) return waitUntil(improvement, "draft", retryAtMs, switches);

  const baseSha = readiness.state.headSha;
  return ports.workspace.checkout(improvement.repository, baseSha, async (tree) => {
    const task = await prepareTask(improvement, readiness.policy, settings, tree);
    const lost =
      task.files.length === 0
        ? framesLeadNowhere(improvement.opportunity.remedy, await tree.listFiles())
        : null;
    if (lost) return end(improvement, "unusable", { action: "draft", reasons: [lost] }, nowMs);
    const proposal = await ports.generator.propose(task);
    if (proposal.kind === "none")
      return end(improvement, "unusable", { action: "draft", reasons: [proposal.reason] }, nowMs);
    const change = await withLearntPrediction(writtenIn(proposal.change, isolation), improvement, ports);
    const checked = await checkChange(improvement, change, readiness.policy, tree, ports);
    if (checked.kind === "refused")
      return end(improvement, "unusable", { action: "draft", reasons: checked.reasons }, nowMs);
    const where = change.generator.isolation ? ` in ${isolationNames[change.generator.isolation]}` : "";
    const made = reason("drafted", `${change.generator.name}${where} changed ${checked.changedLines} lines.`);
    return {
      next: { ...improvement, stage: "drafted", change, baseSha, wakeAtMs: nowMs, faults: 0 },
      action: "draft",
      outcome: "drafted",
      reasons: [made],
    };
  });
}

/** What a model wrote keeps in what it was asked, for the audit log and for those who review it. */
function writtenIn(change: Change, isolation: Isolation | null): Change {
  if (change.generator.kind !== "model" || isolation === null || isolation.kind === "none") return change;
  return { ...change, generator: { ...change.generator, isolation: isolation.kind } };
}

/** Predictions are believed as far as earlier ones of the kind came true. */
async function withLearntPrediction(
  change: Change,
  improvement: Improvement,
  ports: Pick<Ports, "store">,
): Promise<Change> {
  if (!change.prediction) return change;
  const outcomes = await ports.store.outcomes(improvement.tenant);
  const lesson = learnFrom(
    outcomes,
    remedyName(improvement.opportunity.remedy),
    fullName(improvement.repository),
  );
  return { ...change, prediction: correctPrediction(change.prediction, lesson) };
}

async function prepareTask(
  improvement: AtStage<"found">,
  policy: Policy,
  settings: Settings,
  tree: WorkTree,
): Promise<GenerationTask> {
  const scope = scopeOf(improvement.opportunity, policy);
  const paths = contextPaths(improvement.opportunity.remedy, await tree.listFiles(), {
    scope,
    limits: policy.limits,
  });
  const files: SourceFile[] = [];
  for (const path of paths) {
    const content = await tree.readFile(path);
    if (content !== null) files.push({ path, content });
  }
  const watched = watchPlanFor(improvement.opportunity, policy, settings).metrics;
  return {
    opportunity: improvement.opportunity,
    files,
    primaryMetric: watched.find((one) => one.role === "primary")?.metric ?? null,
  };
}
