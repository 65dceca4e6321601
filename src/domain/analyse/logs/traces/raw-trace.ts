/** The languages whose stack traces can be read; Kotlin, Scala and Groovy are the JVM's, TypeScript is Node's. */
export type TraceLanguage = "node" | "python" | "java" | "go" | "dotnet" | "ruby" | "php" | "rust";

/** A frame as one language writes it. `file` and `line` are null where the runtime does not say. */
export interface RawFrame {
  readonly file: string | null;
  readonly line: number | null;
  readonly functionName: string;
  readonly inApp: boolean;
  readonly generated?: true;
}

/** A trace as one language writes it: innermost call first, the frames of a cause before those of its wrapper. */
export interface RawTrace {
  readonly language: TraceLanguage;
  readonly errorType: string | null;
  readonly frames: readonly RawFrame[];
}

/** Frames beyond this are dropped: a stack overflow has thousands of equal ones. */
export const MAX_FRAMES = 64;

/** A frame whose place is known. `line` is as the text has it. */
export function located(
  file: string,
  line: string | undefined,
  functionName: string,
  inApp: boolean,
): RawFrame {
  const number = Number(line);
  return { file, line: number >= 1 ? number : null, functionName: functionName.trim(), inApp };
}

const ERROR_WORD = "(?:Error|Exception|Failure|Fault|Throwable|Panic|Rejection|Warning)\\w*";

/**
 * The error's class, named on a line above the first frame: rather one that is called an error and stands at the
 * line's beginning, else what fits `header`, whose first group is the class.
 */
export function headerType(above: readonly string[], header: RegExp): string | null {
  const called = new RegExp(
    `(?:^\\W{0,3}|[\\s"'(>:])((?:[A-Za-z_$][\\w$]*[.+])*[A-Z_$][\\w$]*?${ERROR_WORD})(?: \\[[A-Z_0-9]+\\])?(?::|\\s*$| \\(| --->)`,
  );
  for (const pattern of [called, header]) {
    for (const line of above) {
      const type = pattern.exec(line.slice(0, 2_000))?.[1];
      if (type && !/^(?:[A-Z_]+|Invoke|Unhandled|Uncaught)$/.test(type)) return type.replace(/^\$+/, "");
    }
  }
  return null;
}

/** The lines before the first that is a frame. */
export function linesAbove(lines: readonly string[], isFrame: (line: string) => boolean): readonly string[] {
  const first = lines.findIndex(isFrame);
  return first === -1 ? lines : lines.slice(0, first);
}
