import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { findLeaks } from "../../domain/analyse/logs/leaks.ts";

// It keeps an entry for every rule of every text for good and looks through all of them for each new one: after some
// hundred texts the process stands still for seconds.
secretLintProfiler.mark = () => {};

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/** Where a secret seems to be; never the secret itself. `line` is 1-based. */
export interface SecretLocation {
  readonly line: number;
  readonly rule: string;
}

interface Found extends SecretLocation {
  readonly text: string;
}

/**
 * Finds the secrets of a text that are not in `before` already: API keys, tokens, private keys and passwords in URLs by
 * secretlint's recommended rules, and what the masker of logs knows.
 * @throws Error when the scanner fails
 */
export async function findNewSecrets(
  name: string,
  content: string,
  before: string | null,
): Promise<SecretLocation[]> {
  const found = await findSecrets(name, content);
  if (found.length === 0) return [];
  const known = new Set(before === null ? [] : (await findSecrets(name, before)).map(({ text }) => text));
  const lines = new Set<number>();
  return found.flatMap(({ line, rule, text }) => {
    if (known.has(text) || lines.has(line)) return [];
    lines.add(line);
    return [{ line, rule }];
  });
}

async function findSecrets(name: string, content: string): Promise<Found[]> {
  const result = await lintSource({
    source: { filePath: name, content, ext: extensionOf(name), contentType: "text" },
    options: { config, noPhysicFilePath: true },
  });
  const linted = result.messages.map(({ loc, ruleId, range }) => ({
    line: loc.start.line,
    rule: ruleId.replace("@secretlint/secretlint-rule-", ""),
    text: content.slice(...range),
  }));
  const leaks = findLeaks(content).map(({ index, rule, found }) => ({
    line: content.slice(0, index).split("\n").length,
    rule,
    text: found,
  }));
  return [...linted, ...leaks];
}

function extensionOf(name: string): string {
  return /\.[^./\s]+$/.exec(name)?.[0] ?? "";
}
