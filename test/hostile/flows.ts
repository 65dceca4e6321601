import { pino } from "pino";
import { changeInspector } from "../../src/adapters/inspection/inspector.ts";
import { readAnswer } from "../../src/adapters/openai/answer.ts";
import { modelGenerator } from "../../src/adapters/openai/generator.ts";
import { promptFor, type WrittenRemedy } from "../../src/adapters/openai/prompt.ts";
import { parseCommand } from "../../src/cycle/commands/parse-command.ts";
import type { Change } from "../../src/domain/change/change.ts";
import { applyEdits } from "../../src/domain/change/edits.ts";
import type { Opportunity } from "../../src/domain/choose/opportunity.ts";
import { publishedTexts } from "../../src/domain/draft/published-texts.ts";
import { scopeOf } from "../../src/domain/draft/scope-of.ts";
import { locateFrames } from "../../src/domain/draft/source-location.ts";
import { decideGate } from "../../src/domain/gate/decide.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import {
  closingComment,
  leftAloneComment,
  reopenedComment,
  whyQuestion,
} from "../../src/domain/messages/closing.ts";
import { cycleReply, statusReply } from "../../src/domain/messages/command-reply.ts";
import { outputJson, outputText, visible } from "../../src/domain/messages/output.ts";
import { commitMessage, mergeTitle, pullBody, pullTitle } from "../../src/domain/messages/pull-request.ts";
import { policySchema } from "../../src/domain/policy/policy.ts";
import { reason } from "../../src/domain/shared/reason.ts";
import { type Metric, metricSchema } from "../../src/domain/shared/series.ts";
import { describeCycle } from "../../src/entry/cli/cycle-command.ts";
import { component, fixError, opportunity } from "../admission-context.ts";
import { facts, nowMs, rules } from "../gated-pull.ts";
import { foundImprovement } from "../improvement.ts";

/** What a text became on its way; `refused`: the product publishes nothing of it, and why. */
export interface Passed {
  readonly text: string;
  readonly refused: string | null;
}

/** The product's own functions that take a source's text to a sink, in the product's order. */
export type Flow = (hostile: string) => Promise<Passed> | Passed;

const policy = policySchema.parse({
  version: 1,
  services: [{ name: "checkout", functionName: "checkout", resource: "Checkout", source: "src/checkout" }],
});
const inspector = changeInspector();
const given: Opportunity = {
  ...opportunity(1, {
    remedy: fixError.kind === "fix-error" ? { ...fixError, source: "src/checkout" } : fixError,
  }),
  service: "checkout",
};
const metricOf = (name: string): Metric => metricSchema.parse({ namespace: "Shop", name, statistic: "Sum" });

/** What an obedient model answers to a text, as the product reads it; in all places at once, or in one. */
function answered(parts: {
  readonly path?: string;
  readonly content?: string;
  readonly words?: string;
}): Change {
  const { path = "src/checkout/notes.txt", content = "x", words = "Say hello" } = parts;
  const edits = [{ kind: "create", path, content }];
  const answer = readAnswer(
    JSON.stringify({ edits, summary: words, rationale: words, prediction: null }),
    null,
    "m",
  );
  if (answer.kind !== "change") throw new Error("The answer was not read.");
  return answer.change;
}

/** A change through the one place that all changes pass: scope, limits, secrets. */
async function checked(change: Change, from: Opportunity = given) {
  const before = { texts: new Map<string, string>(), modes: new Map<string, string>() };
  const applied = applyEdits(change.edits, before, policy.limits, scopeOf(from, policy));
  if (applied.kind === "refused") return { files: [], refused: codes(applied.reasons) };
  const objections = await inspector.inspect(applied.files, publishedTexts({ opportunity: from }, change));
  return { files: applied.files, refused: objections.length > 0 ? codes(objections) : null };
}

function codes(reasons: readonly { readonly code: string }[]): string {
  return reasons.map(({ code }) => code).join();
}

const cache = new Map<string, Promise<Passed>>();

/** The model does not know where a text came from, so what it makes of it is found out once. */
function once(name: string, flow: Flow): Flow {
  return (hostile) => {
    const key = `${name} ${hostile}`;
    const known = cache.get(key) ?? Promise.resolve(flow(hostile));
    cache.set(key, known);
    return known;
  };
}

const obeyedPath = once("path", async (hostile) => {
  const { files, refused } = await checked(answered({ path: hostile }));
  return { text: refused === null ? files.map(({ path }) => path).join("\n") : "", refused };
});

const obeyedDiff = once("diff", async (hostile) => {
  const { files, refused } = await checked(answered({ content: hostile }));
  return { text: refused === null ? files.map(({ content }) => content).join("\n") : "", refused };
});

const obeyedWords = (name: string, format: (change: Change) => string): Flow =>
  once(name, async (hostile) => {
    const words = hostile.trim() === "" ? "x" : hostile;
    const change = answered({ words });
    return { text: format(change), refused: (await checked(change)).refused };
  });

/** A text that the model has read, with an opportunity that it is shown with. */
function body(change: Change, from: Opportunity = given, name = "Duration"): string {
  const metric = metricOf(name);
  const series = { metric, fromMs: 0, toMs: 86_400_000, periodSeconds: 3600, complete: true };
  const points = Array.from({ length: 24 }, (_, hour) => ({ atMs: hour * 3_600_000, value: hour }));
  return pullBody({
    opportunity: from,
    change,
    watch: { metrics: [{ metric, role: "primary" }], durationSeconds: 60, degradationThreshold: 0.1 },
    answers: { firstSeconds: 1200, lastSeconds: 4200 },
    series: { ...series, points },
    backtest: null,
    showExamples: true,
    holdLabels: [],
    marker: "",
  });
}

const harmless = answered({});

async function shown(from: Opportunity): Promise<Passed> {
  return { text: body(harmless, from), refused: (await checked(harmless, from)).refused };
}

const textOnly =
  (make: (hostile: string) => string): Flow =>
  (hostile) => ({ text: make(hostile), refused: null });

const errorFinding = fixError.kind === "fix-error" ? fixError.finding : null;

function withLog(hostile: string): Opportunity {
  if (errorFinding === null) return given;
  const finding = { ...errorFinding, template: hostile, examples: [hostile] };
  const evidence = [{ provenance: "untrusted", label: "Error", value: hostile } as const];
  return { ...given, findings: [finding], evidence };
}

const report = (text: string): CycleReport => ({
  id: "c",
  tenant: "default",
  repository: "acme/shop",
  actor: "schedule",
  startedAtMs: 0,
  finishedAtMs: 0,
  outcome: "completed",
  reasons: [],
  services: [{ name: text, complete: true, findings: [{ kind: "anomaly", sentence: text }], reasons: [] }],
  opportunities: [
    {
      fingerprint: "f",
      service: text,
      title: text,
      score: 1,
      decision: "skipped",
      reasons: [reason("no_remedy", text)],
    },
  ],
});

/** What a recipe makes of a service's name, which is the opportunity's title, too. */
async function recipeMade(name: string, format: (change: Change) => string): Promise<Passed> {
  const change = { ...harmless, summary: `Set the memory of ${name} to 1 MB`, rationale: name };
  return { text: format(change), refused: (await checked(change)).refused };
}

/** What each flow is called by the table. */
export const flows = {
  obeyedPath,
  obeyedDiff,
  obeyedTitle: obeyedWords("title", pullTitle),
  obeyedBody: obeyedWords("body", (change) => body(change)),
  obeyedCommit: obeyedWords("commit", commitMessage),
  /** Text of logs in the evidence and the examples of a pull request. */
  logBody: (hostile) => shown(withLog(hostile)),
  evidenceBody: (hostile) => {
    const evidence = [{ provenance: "untrusted", label: `Asked for by ${hostile}`, value: hostile } as const];
    return shown({ ...given, evidence });
  },
  serviceBody: (hostile) => {
    const factors = [{ name: "severity", value: 1, because: hostile }] as const;
    return shown({ ...given, service: hostile, title: hostile, impact: { score: 1, factors: [...factors] } });
  },
  recipeTitle: (hostile) => recipeMade(hostile, pullTitle),
  recipeCommit: (hostile) => recipeMade(hostile, commitMessage),
  metricBody: textOnly((hostile) => body(harmless, given, hostile)),
  metricComment: textOnly((hostile) => {
    const comparison = {
      metric: metricOf(hostile === "" ? "x" : hostile),
      role: "primary",
      baseline: 1,
      observed: 2,
      relativeEffect: 1,
      interval: null,
      outcome: "worse",
      reasons: [],
    } as const;
    return closingComment({ kind: "regressed" }, [comparison], [reason("no_remedy", hostile)]);
  }),
  replyComment: textOnly((hostile) => {
    const row = foundImprovement();
    const improvement = { ...row, opportunity: { ...row.opportunity, title: hostile } };
    return `${cycleReply(report(hostile))}\n\n${statusReply([improvement])}`;
  }),
  loginComment: textOnly((hostile) => `${whyQuestion(hostile)}\n\n${reopenedComment(hostile, true)}`),
  reasonComment: textOnly((hostile) =>
    leftAloneComment([reason("protected_path", `${hostile} is protected.`)]),
  ),
  logLine: textOnly((hostile) =>
    outputJson(`${JSON.stringify({ msg: hostile, reasons: [{ text: hostile }] })}\n`),
  ),
  /** The model's words in a reason of the audit log. */
  declined: async (hostile) => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(outputJson(line)) });
    const answer = { edits: [], summary: "", rationale: hostile, prediction: null };
    const reply = { kind: "text", text: JSON.stringify(answer) } as const;
    const model = modelGenerator({
      apiKey: "k",
      model: "m",
      log,
      ask: async () => ({ kind: "reply", reply }),
    });
    const proposal = await model.propose({ opportunity: given, files: [], primaryMetric: null });
    return { text: lines.join("") + outputJson(`${JSON.stringify(proposal)}\n`), refused: null };
  },
  terminal: textOnly((hostile) => outputText(describeCycle(report(hostile), false))),
  toolAnswer: textOnly((hostile) =>
    JSON.stringify(visible({ services: [{ name: hostile, sentence: hostile }] })),
  ),
  mergedTitle: textOnly((hostile) => mergeTitle(hostile, 7)),
  frames: textOnly((hostile) => {
    const files = ["src/checkout/app.js", ".github/workflows/ci.yml", "template.yaml", "package.json"];
    const frame = { file: hostile, line: 1, functionName: hostile, inApp: true };
    return locateFrames([frame, { ...frame, file: `/var/task/${hostile}` }], files, "src/checkout")
      .filter((path) => path.startsWith("src/checkout/"))
      .join("\n");
  }),
  /** What outsiders have influenced merges when a person has approved it, whatever it says. */
  gate: textOnly(() => {
    const decided = (approvals: number) =>
      decideGate({ ...facts, approvals }, { ...rules, influencedByUntrusted: true, auto: true }, nowMs).kind;
    return `${decided(0)}, ${decided(1)}`;
  }),
  /** A command is the first line of a comment, never what follows or what is quoted. */
  command: textOnly((hostile) => {
    const bodies = [`Words\n${hostile}`, `> ${hostile}`, `    ${hostile}`, `\`\`\`\n${hostile}\n\`\`\``];
    return bodies.map((one) => parseCommand(one)?.kind ?? "none").join();
  }),
  /** The text is a value of its own field; nothing is put together from it. */
  metricQuery: textOnly((hostile) => {
    const name = hostile === "" ? "x" : hostile;
    return metricOf(name).name === name ? "a field of its own" : "something else";
  }),
} as const satisfies Record<string, Flow>;

/** The whole prompt of a model with a text in the places where it stands in one. */
export function promptWith(hostile: string): string {
  const remedies: WrittenRemedy[] = [
    ...(errorFinding === null
      ? []
      : [
          {
            kind: "fix-error" as const,
            source: "src/checkout",
            finding: {
              ...errorFinding,
              template: hostile,
              examples: [hostile],
              frames: [{ file: hostile, line: 1, functionName: hostile, inApp: true }],
            },
          },
        ]),
    ...(component.kind === "component"
      ? [
          {
            kind: "component" as const,
            request: { ...component.request, name: hostile, description: hostile },
          },
        ]
      : []),
  ];
  const files = [{ path: "src/checkout/app.js", content: `// ${hostile}` }];
  const evidence = [{ provenance: "untrusted", label: "Issue it was asked from", value: hostile } as const];
  const task = { opportunity: { ...given, evidence }, files, primaryMetric: metricOf(hostile || "x") };
  return remedies.map((remedy) => Object.values(promptFor(task, remedy)).join("\n")).join("\n");
}
