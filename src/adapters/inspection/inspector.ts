import type { FileAfter } from "../../domain/change/change.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Inspector } from "../../ports/inspector.ts";
import { type Apart, openApart } from "../apart/apart.ts";
import { ownSecretFinder } from "./own-secrets.ts";

export interface InspectorOptions {
  /** Values that must not get out, whatever they look like: see {@link ownSecretFinder}. */
  readonly ownSecrets?: readonly string[];
  /** Where files are read by parsers and scanners; default: a place of its own. */
  readonly apart?: Apart;
}

/** As long as a text can be that a change may write. */
const maxCharacters = 1_048_576;

const ownSecretFound = reason(
  "own_secret_found",
  "The change or its text holds a part of one of the app's own secrets, so nothing is published. Find out how it got there, and change that secret.",
);

/**
 * Looks for secrets in every file and text, and for syntax errors in JSON, YAML, JavaScript and TypeScript files.
 * Other kinds of files are only searched for secrets, and so are all paths. A scanner that fails, or that a file keeps
 * busy for too long, is a reason against the change. A secret of the app's own is the only reason then, for others
 * would repeat where it stands.
 */
export function changeInspector(options: InspectorOptions = {}): Inspector {
  const { ownSecrets = [], apart = openApart() } = options;
  const holdsOwn = ownSecretFinder(ownSecrets);
  return {
    async inspect(files, texts, before = new Map()) {
      const written = [...files.flatMap(({ path, content }) => [path, content ?? ""]), ...texts];
      if (written.some(holdsOwn)) return [ownSecretFound];
      const found = await Promise.all([
        ...files.map(({ path }, index) => secretsIn(`path ${index + 1}`, path, null, apart)),
        ...files.map((file) => inspectFile(file, before.get(file.path) ?? null, apart)),
        ...texts.map((text, index) => secretsIn(`pull request text ${index + 1}`, text, null, apart)),
      ]);
      return found.flat();
    },
  };
}

async function inspectFile(
  { path, content }: FileAfter,
  before: string | null,
  apart: Apart,
): Promise<Reason[]> {
  if (content === null) return [];
  return [...(await secretsIn(path, content, before, apart)), ...(await syntaxOf(path, content, apart))];
}

/** @param before what was there before is not the change's fault, and no secret any more */
async function secretsIn(
  name: string,
  content: string,
  before: string | null,
  apart: Apart,
): Promise<Reason[]> {
  const searched = isTooLarge(content) ? tooLarge : await apart.run("secrets", [name, content, before]);
  if (searched.kind === "failed") {
    const text = `${name} could not be searched for secrets (${searched.why}), so the change is not published. Try again, or make it by hand.`;
    return [reason("secret_scan_failed", text)];
  }
  return searched.value.map(({ line, rule }) => {
    const text = `${name}, line ${line}, contains what looks like a secret (${rule}). Read it from the environment or a secret store instead.`;
    return reason("secret_found", text);
  });
}

async function syntaxOf(path: string, content: string, apart: Apart): Promise<Reason[]> {
  const checked = isTooLarge(content) ? tooLarge : await apart.run("syntax", [path, content]);
  if (checked.kind === "failed") {
    const text = `The syntax of ${path} could not be checked (${checked.why}), so the change is not published. Try again, or make it by hand.`;
    return [reason("syntax_check_failed", text)];
  }
  const problem = checked.value;
  return problem === null ? [] : [reason("syntax_error", `${path} would no longer parse: ${problem}`)];
}

const tooLarge = { kind: "failed", why: `it has more than ${maxCharacters} characters` } as const;

function isTooLarge(content: string): boolean {
  return content.length > maxCharacters;
}
