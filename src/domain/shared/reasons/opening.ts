import { nothing, people, type ReasonEntry, time } from "./entry.ts";

/** Why nothing is opened. */
export const openingReasons = {
  repository_needed: people("Over MCP: the repository is not named. Name one of those in the answer."),
  service_unknown: people("Over MCP: the policy declares no such service. Name one of its `services`."),
  write_access_needed: people("`/improve` came from somebody who may not write. Ask somebody who may."),
  admin_access_needed: people(
    "A command came from somebody who does not administer the repository. Ask who does.",
  ),
  self_building_off: people("A [kill switch](operations.md#kill-switches): `ENABLE_SELF_BUILDING=false`."),
  self_building_disabled: people(
    "Over MCP: a [kill switch](operations.md#kill-switches), `ENABLE_SELF_BUILDING=false`.",
  ),
  organisation_off: people("The organisation's [kill switch](operations.md#kill-switches) is on."),
  organisation_file_misnamed: people(
    "A file in the organisation's `.github` repository looks like its kill switch. Call it `self-building.yml`, at the top.",
  ),
  repository_off: people("The repository's [kill switch](operations.md#kill-switches): `enabled: false`."),
  policy_unreadable: people(
    "Without a usable policy nothing is written. `self-building check-config` says why.",
  ),
  policy_missing: people("No `.github/self-building.yml` on the default branch. Add one."),
  policy_not_yaml: people("The policy file is no YAML. `self-building check-config` names each problem."),
  policy_unknown_setting: people("The policy has a setting that does not exist. Correct its spelling."),
  policy_wrong_setting: people("A setting of the policy has an impossible value. The text names it."),
  policy_too_large: people("The policy file is larger than 64 KiB. Make it smaller."),
  repository_missing: people("The repository does not exist or the app is not installed on it. Install it."),
  repository_archived: people("Nothing can be done in an archived repository. Unarchive it."),
  repository_empty: people("The repository has no commit yet. Push one."),
  no_repositories: people("The app is installed on no repository. Install it."),
  github_not_installed: people("The app is not installed on the repository's account. Install it."),
  autonomy_off: people(
    "Only people may open something. Comment `/improve`, or `ENABLE_AUTONOMOUS_IMPROVEMENTS=true`.",
  ),
  component_generation_off: people("Components are not allowed. `ENABLE_COMPONENT_GENERATION=true`."),
  component_generation_disabled: people(
    "Over MCP: components are not allowed. `ENABLE_COMPONENT_GENERATION=true`.",
  ),
  no_data: people("No metric has a point. Check `functionName` and `AWS_REGION`."),
  nothing_seen: people(
    "No metric has a point and no log has a line, of any service: the cycle was blind and says nothing. Check `AWS_REGION`, the credentials, and the names in the policy.",
  ),
  partial_metrics: time(
    "CloudWatch did not give every metric. It usually passes; see [when an answer is not whole](cloudwatch-integration.md).",
  ),
  partial_logs: time(
    "CloudWatch did not give every log line. It usually passes; see [when an answer is not whole](cloudwatch-integration.md).",
  ),
  errors_not_in_logs: people(
    "CloudWatch counts errors that no line of the log tells of. Check `logGroup`, and that errors are logged with a level.",
  ),
  unreadable_logs: people(
    "The log has lines, but none in a known form. Log errors with a level; see [logs](judgement/logs.md).",
  ),
  unreadable_reports: people(
    "Lambda's reports are in a form that is not known, so memory and timeout are left alone. Update the app, or report it.",
  ),
  reports_without_memory: nothing(
    "Functions on managed instances do not report their memory, so it is left alone.",
  ),
  template_missing: people(
    "Memory and timeout are unknown. Correct `template` and `resource` of the service.",
  ),
  template_malformed: people("The template cannot be read. Mend it."),
  template_not_literal: people(
    "A setting of the template is no plain number, so it is not changed. For a person.",
  ),
  template_layout: people("The template is written in a way that the app does not edit. For a person."),
  template_contradicted: people(
    "What runs is not what the template says (a console, an override, a deployment still to come); no recipe builds on it. Deploy it, or correct `template` and `resource`.",
  ),
  cut_not_proven: nothing(
    "It looks too large, but not everything could be read that might speak against less. The text says what is missing.",
  ),
  raise_without_harm: nothing(
    "It uses nearly all of its memory and nothing was killed for want of it: many runtimes fill what they get. It is left alone.",
  ),
  memory_account_limit: people(
    "It has the most memory that new AWS accounts allow (3,008 MB), and needs more. Ask AWS for the quota and raise it by hand.",
  ),
  timeout_coupled: people(
    "Something that calls the function, or waits for it, would give up before a longer timeout. The text says what. Raise both by hand.",
  ),
  raise_did_not_help: people(
    "It was raised before and no watch found that better, so it is not raised again. The cause is elsewhere.",
  ),
  resource_missing: people(
    "The template has no such resource or properties. Correct `resource` of the service.",
  ),
  resource_not_a_function: people(
    "`resource` of the service names something else than a function. Correct it.",
  ),
  score_too_low: nothing("Below `minImpactScore`. Leave it, or lower the limit."),
  no_remedy: people("A report, no known change. For a person."),
  recipe_off: people("The policy's `recipes` do not list it."),
  model_off: people("The policy says `model.enabled: false`."),
  no_generator: people("Needs a model and none is configured: `OPENAI_API_KEY` or `OPENAI_BASE_URL`."),
  kind_declined: people(
    "Somebody said `/improve never` on a pull request of this kind. Say `/improve not-now` or `wrong` there to take it back.",
  ),
  service_busy: time(
    "Another change to that service, its resource or its telemetry is on its way: two at once could not be told apart. Wait.",
  ),
  already_open: nothing("It is there already, and on its way."),
  already_done: nothing("It was merged, and kept or not to be judged. The text says which."),
  declined: nothing("A person closed its pull request. It does not come back by itself."),
  given_up: people(
    "It could not be proposed, or not be kept up. What never became a pull request is tried again on `/improve`.",
  ),
  tombstoned: nothing(
    "Production got worse with it, or people took it back. It does not come back by itself.",
  ),
  concurrency_cap: time(
    "The app works on `MAX_CONCURRENT_IMPROVEMENTS` already (found to opened, merged to judged). Wait, or raise it.",
  ),
  open_cap: time("`limits.maxOpenPullRequests` is reached. Wait, or raise it."),
  daily_cap: time("`limits.maxPullRequestsPerDay` is reached. Wait, or raise it."),
  cycle_cap: time("The cycle was asked to open no more. Wait for the next one."),
} as const satisfies Record<string, ReasonEntry>;
