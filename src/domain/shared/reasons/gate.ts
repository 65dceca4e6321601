import { ci, nothing, people, type ReasonEntry, time } from "./entry.ts";

/** Why the gate waits or blocks, or what became of a pull request meanwhile. */
export const gateReasons = {
  auto_merge_off: people("Merging is left to people, the default. Merge it yourself, or `merge.auto: true`."),
  no_required_check: people(
    "No check is named, so nothing proves the change. Name one in `merge.requiredChecks`.",
  ),
  own_check: people("`self-building/gate` is named as required and proves nothing. Name a check of your CI."),
  check_missing: ci(
    "The check never reported. Look at its spelling and its `app`; with `GITHUB_TOKEN` workflows do not start ([why](deployment.md#github-actions-without-a-server)).",
  ),
  check_running: ci("A required check has not finished. Wait."),
  checks_incomplete: time("Not all checks could be read. It is tried again."),
  check_failed: people(
    "A required check ended as something else than success; a skipped or neutral one is none.",
  ),
  approvals_missing: people("A person has to approve it: `merge.requiredApprovals`. Review it."),
  tests_changed: people(
    "A model has changed tests that are to judge its change, so a person has to approve it (unless `merge.allowTestChanges`).",
  ),
  untrusted_influence: people("Log lines or issue text took part, so a person has to approve it. Review it."),
  changes_requested: people("A reviewer requested changes. Resolve it."),
  blocking_label: people("A label of `merge.blockingLabels` holds it back. Remove it to go on."),
  auto_merge_on: people(
    "Somebody turned on GitHub's own auto-merge although a label, a review or a switch holds the pull request back. It goes by GitHub's rules alone; turn it off there to hold it.",
  ),
  human_commits: people(
    "Somebody changed something on the branch, so it is theirs. Merge or close it. Bringing it up to date is no such change.",
  ),
  bot_commits: people(
    "A bot changed what the app had proposed. Merge it yourself, or name the bot in `merge.acceptedBots`.",
  ),
  head_moved: time("The branch moved at the moment of the merge. The gate judges afresh."),
  other_content: people(
    "The branch holds something else than the app proposed, pushed under its own account (another workflow with the same token?). Merge or close it.",
  ),
  behind_base: nothing(
    "The base moved, and GitHub's rules or `merge.requireUpToDate` ask for the newest one. It is brought up to date by itself, five times a day.",
  ),
  refresh_cap: time(
    "Five times up to date within a day, and the base has moved again. Merge it yourself, or wait.",
  ),
  base_unknown: time("GitHub has not said whether it is up to date. It is asked again."),
  base_moved: time("The base moved at the moment of the merge. The gate judges afresh."),
  merge_conflict: people(
    "It conflicts with the base. While the branch is the app's it is built anew; else resolve it, or close it.",
  ),
  mergeability_unknown: time("GitHub has not said yet whether it merges cleanly. It is asked again."),
  not_mergeable: people("GitHub's own rules refuse the merge. Compare branch protection with the policy."),
  merge_invalid: people(
    "The repository does not allow the policy's `merge.method`. Allow it in its settings and rulesets, name another one, or leave it out.",
  ),
  merge_not_visible: time("GitHub accepted the merge but does not show it yet. It passes."),
  in_merge_queue: ci("GitHub's merge queue has it. It merges by itself when the checks of its group pass."),
  left_merge_queue: people(
    "GitHub took it out of the merge queue, mostly because a check of its group failed. Look at that; it is put in again an hour later, or when something changes.",
  ),
  not_default_branch: people("It is not a pull request into the default branch. Change its base."),
  draft: people("It is a draft. Mark it as ready for review."),
  not_open: people("The pull request is not open."),
  pull_closed: nothing("It was closed at the moment of the merge."),
  closed_by_bot: people(
    "A bot closed the pull request twice, which is no person's no. Comment `/improve` to have it again; keep the bot off.",
  ),
  reopened: nothing("A bot closed the pull request. Only people decide, so it was opened again, once."),
  branch_deleted: nothing("Its pull request is merged or closed, so the app's branch is gone, too."),
  branch_in_use: nothing("An open pull request is from the branch or into it, so it stays."),
  branch_moved_on: nothing("Somebody else has pushed to the branch, or made it anew, so it stays."),
  branch_not_deleted: nothing(
    "GitHub did not let the app delete its branch; the text says why. Delete it yourself.",
  ),
  opened_again: nothing("People opened a closed pull request again, so the app goes on with it."),
  pull_request_gone: nothing("GitHub does not show the pull request any more."),
  not_own_pull: people("The pull request is not the app's own, so the app does not close it."),
  taken_over: nothing(
    "It was merged after people had changed the very lines that the app proposed, so the change is theirs and is not watched. Other commits of theirs do not keep it from being watched, and are never taken back.",
  ),
} as const satisfies Record<string, ReasonEntry>;
