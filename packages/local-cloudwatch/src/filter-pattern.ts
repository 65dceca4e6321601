import { AwsError } from "./faults.ts";

type Test = (message: string) => boolean;

/**
 * A test for CloudWatch Logs filter patterns. Over unstructured text: `a b` all terms, `?a ?b` any, `-a` none,
 * `"a phrase"`, `%regular expression%`; case counts, as in CloudWatch. Over columns that white space separates:
 * `[a, b="text", c>5, ...]`. Over JSON: one comparison, `{ $.a.b > 5 }`.
 * @throws AwsError for what this endpoint does not speak
 */
export function filterPattern(pattern: string | undefined): Test {
  const text = pattern?.trim() ?? "";
  if (text === "") return () => true;
  if (text.startsWith("[")) return columnPattern(text);
  return text.startsWith("{") ? jsonPattern(text) : termPattern(text);
}

function unsupported(text: string): AwsError {
  return new AwsError(400, "InvalidParameterException", `The pattern ${text} is not supported here.`);
}

function columnPattern(text: string): Test {
  const columns = text
    .slice(1, text.endsWith("]") ? -1 : undefined)
    .split(",")
    .map((column) => column.trim());
  const isOpen = columns.at(-1) === "...";
  if (isOpen) columns.pop();
  const tests = columns.map((column): Test => {
    const match = /^\w+(?:\s*(=|!=|>=|<=|>|<)\s*(?:"([^"]*)"|(\S+)))?$/.exec(column);
    if (!match || !text.endsWith("]")) throw unsupported(text);
    const [, sign, quoted, plain] = match;
    return sign === undefined ? () => true : comparison(sign, quoted ?? plain ?? "");
  });
  return (message) => {
    const words = message.trim().split(/\s+/);
    const fits = isOpen ? words.length >= tests.length : words.length === tests.length;
    return fits && tests.every((test, index) => test(words[index] ?? ""));
  };
}

function jsonPattern(text: string): Test {
  const match = /^\{\s*\$((?:\.\w+)+)\s*(=|!=|>=|<=|>|<)\s*(?:"([^"]*)"|(\S+))\s*\}$/.exec(text);
  if (!match) throw unsupported(text);
  const [, path = "", sign = "", quoted, plain] = match;
  const test = comparison(sign, quoted ?? plain ?? "");
  return (message) => {
    try {
      let value: unknown = JSON.parse(message);
      for (const name of path.slice(1).split(".")) {
        value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
      }
      return value !== undefined && test(String(value));
    } catch {
      return false;
    }
  };
}

function comparison(sign: string, wanted: string): Test {
  const limit = Number(wanted);
  const tests: Readonly<Record<string, Test>> = {
    "=": (value) => value === wanted,
    "!=": (value) => value !== wanted,
    ">": (value) => value !== "" && Number(value) > limit,
    ">=": (value) => value !== "" && Number(value) >= limit,
    "<": (value) => value !== "" && Number(value) < limit,
    "<=": (value) => value !== "" && Number(value) <= limit,
  };
  return tests[sign] ?? (() => false);
}

function termPattern(text: string): Test {
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
