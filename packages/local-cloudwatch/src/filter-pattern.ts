import { AwsError } from "./faults.ts";

/**
 * A test for CloudWatch Logs filter patterns over unstructured text: `a b` all terms, `?a ?b` any, `-a` none,
 * `"a phrase"`, `%regular expression%`. Case counts, as in CloudWatch.
 * @throws AwsError for JSON and column patterns, which this endpoint does not speak
 */
export function filterPattern(pattern: string | undefined): (message: string) => boolean {
  const text = pattern?.trim() ?? "";
  if (text === "") return () => true;
  if (/^[{[]/.test(text)) {
    throw new AwsError(400, "InvalidParameterException", "JSON and column patterns are not supported here.");
  }
  const terms = [...text.matchAll(/([?-]?)(?:"([^"]*)"|%([^%]*)%|(\S+))/g)].map((match) => ({
    sign: match[1] ?? "",
    matches: matcher(match[2] ?? match[4], match[3]),
  }));
  const optional = terms.filter(({ sign }) => sign === "?");
  const required = terms.filter(({ sign }) => sign === "");
  const excluded = terms.filter(({ sign }) => sign === "-");
  return (message) =>
    required.every(({ matches }) => matches(message)) &&
    !excluded.some(({ matches }) => matches(message)) &&
    (optional.length === 0 || required.length > 0 || optional.some(({ matches }) => matches(message)));
}

function matcher(term: string | undefined, expression: string | undefined): (message: string) => boolean {
  if (expression === undefined) return (message) => message.includes(term ?? "");
  const regular = new RegExp(expression);
  return (message) => regular.test(message);
}
