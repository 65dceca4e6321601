import { nothing, people, type ReasonEntry, time } from "./entry.ts";

/** Why a watch does not end as expected, or how it did; and what became of the revert. */
export const watchReasons = {
  not_deployed: time(
    "No successful deployment to `watch.environment` yet. Report deployments to GitHub, or leave it out.",
  ),
  watch_not_begun: people(
    "The deployment, or a usable policy, did not come within `watch.deploymentWaitHours` (a week), so it ended as `inconclusive`. Look at production yourself.",
  ),
  baseline_incomplete: time(
    "CloudWatch has not given the whole time before the merge. Asked again, for an hour.",
  ),
  horizon_not_reached: time("The watch is not over yet. Wait."),
  no_baseline: nothing("There is nothing to compare with, so it is `inconclusive`. Another metric."),
  short_baseline: nothing("Too little of the past, so it is `inconclusive`. Longer `watch.baselineHours`."),
  too_few_points: nothing("Too few points, so it is `inconclusive`. Longer `watch.durationSeconds`."),
  zero_baseline: nothing("The metric was zero before, so it is `inconclusive`. Another metric."),
  bursty_metric: nothing("Comes in bursts, so it is `inconclusive`. Longer `watch.durationSeconds`."),
  partial_data: nothing("Data is missing, so it is `inconclusive`. Look at CloudWatch."),
  period_changed: nothing("The metric's period is no longer what it was, so it is `inconclusive`."),
  unit_changed: nothing("The metric's unit is no longer what it was, so it is `inconclusive`."),
  unit_suspected: nothing("The metric seems to have another unit than before, so it is `inconclusive`."),
  no_metrics: nothing("No metric is watched (a new component has no service yet). Set `watch.metrics`."),
  neutral_direction: nothing("The metric has no better or worse. Correct `watch.metrics`."),
  invalid_period: nothing("The metric has no usable period. Correct `watch.metrics`."),
  invalid_time: nothing("The time of the change or of the judgement is no number. Please report it."),
  unread_before: nothing(
    "Nobody knows how production was between the merge and the deployment, so a rise may have begun before. Nothing is reverted for it.",
  ),
  traffic_stopped: people(
    "A service that was used in every period is not used any more since the change. Look whether the change, or whoever calls it, is the cause.",
  ),
  regional_incident: nothing("Untouched services got worse too, so nothing is reverted for it."),
  degraded: nothing("A metric got worse: this is why a revert was opened."),
  not_degraded: nothing("Nothing got worse: kept."),
  rollback_off: people("`ENABLE_IMPROVEMENT_ROLLBACK=false`; the pull request says so. Revert yourself."),
  already_undone: nothing(
    "People took the change back themselves, so it is not judged. It does not come back by itself.",
  ),
  superseded: nothing("People put something else in the change's place, so it is theirs and is not judged."),
  not_on_default_branch: nothing(
    "The change was merged into another branch than the default one, or that was switched. It is not watched.",
  ),
  revert_conflict: people("Newer commits changed the same lines. The issue says what to do."),
  told_elsewhere: people(
    "GitHub did not take a notice where it belongs (issues off, a locked conversation); the text says where it is.",
  ),
  not_told: people("GitHub took a notice nowhere. Look at the app's permissions, and at what the text says."),
  told_waiting: nothing("It has waited for long, so people were told what would end it."),
  stalled: nothing(
    "It has waited for long before it had a pull request; the metric `improvements_stalled` counts it. The reason beside it says for what.",
  ),
  not_labelled: nothing("GitHub did not take the label that says how it ended. Nothing else depends on it."),
  revert_declined: nothing("A person closed the revert, so the change stays."),
} as const satisfies Record<string, ReasonEntry>;
