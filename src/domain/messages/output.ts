import { maskSecrets } from "../analyse/logs/secrets.ts";
import { hiddenCharacters, withoutHidden } from "../shared/visible.ts";

/** CI's runners take lines of a job's output that look like this for orders of the workflow's own. */
const orders = /^([ \t]*:)(?=:)|#(?=#(?:\[|vso\[|teamcity\[))/gm;

/**
 * Output for a terminal or a CI log, with untrusted text among it or not: it moves no cursor, gives no orders and shows no
 * secret. JSON stays JSON.
 */
export function outputText(text: string): string {
  const masked = /^\s*[{[]/.test(text) ? withoutSecrets(text) : maskSecrets(text);
  return inert(withoutHidden(masked.replaceAll(/\r\n?/g, "\n")));
}

/** A line of JSON for a log, without secrets; what does not show, or is an order for CI, is written by its numbers. */
export function outputJson(line: string): string {
  let from = 0;
  let escaped = "";
  const masked = withoutSecrets(line);
  for (const { index } of hiddenCharacters(masked)) {
    const character = String.fromCodePoint(masked.codePointAt(index) ?? 0);
    escaped += masked.slice(from, index) + unitsOf(character);
    from = index + character.length;
  }
  return (escaped + masked.slice(from)).replaceAll(/##(?=\[|vso\[|teamcity\[)/g, "#\\u0023");
}

/** Lines of JSON, each masked text by text, so that it stays JSON; what is none is masked as it is. */
function withoutSecrets(text: string): string {
  if (maskSecrets(text) === text) return text;
  return text.split("\n").map(maskedLine).join("\n");
}

function maskedLine(line: string): string {
  try {
    return JSON.stringify(mapTexts(JSON.parse(line), maskSecrets));
  } catch {
    return maskSecrets(line);
  }
}

function inert(text: string): string {
  return text.replaceAll(orders, "$&\u200b");
}

function unitsOf(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}

/** A JSON value for another agent, which reads what people do not see: without it and without secrets, in every text. */
export function visible<T>(value: T): T {
  return mapTexts(value, (text) => inert(withoutHidden(maskSecrets(text.toWellFormed())))) as T;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [change(name), mapTexts(one, change)]),
  );
}
