import { z } from "zod";
import type { Change, Edit, Prediction } from "../../domain/change/change.ts";
import type { Metric } from "../../domain/shared/series.ts";

// Unions and nullables only: the strict mode of structured output has no optional properties.
const replaceSchema = z.strictObject({
  kind: z.literal("replace"),
  path: z.string().describe("Path of a file that was shown."),
  oldText: z.string().describe("Exact text, in the file exactly once."),
  newText: z.string(),
});

const createSchema = z.strictObject({
  kind: z.literal("create"),
  path: z.string().describe("Path of a file that does not exist yet."),
  content: z.string(),
});

const predictionSchema = z.strictObject({
  expectedRelativeEffect: z.number(),
  low: z.number(),
  high: z.number(),
});

/** The shape that the model's answer must have. */
export const answerSchema = z.strictObject({
  edits: z.array(z.union([replaceSchema, createSchema])),
  summary: z.string(),
  rationale: z.string(),
  prediction: z.union([predictionSchema, z.null()]),
});
type Answer = z.infer<typeof answerSchema>;

/** Ten times more than before. */
const highestEffect = 9;
const longestRationale = 4_000;
/** What is tried with every pattern and read by every schema has to have an end, whatever the policy allows. */
const longestAnswer = 1_000_000;
const mostEdits = 200;
const longestProblem = 2_000;

/** What an answer's text came to; `declined` is an answer without edits. */
export type ReadAnswer =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "declined"; readonly why: string }
  | { readonly kind: "invalid"; readonly problem: string };

/**
 * Reads the model's text. The paths and texts of edits are checked where they are applied, not here.
 * @param offered the metric that a prediction is about; null when none was offered
 */
export function readAnswer(text: string, offered: Metric | null, model: string): ReadAnswer {
  if (text.length > longestAnswer) return invalid(`it is longer than ${longestAnswer} characters.`);
  const json = parseJson(text);
  if (json === undefined) return invalid("it is not a JSON object.");
  // Strict structured output knows no greatest length of a list, so the schema cannot say it.
  if (z.looseObject({ edits: z.array(z.unknown()).min(mostEdits + 1) }).safeParse(json).success) {
    return invalid(`it has more than ${mostEdits} edits.`);
  }
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) return invalid(z.prettifyError(parsed.error).slice(0, longestProblem));
  const answer = parsed.data;
  if (answer.edits.length === 0) return { kind: "declined", why: firstLine(answer.rationale, 300) };
  const problem = problemOf(answer);
  if (problem !== null) return invalid(problem);
  return {
    kind: "change",
    change: {
      edits: answer.edits,
      summary: firstLine(answer.summary, 120),
      rationale: answer.rationale.trim().slice(0, longestRationale).toWellFormed(),
      prediction: predictionOf(answer, offered),
      influencedByUntrusted: true,
      generator: { kind: "model", name: model },
    },
  };
}

function invalid(problem: string): ReadAnswer {
  return { kind: "invalid", problem };
}

function problemOf(answer: Answer): string | null {
  if (answer.summary.trim() === "") return "the summary is empty.";
  if (answer.edits.some((edit) => writtenText(edit).includes("<secret>"))) {
    return 'an edit writes "<secret>", which only stands for text that was taken out.';
  }
  return null;
}

function writtenText(edit: Edit): string {
  return edit.kind === "create" ? edit.content : edit.newText;
}

/** null unless a metric was offered and it hangs together; a bad prediction does not spoil a good change. */
function predictionOf({ prediction }: Answer, metric: Metric | null): Prediction | null {
  if (!prediction || !metric) return null;
  const { expectedRelativeEffect, low, high } = prediction;
  if (low > expectedRelativeEffect || expectedRelativeEffect > high || low < -1) return null;
  // One absurd promise would shift what is learnt from all later ones.
  if (high > highestEffect) return null;
  return { metric, expectedRelativeEffect, interval: [low, high] };
}

/** Some servers wrap the object in a Markdown fence although asked not to. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutFence(text.trim()));
  } catch {
    return undefined;
  }
}

/** By hand: an expression for a fence at both ends tries every line end as its own. */
function withoutFence(text: string): string {
  const end = text.indexOf("\n");
  const isFenced = /^```(?:json)?[ \t\r]*$/.test(text.slice(0, Math.min(end, 100))) && text.endsWith("```");
  return isFenced && end >= 0 ? text.slice(end + 1, -3) : text;
}

function firstLine(text: string, longest: number): string {
  return (text.trim().split("\n")[0] ?? "").trim().slice(0, longest);
}
