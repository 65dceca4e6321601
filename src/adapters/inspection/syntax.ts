import { spawn } from "node:child_process";
import { stripTypeScriptTypes } from "node:module";
import { compileFunction } from "node:vm";
import { parseAllDocuments } from "yaml";
import { repeatedKey } from "../../domain/shared/yaml-keys.ts";

const checkTimeoutMs = 15_000;
/** What Node gives a CommonJS module. */
const commonJsParameters = ["exports", "require", "module", "__filename", "__dirname"];

/**
 * The first syntax error of a file as one line, or null when it parses or its kind has no parser here.
 * Known kinds: .json (not tsconfig's JSON with comments), .yml, .yaml, .js, .cjs, .mjs, .ts, .mts, .cts.
 * TypeScript is checked for its grammar only, without types and early errors. Nothing is executed.
 * @throws Error when a parser could not be run
 */
export async function findSyntaxError(path: string, content: string): Promise<string | null> {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  switch (extension) {
    case "json":
      return /(^|\/)[tj]sconfig[^/]*$/.test(path) ? null : problemOf(() => JSON.parse(content));
    case "yml":
    case "yaml":
      return yamlProblem(content);
    case "ts":
    case "mts":
    case "cts":
      return typeScriptProblem(content);
    case "cjs":
      return commonJsProblem(content);
    case "mjs":
      return moduleProblem(content);
    case "js": {
      // Which of the two a .js file is depends on a package.json that may not be part of the change.
      const problem = commonJsProblem(content);
      return problem === null ? null : (await moduleProblem(content)) === null ? null : problem;
    }
    default:
      return null;
  }
}

/**
 * Only these codes speak of the file: 2,000 nested brackets break the stripper itself, and every later answer of this
 * thread's is about that.
 */
function typeScriptProblem(content: string): string | null {
  try {
    stripTypeScriptTypes(content, { mode: "transform" });
    return null;
  } catch (error) {
    const isOfTheFile = error instanceof Error && "code" in error && aboutTheFile.has(String(error.code));
    if (!isOfTheFile) throw new Error("the parser for TypeScript broke on it", { cause: error });
    return firstLine(error.message);
  }
}

const aboutTheFile = new Set(["ERR_INVALID_TYPESCRIPT_SYNTAX", "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX"]);

/** CloudFormation's tags (`!Ref`, `!Sub`, …) are unknown to the parser, which is only a warning there. */
function yamlProblem(content: string): string | null {
  for (const document of parseAllDocuments(content, { uniqueKeys: false, prettyErrors: false })) {
    const [error] = document.errors;
    if (error) return firstLine(error.message);
    const repeated = repeatedKey(document);
    if (repeated !== null) return `the key ${repeated.key} is there twice`;
  }
  return null;
}

function commonJsProblem(content: string): string | null {
  return problemOf(() => compileFunction(content.replace(/^#!.*/, ""), commonJsParameters));
}

/** A module is compiled by a child: `node:vm` compiles modules only behind an experimental flag. */
function moduleProblem(content: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--check", "--input-type=module", "-"], {
      env: {},
      stdio: ["pipe", "ignore", "pipe"],
      timeout: checkTimeoutMs,
    });
    let output = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stdin.on("error", () => {}).end(content);
    child.on("error", reject);
    child.on("close", (code) => {
      const problem = /^\w*Error: .*$/m.exec(output)?.[0];
      if (code === 0) resolve(null);
      else if (problem) resolve(problem);
      else
        reject(new Error(`node --check ended with ${code ?? "a signal"} and said nothing about the syntax`));
    });
  });
}

function problemOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    return firstLine(error instanceof Error ? error.message : String(error));
  }
}

function firstLine(message: string): string {
  return message.trim().split("\n")[0] ?? message;
}
