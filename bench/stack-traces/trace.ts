/** One trace as its runtime writes it, with what is right to say about it. */
export interface Trace {
  /** What is special about it. */
  readonly name: string;
  readonly language: "node" | "python" | "java" | "go" | "dotnet" | "ruby" | "php" | "rust";
  /** The class of the error that was thrown, as the language writes it; null where it says none. */
  readonly type: string | null;
  readonly message: string;
  readonly text: string;
  /** File and line of the frame where the fix belongs: the application's own innermost, of a cause before its wrapper. */
  readonly at: readonly [file: string, line: number];
  /** The repository it comes from, and the service's folder in it. */
  readonly repository: readonly string[];
  readonly source: string;
  /** The file that `at` leads to; null where nobody can say. */
  readonly file: string | null;
  /** Other files of the repository that the trace passes through. */
  readonly through?: readonly string[];
}

/** A way to write down traces of one language: what its traces have in common is said once. */
export function tracesOf(usual: Omit<Trace, "name" | "text" | "at" | "file">) {
  return (
    name: string,
    text: string,
    at: Trace["at"],
    file: string | null,
    over: Partial<Trace> = {},
  ): Trace => ({ ...usual, name, text, at, file, ...over });
}

/** Traps that stand in every repository: the same names in other folders. */
export const traps = ["README.md", "docs/index.js", "docs/app.py", "scripts/main.go", "tools/api.py"];
