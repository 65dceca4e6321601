import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };

/** Where a secret seems to be; never the secret itself. `line` is 1-based. */
export interface SecretLocation {
  readonly line: number;
  readonly rule: string;
}

/**
 * Finds API keys, tokens, private keys and passwords in URLs by secretlint's recommended rules.
 * @throws Error when the scanner fails
 */
export async function findSecrets(name: string, content: string): Promise<SecretLocation[]> {
  const result = await lintSource({
    source: { filePath: name, content, ext: extensionOf(name), contentType: "text" },
    options: { config, noPhysicFilePath: true, maskSecrets: true },
  });
  return result.messages.map(({ loc, ruleId }) => ({
    line: loc.start.line,
    rule: ruleId.replace("@secretlint/secretlint-rule-", ""),
  }));
}

function extensionOf(name: string): string {
  return /\.[^./\s]+$/.exec(name)?.[0] ?? "";
}
