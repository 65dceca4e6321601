import { type Document, isScalar, LineCounter, parseDocument, type Scalar, visit } from "yaml";
import type { z } from "zod";
import { type Reason, reason } from "../shared/reason.ts";
import { repeatedKey } from "../shared/yaml-keys.ts";
import { type Policy, policyPath, policySchema } from "./policy.ts";

/** What a policy file says, or everything that is wrong with it. */
export type PolicyFile =
  | { readonly kind: "policy"; readonly policy: Policy }
  | { readonly kind: "invalid"; readonly problems: readonly Reason[] };

const maxCharacters = 65_536;
/** Aliases may repeat at most this many nodes; a "billion laughs" file stops here. */
const maxAliasCount = 50;

/**
 * Reads the text of a repository's policy file: YAML 1.2, then {@link policySchema}. Never throws: every problem
 * found is named, with the line where YAML broke or the path of the setting that is wrong.
 */
export function parsePolicyFile(text: string): PolicyFile {
  if (text.length > maxCharacters) {
    return invalid([reason("policy_too_large", `${policyPath} is larger than 64 KiB. Make it smaller.`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return invalid(broken.map((error) => yamlProblem(error.message, lines.linePos(error.pos[0]))));
  }
  const repeated = repeatedKey(document);
  if (repeated !== null) {
    return invalid([
      yamlProblem(`Map keys must be unique: ${repeated.key} is there twice`, lines.linePos(repeated.at)),
    ]);
  }
  const swallowed = swallowedByComments(document, lines);
  if (swallowed.length > 0) return invalid(swallowed);
  const value = toPlainValue(document);
  if (value.kind === "broken") return invalid([value.problem]);
  const parsed = policySchema.safeParse(value.value);
  return parsed.success
    ? { kind: "policy", policy: parsed.data }
    : invalid(parsed.error.issues.map((issue) => settingProblem(issue, document)));
}

function invalid(problems: readonly Reason[]): PolicyFile {
  return { kind: "invalid", problems };
}

function toPlainValue(
  document: ReturnType<typeof parseDocument>,
): { kind: "value"; value: unknown } | { kind: "broken"; problem: Reason } {
  try {
    return { kind: "value", value: document.toJS({ maxAliasCount }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "broken", problem: reason("policy_not_yaml", `Not usable as YAML: ${message}.`) };
  }
}

function yamlProblem(message: string, at: { line: number; col: number }): Reason {
  const firstLine = message.split("\n")[0] ?? message;
  return reason("policy_not_yaml", `Line ${at.line}, column ${at.col}: ${firstLine}.`);
}

/** Of `- build #1` YAML reads `build`: what follows a blank and # is a comment, which a policy must not lose silently. */
function swallowedByComments(document: Document, lines: LineCounter): Reason[] {
  const problems: Reason[] = [];
  visit(document, {
    Scalar: (_key, { value, comment, range }) => {
      if (typeof value !== "string" || !comment || /^\s/.test(comment) || !range) return;
      const { line } = lines.linePos(range[0]);
      const text = `Line ${line}: #${comment.split("\n")[0]} is read as a comment behind "${value}". Put the whole value into quotes, or a blank behind the #.`;
      problems.push(reason("policy_not_yaml", text));
    },
  });
  return problems;
}

/** What is wrong with a setting, with what was seen and what to write instead. */
function settingProblem(issue: z.core.$ZodIssue, document: Document): Reason {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => (path ? `${path}.${key}` : key)).join(", ");
    return reason("policy_unknown_setting", `${keys}: there is no such setting. Check the spelling.`);
  }
  const node = document.getIn(issue.path, true);
  const advice = isScalar(node) ? scalarAdvice(node, issue) : null;
  return reason("policy_wrong_setting", `${path || "the file"}: ${advice ?? `${issue.message}.`}`);
}

function scalarAdvice({ value, source }: Scalar, issue: z.core.$ZodIssue): string {
  if (value === null) return "is empty. Give it a value, or remove the line.";
  const seen = source ?? String(value);
  if (typeof value !== "string" && wantsText(issue)) {
    return `${seen} is a ${typeof value} where a text is wanted. Put it into quotes: "${seen}".`;
  }
  return issue.code === "custom"
    ? sentence(issue.message)
    : `${seen} cannot be used: ${sentence(issue.message)}`;
}

function sentence(message: string): string {
  return /[.?]$/.test(message) ? message : `${message}.`;
}

function wantsText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_type") return issue.expected === "string";
  return issue.code === "invalid_union" && issue.errors.some((errors) => errors.some(wantsText));
}

/** What `self-building.yml` of an organisation says. Anything but a clear `enabled: true` is off: fail closed. */
export function parseOrganisationSwitch(text: string): boolean {
  if (text.length > maxCharacters) return false;
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  return document.errors.length === 0 && repeatedKey(document) === null && document.get("enabled") === true;
}
