import type { FileAfter } from "../../domain/change/change.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Inspector } from "../../ports/inspector.ts";
import { ownSecretFinder } from "./own-secrets.ts";
import { findSecrets } from "./secrets.ts";
import { findSyntaxError } from "./syntax.ts";

export interface InspectorOptions {
  /** Values that must not get out, whatever they look like: see {@link ownSecretFinder}. */
  readonly ownSecrets?: readonly string[];
}

const ownSecretFound = reason(
  "own_secret_found",
  "The change or its text holds a part of one of the app's own secrets, so nothing is published. Find out how it got there, and change that secret.",
);

/**
 * Looks for secrets in every file and text, and for syntax errors in JSON, YAML, JavaScript and TypeScript files.
 * Other kinds of files are only searched for secrets, and so are all paths. A scanner that fails is a reason against
 * the change. A secret of the app's own is the only reason then, for others would repeat where it stands.
 */
export function changeInspector({ ownSecrets = [] }: InspectorOptions = {}): Inspector {
  const holdsOwn = ownSecretFinder(ownSecrets);
  return {
    async inspect(files, texts) {
      const written = [...files.flatMap(({ path, content }) => [path, content ?? ""]), ...texts];
      if (written.some(holdsOwn)) return [ownSecretFound];
      const found = await Promise.all([
        ...files.map(({ path }, index) => secretsIn(`path ${index + 1}`, path)),
        ...files.map(inspectFile),
        ...texts.map((text, index) => secretsIn(`pull request text ${index + 1}`, text)),
      ]);
      return found.flat();
    },
  };
}

async function inspectFile({ path, content }: FileAfter): Promise<Reason[]> {
  if (content === null) return [];
  return [...(await secretsIn(path, content)), ...(await syntaxOf(path, content))];
}

async function secretsIn(name: string, content: string): Promise<Reason[]> {
  try {
    const secrets = await findSecrets(name, content);
    return secrets.map(({ line, rule }) =>
      reason(
        "secret_found",
        `${name}, line ${line}, contains what looks like a secret (${rule}). Read it from the environment or a secret store instead.`,
      ),
    );
  } catch (error) {
    return [
      reason(
        "secret_scan_failed",
        `${name} could not be searched for secrets (${messageOf(error)}), so the change is not published. Try again, or make it by hand.`,
      ),
    ];
  }
}

async function syntaxOf(path: string, content: string): Promise<Reason[]> {
  try {
    const problem = await findSyntaxError(path, content);
    return problem === null ? [] : [reason("syntax_error", `${path} would no longer parse: ${problem}`)];
  } catch (error) {
    return [
      reason(
        "syntax_check_failed",
        `The syntax of ${path} could not be checked (${messageOf(error)}), so the change is not published. Try again, or make it by hand.`,
      ),
    ];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
