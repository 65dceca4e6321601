import { type Flow, flows } from "./flows.ts";
import type { Sink, Source } from "./sources-and-sinks.ts";

/**
 * What a source's text can do at a sink. `flows`: these functions of the product take it there, and the sink's law has
 * to hold for whatever is written. `never`: it does not get there, which a whole story shows by a word in it.
 */
export type Cell =
  | { readonly kind: "flows"; readonly by: readonly (keyof typeof flows)[] }
  | { readonly kind: "never"; readonly because: string };

const by = (...names: (keyof typeof flows)[]): Cell => ({ kind: "flows", by: names });
const never = (because: string): Cell => ({ kind: "never", because });

const obeyed = {
  path: by("obeyedPath"),
  diff: by("obeyedDiff"),
  title: by("obeyedTitle"),
  body: by("obeyedBody"),
  commit: by("obeyedCommit"),
  merge: by("gate"),
} as const;

const nobodyRunsIt = never("Commands are first lines of comments.");
const queriesAreOurs = never("Queries are made of the policy alone.");
const untold = never("Reports name services and counts, not what was logged or written.");
const unread = never("The product never asks for it.");

/**
 * Every source at every sink. A new source or sink does not compile until each of its cells is filled; a cell that says
 * `never` fails as soon as the text gets there.
 */
export const table: Readonly<Record<Source, Readonly<Record<Sink, Cell>>>> = {
  log_line: {
    ...obeyed,
    body: by("obeyedBody", "logBody"),
    comment: untold,
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  stack_frame: {
    ...obeyed,
    path: by("obeyedPath", "frames"),
    comment: untold,
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  metric_name: {
    ...obeyed,
    body: by("obeyedBody", "metricBody"),
    comment: by("metricComment", "replyComment"),
    log: untold,
    command: nobodyRunsIt,
    query: by("metricQuery"),
    page: by("toolAnswer", "terminal"),
  },
  service_name: {
    path: never("Paths of a recipe are the policy's, by a field of its own."),
    diff: never("A recipe writes numbers."),
    title: by("recipeTitle"),
    body: by("serviceBody"),
    commit: by("recipeCommit"),
    comment: by("replyComment"),
    log: by("logLine"),
    merge: never("What merges is told by number and commit."),
    command: nobodyRunsIt,
    query: never("What is read is told by the function's own name."),
    page: by("toolAnswer", "terminal"),
  },
  issue_text: {
    ...obeyed,
    body: by("obeyedBody", "evidenceBody"),
    comment: untold,
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  comment_text: {
    path: never("A comment is read for a command and not kept."),
    diff: never("A comment is read for a command and not kept."),
    title: never("A comment is read for a command and not kept."),
    body: never("A comment is read for a command and not kept."),
    commit: never("A comment is read for a command and not kept."),
    comment: never("No reply repeats what was written."),
    log: never("The audit log names the command and who gave it."),
    merge: never("No command merges."),
    command: by("command"),
    query: queriesAreOurs,
    page: never("A comment is read for a command and not kept."),
  },
  login: {
    path: never("Nobody's name is in a file."),
    diff: never("Nobody's name is in a file."),
    title: never("Nobody's name is in a title."),
    body: never("Nobody's name is in a body."),
    commit: never("Nobody's name is in a commit."),
    comment: by("loginComment"),
    log: by("logLine"),
    merge: never("Who asks is no reason to merge."),
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: never("Reports do not say who asked."),
  },
  file_content: {
    ...obeyed,
    comment: untold,
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  template_comment: {
    ...obeyed,
    comment: untold,
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  commit_message: {
    path: unread,
    diff: unread,
    title: unread,
    body: unread,
    commit: unread,
    comment: unread,
    log: unread,
    merge: unread,
    command: unread,
    query: unread,
    page: unread,
  },
  ci_log: {
    path: unread,
    diff: unread,
    title: unread,
    body: unread,
    commit: unread,
    comment: unread,
    log: unread,
    merge: unread,
    command: unread,
    query: unread,
    page: unread,
  },
  pull_title: {
    path: never("Of a pull request's title only its merge's commit is made."),
    diff: never("Of a pull request's title only its merge's commit is made."),
    title: never("A title that people have written is left alone."),
    body: never("Of a pull request's title only its merge's commit is made."),
    commit: by("mergedTitle"),
    comment: never("Comments name pull requests by number."),
    log: never("The audit log names pull requests by number."),
    merge: never("The gate does not read titles."),
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: never("Reports name pull requests by number."),
  },
  mcp_argument: {
    ...obeyed,
    body: by("obeyedBody", "evidenceBody", "serviceBody"),
    comment: by("replyComment"),
    log: untold,
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
  model_answer: {
    ...obeyed,
    comment: by("reasonComment"),
    log: by("declined"),
    command: nobodyRunsIt,
    query: queriesAreOurs,
    page: untold,
  },
};

/** The flows of a cell. */
export function flowsOf(cell: Cell): Flow[] {
  return cell.kind === "flows" ? cell.by.map((name) => flows[name]) : [];
}
