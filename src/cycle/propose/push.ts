import type { Change } from "../../domain/change/change.ts";
import type { Improvement, PullRecord } from "../../domain/improvement/improvement.ts";
import { markerComment, printMarker } from "../../domain/improvement/marker.ts";
import { pullRecord } from "../../domain/improvement/pull-record.ts";
import { backtestSentence } from "../../domain/messages/backtest.ts";
import { commitMessage, pullBody, pullTitle } from "../../domain/messages/pull-request.ts";
import { withTrailers } from "../../domain/messages/trailers.ts";
import { blockingLabels } from "../../domain/policy/policy.ts";
import { improvementBranch, labels } from "../../domain/shared/names.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Series } from "../../domain/shared/series.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { backtest } from "../../domain/watch/judge/backtest.ts";
import type { WatchPlan } from "../../domain/watch/verdict.ts";
import { answerTimes } from "../../domain/watch/watch-plan.ts";
import type { Ports } from "../../ports/ports.ts";
import { type CheckedChange, checkChange } from "../draft/check-change.ts";
import { readHistory } from "../reading/read-history.ts";
import { type Readiness, readReadiness } from "../reading/read-policy.ts";
import { withSettlingNow } from "../reading/read-settling.ts";
import { readWatchPlan } from "../reading/read-watch-plan.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { sayTextStays } from "./say-text-stays.ts";

export type ProposePorts = Pick<
  GuardedPorts,
  "forge" | "workspace" | "inspector" | "switches" | "sealer" | "telemetry"
>;

/**
 * What became of writing branch and pull request. `occupied`: the branch has commits of somebody else's; `never`: the
 * change does not fit the repository any more.
 */
export type Pushed =
  | { readonly kind: "pushed"; readonly pull: PullRecord }
  | { readonly kind: "not_now"; readonly reasons: readonly Reason[] }
  | { readonly kind: "occupied"; readonly reasons: readonly Reason[] }
  | { readonly kind: "never"; readonly reasons: readonly Reason[] };

/**
 * Writes branch and pull request of a change on the present tip of the default branch. Doing it again with the
 * same tip changes nothing; with a moved tip it is how a pull request is brought up to date.
 * @param known `isNew`: none was open when the app just looked; `replaces`: the head that is brought up to date;
 *   `readiness`: the repository as just read, by default it is read
 */
export async function push(
  improvement: Improvement,
  change: Change,
  known: {
    readonly refreshes: number;
    readonly isNew: boolean;
    readonly replaces?: string;
    readonly readiness?: Readiness;
  },
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Pushed> {
  const { repository } = improvement;
  const { refreshes, isNew, replaces } = known;
  const readiness = known.readiness ?? (await readReadiness(repository, ports));
  if (readiness.kind === "not_ready") return { kind: "not_now", reasons: readiness.reasons };
  const { policy, state } = readiness;
  const checked = await checkedFiles(improvement, change, readiness, ports);
  if (checked.kind === "refused") return { kind: "never", reasons: checked.reasons };
  const watchPlan = await readWatchPlan(improvement, policy, state.headSha, ports, settings);
  const history = await readHistory(watchPlan, policy, nowMs, ports, settings);
  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const commit = await ports.forge.commit({
    repository,
    branch,
    baseSha: state.headSha,
    message: withTrailers(commitMessage(change), policy.commits.trailers),
    files: checked.files,
    ...(replaces === undefined ? {} : { replaces }),
  });
  if (commit.kind === "occupied") return { kind: "occupied", reasons: [commit.reason] };
  const holdLabels = blockingLabels(policy.merge);
  const answers = answerTimes(
    withSettlingNow(watchPlan, settings.metricsPeriodSeconds, ports),
    settings.metricsPeriodSeconds,
  );
  const shown = { watchPlan, history, holdLabels, answers, ...policy.logs };
  const body = bodyOf(improvement, change, shown, ports, {
    branch,
    baseSha: state.headSha,
    headSha: commit.sha,
    refreshes,
  });
  const pull = await ports.forge.openPull({
    repository,
    branch,
    base: state.defaultBranch,
    title: pullTitle(change),
    body,
    labels: [labels.own],
    namedLabels: holdLabels,
    isNew,
  });
  if (pull.hasPeoplesText) await sayTextStays(improvement, pull.number, ports);
  const opened = pullRecord(
    { ...pull, baseSha: state.headSha, createdAtMs: nowMs },
    { headSha: commit.sha, refreshes },
  );
  return { kind: "pushed", pull: opened };
}

/** The change's files at the tip of the default branch, or every objection to publishing them. */
async function checkedFiles(
  improvement: Improvement,
  change: Change,
  { policy, state }: Extract<Readiness, { kind: "ready" }>,
  ports: Pick<Ports, "workspace" | "inspector">,
): Promise<CheckedChange> {
  return ports.workspace.checkout(improvement.repository, state.headSha, (tree) =>
    checkChange(improvement, change, policy, tree, ports),
  );
}

/** What a body tells of the plan besides the change itself. */
interface ShownPlan {
  readonly watchPlan: WatchPlan;
  readonly history: readonly Series[];
  readonly holdLabels: readonly string[];
  readonly answers: ReturnType<typeof answerTimes>;
  readonly showExamples: boolean;
}

function bodyOf(
  improvement: Improvement,
  change: Change,
  { watchPlan, history, holdLabels, answers, showExamples }: ShownPlan,
  ports: Pick<Ports, "sealer">,
  commit: { branch: string; baseSha: string; headSha: string; refreshes: number },
): string {
  const { opportunity } = improvement;
  const marker = printMarker({
    fingerprint: opportunity.fingerprint,
    tenant: improvement.tenant,
    repository: fullName(improvement.repository),
    repositoryId: improvement.repository.id,
    ...commit,
    trigger: improvement.trigger,
    correlationId: improvement.correlationId,
    createdAtMs: improvement.createdAtMs,
    opportunity,
    change,
  });
  return pullBody({
    opportunity,
    change,
    watch: watchPlan,
    answers,
    series: history[0] ?? null,
    backtest: backtestSentence(backtest(watchPlan, history)),
    holdLabels,
    showExamples,
    marker: markerComment(ports.sealer.seal(marker)),
  });
}
