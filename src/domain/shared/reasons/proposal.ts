import { nothing, people, type ReasonEntry } from "./entry.ts";

/** Why a proposal was given up. */
export const proposalReasons = {
  path_outside_repository: nothing("The change touches something that is no plain path in the repository."),
  protected_path: nothing(
    "The change touches what it must not: `limits.protectedPaths`, and always what runs in CI or on a developer's machine, policy, credentials and instructions to agents ([which](threat-model.md#protected-paths)).",
  ),
  path_not_allowed: nothing("The change touches something outside of `limits.allowedPaths`."),
  path_out_of_scope: nothing(
    "The change touches something that is neither the service's source nor its tests, or no file of the recipe's. `limits.modelPaths` opens more to a model.",
  ),
  too_many_files: nothing("Larger than `limits.maxFiles`."),
  too_many_lines: nothing("Larger than `limits.maxChangedLines`."),
  too_many_characters: nothing("Larger than `limits.maxChangedCharacters`."),
  line_too_long: nothing("It adds to a line beyond `limits.maxLineLength`, where reviewers do not look."),
  file_too_large: nothing("A file of the change is too large to be read or written. Make it smaller."),
  empty_change: nothing("The change changes nothing."),
  written_differs: people(
    "GitHub wrote something else than was sent, so nothing was opened. Look for what changes files on their way (line ends, filters).",
  ),
  empty_commit: nothing("The repository already is as proposed."),
  evidence_outdated: nothing(
    "The repository has changed since it was measured. The next cycle measures again.",
  ),
  template_replaces: nothing(
    "An edit of a template would replace or remove a resource, with what is in it. For a person.",
  ),
  template_property_unknown: nothing(
    "An edit of a template sets a property that the resource does not have.",
  ),
  template_property_type: nothing("An edit of a template gives a property a value of a wrong type."),
  template_change_unknown: nothing(
    "An edit of a template changes something of which the effect on resources cannot be told. For a person.",
  ),
  syntax_error: nothing("A changed file would no longer parse."),
  syntax_check_failed: nothing("A changed file could not be checked. The text says why."),
  secret_found: people("The change or its text holds a secret. Take the secret out of the repository."),
  own_secret_found: people(
    "The change or its text holds a part of one of the app's own secrets. Nothing is published. Find out how it got there, and change that secret.",
  ),
  secret_scan_failed: nothing("The change could not be scanned for secrets. The text says why."),
  edit_text_missing: nothing("The edit does not fit the file: the text to replace is not there."),
  edit_text_ambiguous: nothing(
    "The edit does not fit the file: the text to replace is there more than once.",
  ),
  edit_text_empty: nothing("The edit names no text to replace."),
  edit_not_text: nothing("The file would not be a text file any more."),
  edit_hides_order: nothing("The edit has characters that make code read differently from how it runs."),
  edit_hides_text: nothing(
    "The edit has what reviewers do not see: invisible characters, look-alike letters, text far to the right or far below.",
  ),
  file_missing: nothing("The file to edit is no text file at the base commit."),
  file_exists: nothing("The file to create is there already."),
  branch_occupied: people("Others have commits on the branch. Delete the branch to let it start over."),
  recipe_unknown: people(
    "The recipe that proposed it is not in this version, or knows other values. Go back to the version that has it.",
  ),
  recipe_failed: people("A recipe failed at this service, which is a fault of its own. Please report it."),
  no_recipe: nothing("No recipe knows that remedy."),
  frames_lead_nowhere: nothing(
    "No frame of the error's stack trace leads to a file of the service. For bundles, deploy source maps; see [stack traces](judgement/logs.md#stack-traces-lambda-embedded-metrics).",
  ),
  model_not_applicable: nothing("The model is not asked about that."),
  model_not_configured: people("No model is configured: `OPENAI_API_KEY` or `OPENAI_BASE_URL`."),
  model_refused: nothing("The model refused. It is not tried again by itself."),
  model_cut_off: nothing("The model's answer was cut off before its end. It is not tried again by itself."),
  model_declined: nothing("The model found nothing worth changing. It is not tried again by itself."),
  model_invalid_answer: nothing(
    "The model's answer could not be used, twice. It is not tried again by itself.",
  ),
  model_not_isolated: people(
    "Nothing keeps the process apart that talks to the model, or not as well as `model.sandbox` of the policy asks. Install bubblewrap where the app runs.",
  ),
  model_process_broke_rules: people(
    "The process that talks to the model did what its program never does, so it may have been taken over by an answer. It was ended, and nothing of it was used. Look at what the model's server answers.",
  ),
  model_unauthorized: people("The model server refused the key. Correct `OPENAI_API_KEY`."),
  model_unknown: people("The model server does not know the model. Correct `OPENAI_MODEL`."),
  model_request_refused: people(
    "The model server refused the request. The model must be able to give structured output.",
  ),
} as const satisfies Record<string, ReasonEntry>;
