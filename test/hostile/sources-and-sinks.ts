/** Everything that somebody outside could have written, and that the product reads. */
export const sources = [
  "log_line",
  "stack_frame",
  "metric_name",
  "service_name",
  "issue_text",
  "comment_text",
  "login",
  "file_content",
  "template_comment",
  "commit_message",
  "ci_log",
  "pull_title",
  "mcp_argument",
  "model_answer",
] as const;
export type Source = (typeof sources)[number];

/** Everything that the product writes, says or does where a text could take effect. */
export const sinks = [
  "path",
  "diff",
  "title",
  "body",
  "commit",
  "comment",
  "log",
  "merge",
  "command",
  "query",
  "page",
] as const;
export type Sink = (typeof sinks)[number];

/** A word that is found again wherever a source's text has gone; letters alone, which nothing escapes or masks. */
export function canaryOf(source: Source): string {
  return `zq${source.replace("_", "")}qz`;
}
