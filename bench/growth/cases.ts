import { readAnswer } from "../../src/adapters/openai/answer.ts";
import { parseCommand } from "../../src/cycle/commands/parse-command.ts";
import { joinTraceLines } from "../../src/domain/analyse/logs/events.ts";
import { generaliseShapes } from "../../src/domain/analyse/logs/generalise.ts";
import { parseLambdaReport } from "../../src/domain/analyse/logs/lambda-report.ts";
import { findLeaks } from "../../src/domain/analyse/logs/leaks.ts";
import { maskValues } from "../../src/domain/analyse/logs/mask.ts";
import { mineLogPatterns } from "../../src/domain/analyse/logs/patterns.ts";
import { maskSecrets } from "../../src/domain/analyse/logs/secrets.ts";
import { parseStackTrace } from "../../src/domain/analyse/logs/stack-trace.ts";
import { applyEdits } from "../../src/domain/change/edits.ts";
import { reviewProblems } from "../../src/domain/change/reviewable.ts";
import { codeBlock, commitText, plain } from "../../src/domain/messages/format.ts";
import { outputText } from "../../src/domain/messages/output.ts";
import { parseOrganisationSwitch, parsePolicyFile } from "../../src/domain/policy/parse-policy.ts";
import { policySchema } from "../../src/domain/policy/policy.ts";
import { setFunctionProperty } from "../../src/domain/recipes/template.ts";
import { anyGlob } from "../../src/domain/shared/glob.ts";

/** Work on what others send, and what to send to make it slow. */
export interface Case {
  readonly name: string;
  readonly size: number;
  /** Makes an input of a size; what it returns is the work on it. */
  prepare(size: number): () => unknown;
}

const inSecrets = [
  "eyJ",
  "eyJ-",
  "password=",
  "a",
  "@",
  "a@",
  "://a:",
  "-----BEGIN PRIVATE KEY-----",
  "sk-",
  '"',
];
const inValues = ["{", '"', "a", "1", "=", "a=", "/", "\u0000", "\ud800", "<", "(", "'x", "::", "é"];

/** A trace is looked for in 64 kB of a message. */
const inTraces = [
  " ",
  "\t",
  "|",
  "]",
  "\\",
  "\n",
  "{",
  '{"',
  "at ",
  "at a.b(",
  "a b:",
  "A: ",
  "a in ",
  'File "',
  "\u001b[",
];
const inTexts = ["\n", "\r", " ", "\t", "/", "`", "[", "](", "<", "@", "#", ":", "a:", "a ", "f", "\u200b"];
const inLogs = ["\n", "\r", " ", "\t", ".", "(", "/", "a.", "e", "at ", '"', "{", "\\", "|", ":", "1"];
const inCode = [" ", "\n", "\t", '"', "'", "`", "=", "\\", "a", "A1", "eyJ", "/", "\u200b", "token="];

export const cases: readonly Case[] = [
  ...inSecrets.map((piece) => ({
    name: `secrets in characters of ${JSON.stringify(piece)}`,
    size: 250_000,
    prepare: (size: number) => {
      const text = `password ${repeated(piece, size)}`;
      return () => maskSecrets(text);
    },
  })),
  ...inValues.map((piece) => ({
    name: `values in characters of ${JSON.stringify(piece)}`,
    size: 250_000,
    prepare: (size: number) => {
      const text = repeated(piece, size);
      return () => maskValues(text);
    },
  })),
  ...inTraces.map((piece) => ({
    name: `traces in characters of ${JSON.stringify(piece)}`,
    size: 15_000,
    prepare: (size: number) => {
      const text = `at f (a.js:1:2)\n{"stack":"at f (a.js:1:2)${repeated(piece, size)}`;
      return () => parseStackTrace(text);
    },
  })),
  ...inTexts.map((piece) => ({
    name: `published texts in characters of ${JSON.stringify(piece)}`,
    size: 250_000,
    prepare: (size: number) => {
      const text = `a${repeated(piece, size)}\u0001`;
      return () => [plain(text), commitText(text), codeBlock(text), outputText(text), parseCommand(text)];
    },
  })),
  ...inLogs.map((piece) => ({
    name: `log lines in characters of ${JSON.stringify(piece)}`,
    size: 250_000,
    prepare: (size: number) => {
      const message = `Error: at REPORT ${repeated(piece, size)}\u0001`;
      const lines = [
        { atMs: 0, message },
        { atMs: 1, message: `\t/a.go:1\n${message}` },
      ];
      return () => [joinTraceLines(lines), parseStackTrace(message), parseLambdaReport(`REPORT ${message}`)];
    },
  })),
  ...inCode.map((piece) => ({
    name: `changes in characters of ${JSON.stringify(piece)}`,
    size: 250_000,
    prepare: (size: number) => {
      const after = `token = ${repeated(piece, size)}\u0001`;
      const file = { path: "a.ts", before: "", after, mode: "100644" } as const;
      return () => [findLeaks(after), reviewProblems(file, 300)];
    },
  })),
  { name: "line ends behind a fence of a model", size: 250_000, prepare: fence },
  { name: "stars of a pattern of paths", size: 400, prepare: stars },
  { name: "keys of a policy", size: 7_000, prepare: policyKeys },
  { name: "frames of a stack overflow", size: 10_000, prepare: stackOverflow },
  { name: "log lines that are all different", size: 2_000, prepare: differentLines },
  { name: "log shapes that have nothing in common", size: 250, prepare: differentShapes },
  { name: "lines of a file of which none is left", size: 10_000, prepare: otherLines },
  { name: "functions of a template", size: 500, prepare: template },
];

function fence(newlines: number): () => unknown {
  const text = `\`\`\`json\n${"\n".repeat(newlines)}x`;
  return () => readAnswer(text, null, "a model");
}

function stars(count: number): () => unknown {
  const matches = anyGlob([`${"a*".repeat(count)}b`]);
  const path = "a".repeat(count * 2);
  return () => matches(path);
}

function policyKeys(count: number): () => unknown {
  const text = Array.from({ length: count }, (_, key) => `k${key}: 1\n`).join("");
  return () => [parsePolicyFile(text), parseOrganisationSwitch(text)];
}

function repeated(piece: string, characters: number): string {
  return piece.repeat(Math.ceil(characters / piece.length));
}

function stackOverflow(frames: number): () => unknown {
  const text = `RangeError: deep\n${"    at f (/app/a.js:1:1)\n".repeat(frames)}`;
  return () => parseStackTrace(text);
}

function differentShapes(count: number): () => unknown {
  const shapes = Array.from({ length: count }, (_, index) => {
    const word = (part: number) => ((index + 1) * part).toString(36).replace(/\d/g, "q");
    return { masked: `${word(7_919)} ${word(104_729)} ${word(1_299_709)}`, count: 1 };
  });
  return () => generaliseShapes(shapes);
}

function differentLines(count: number): () => unknown {
  const lines = Array.from({ length: count }, (_, index) => {
    const word = (part: number) => ((index + 1) * part).toString(36).replace(/\d/g, "q");
    return {
      atMs: index,
      message: `ERROR ${word(7_919)} of ${word(104_729)} could not ${word(1_299_709)} it`,
    };
  });
  const sample = { logGroup: "g", fromMs: 0, toMs: 3_600_000, lines, complete: true };
  return () => mineLogPatterns(sample);
}

function otherLines(count: number): () => unknown {
  const services = [{ name: "a", functionName: "a", resource: "A" }];
  const { limits } = policySchema.parse({ version: 1, services });
  const text = (word: string) => Array.from({ length: count }, (_, line) => `${word}${line}`).join("\n");
  const [oldText, newText] = [text("old"), text("new")];
  const before = { texts: new Map([["a.txt", oldText]]), modes: new Map([["a.txt", "100644"]]) };
  return () => applyEdits([{ kind: "replace", path: "a.txt", oldText, newText }], before, limits);
}

function template(functions: number): () => unknown {
  const resources = Array.from(
    { length: functions },
    (_, index) => `  F${index}:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: 512\n`,
  );
  const text = `Resources:\n${resources.join("")}`;
  return () => setFunctionProperty(text, "template.yaml", `F${functions - 1}`, "MemorySize", 256);
}
