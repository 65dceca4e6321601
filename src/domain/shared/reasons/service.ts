import { nothing, people, type ReasonEntry, time } from "./entry.ts";

/** Why the service is not ready, or a step of it failed. */
export const serviceReasons = {
  fault: time("A step failed and is tried again, later each time. See the text and the log."),
  analysis_failed: people(
    "What was read of a service is too large or too unusual to be analysed. The text says why; look at its template and its logs.",
  ),
  github_not_configured: people("No app is configured: `APP_ID`, `PRIVATE_KEY`."),
  github_private_key: people("The private key cannot be used. Give the whole `.pem`."),
  github_unauthorized: people("GitHub does not accept the key. Id and key must be of the same app."),
  github_forbidden: people(
    "A permission is missing. Grant it in the app's settings and accept it for the installation.",
  ),
  installation_suspended: people(
    "The app's installation is suspended. Its owner can lift that in its settings.",
  ),
  ip_not_allowed: people(
    "An organisation's IP allow list keeps the app out. Let the organisation allow the app's addresses.",
  ),
  github_not_found: people(
    "It is gone, or a permission is missing. Grant it in the app's settings and accept it for the installation.",
  ),
  github_archived: people("GitHub refuses, because the repository is archived. Unarchive it."),
  github_gone: people("GitHub no longer has it; the text says what. Turn issues on if they are off."),
  github_blocked: people("GitHub blocks the repository. Take it out of the installation."),
  github_rule_violation: people(
    "A ruleset, push protection or branch protection forbids it; the text says which. Let the app pass it.",
  ),
  branch_in_the_way: people(
    "A branch's name begins like the app's, so that git cannot have both. Rename or delete the one that the text names.",
  ),
  github_invalid: people(
    "GitHub refuses a request as invalid; the text says why. Compare branch protection.",
  ),
  circuit_open: time(
    "CloudWatch failed three times; see [when CloudWatch fails](cloudwatch-integration.md).",
  ),
  queue_stopped: time("`/ready`: the queue does not run yet, or no more. The log says why."),
  queue_failing: time("`/ready`: the queue meets errors. The log says why."),
  database_timeout: time("`/ready`: the database did not answer within 3 s."),
  database_failed: people("`/ready`: the database cannot be used. The text says why."),
  queue_timeout: time("`/ready`: the queue did not answer within 3 s."),
  queue_failed: people("`/ready`: the queue cannot be used. The text says why."),
  github_timeout: time("`/ready`: GitHub did not answer within 3 s."),
  github_failed: people("`/ready`: GitHub cannot be used. The text says why."),
  telemetry_timeout: time("`/ready`: CloudWatch's state could not be told within 3 s."),
  telemetry_failed: people("`/ready`: CloudWatch cannot be used. The text says why."),
  model_timeout: time("`/ready`: what keeps the model's process apart could not be told within 3 s."),
  model_failed: people(
    "`/ready`: what keeps the model's process apart could not be told. The text says why.",
  ),
} as const satisfies Record<string, ReasonEntry>;

/** What is said of the cause of a finding. */
export const causeReasons = {
  changed_beyond_callees: nothing("The service changed more than what it calls explains."),
  new_dependency: nothing("The service was hardly ever called before."),
  went_silent: nothing("The service has no values any more, although it is still depended on."),
  target_within_normal: nothing("What was asked about is ordinary, so there is no cause to look for."),
  target_not_measured: people("There is no such metric. Name one that exists."),
  target_without_direction: people("The metric has no better or worse. Say which with its `direction`."),
  no_violation_data: nothing("The metric has no value in the time that is asked about."),
  normal_too_short: time("Too few values of ordinary times to compare with. Wait."),
} as const satisfies Record<string, ReasonEntry>;

/** What went as it should, as the audit log says it. */
export const progressReasons = {
  command_answered: nothing("A comment with `/improve` was answered."),
  drafted: nothing("A change was made."),
  pull_request: nothing("Its pull request was opened, or adopted."),
  check_passed: nothing("A required check succeeded."),
  merged: nothing("It was merged."),
  in_production: nothing("It took effect, and is watched."),
  revert_opened: nothing("A revert was opened."),
  rebuilt: nothing("The row was lost and read back from what GitHub shows of the pull request."),
} as const satisfies Record<string, ReasonEntry>;
