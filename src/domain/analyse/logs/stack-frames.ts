/** The languages whose stack traces can be read. */
export type TraceLanguage = "node" | "python" | "java" | "go" | "dotnet" | "ruby";

/** A frame as one language writes it. `file` and `line` are null where the runtime does not say. */
export interface RawFrame {
  readonly file: string | null;
  readonly line: number | null;
  readonly functionName: string;
  readonly inApp: boolean;
}

/** A trace as one language writes it: innermost call first. */
export interface RawTrace {
  readonly language: TraceLanguage;
  readonly errorType: string | null;
  readonly frames: readonly RawFrame[];
}

/** Frames beyond this are dropped: a stack overflow has thousands of equal ones. */
const MAX_FRAMES = 64;

const NODE_FRAME =
  /^\s*at (?:async )?(?:(new )?([^()\n]{1,300}?) \()?((?:file:\/\/|node:|[A-Za-z]:[\\/]|webpack)?[^():\n]{0,500}|[^()\n]{1,300}):(\d{1,9}):\d{1,9}\)?\s*$/;
const PYTHON_FRAME = /^\s*File "([^"\n]{1,500})", line (\d{1,9})(?:, in (.{1,300}))?\s*$/;
const JAVA_FRAME =
  /^\s*at ((?:[\w.-]{1,200}\/){0,2}[\w$.<>]{1,400})\(([^():\n]{1,300})(?::(\d{1,9}))?\)(?: ~?\[[^\]\n]{0,200}\])?\s*$/;
const DOTNET_FRAME =
  /^\s*at ((?:[\w`<>|+$[\],]{1,200}\.)+[\w`<>|+$.[\],]{1,300})\s?\([^)\n]{0,1000}\)(?: in ([^\n]{1,500}):line (\d{1,9}))?\s*$/;
const GO_CALL = /^(?:created by )?(\S{1,300}?)(?:\([^()\n]{0,500}\))?(?: in goroutine \d+)?$/;
const GO_LOCATION = /^\s+(\S[^\n]{0,500}\.(?:go|s)):(\d{1,9})(?: \+0x[0-9a-f]+)?\s*$/;
const RUBY_FRAME = /^\s*(?:from )?((?:[A-Za-z]:)?[^:\n]{1,500}):(\d{1,9}):in [`']([^'\n]{1,300})'/;

const NODE_LIBRARY =
  /^(?:node:|internal\/|native )|node_modules\/|^\/var\/runtime\/|^\/opt\/nodejs\/|^<anonymous>/;
const PYTHON_LIBRARY =
  /(?:site|dist)-packages\/|\/lib(?:64)?\/python\d|^\/var\/(?:runtime|lang)\/|^<frozen |^\/opt\/python\//;
const JAVA_LIBRARY =
  /^(?:java|javax|jdk|sun|com\.sun|jakarta|kotlin|kotlinx|scala|groovy|clojure|org\.(?:springframework|apache|hibernate|eclipse|junit|jboss|slf4j|postgresql)|com\.(?:amazonaws|fasterxml|google|mysql|zaxxer)|lambdainternal|io\.(?:netty|grpc|micrometer|reactivex)|reactor|software\.amazon|ch\.qos|okhttp3)\./;
const GO_LIBRARY = /\/go\/src\/|\/libexec\/src\/|\/pkg\/mod\/|\/vendor\/|^_?cgo/;
const GO_RUNTIME_CALL =
  /^(?:runtime|internal|testing|net\/http|reflect|syscall|os|fmt|sync|encoding)[./]|^panic$/;
const DOTNET_LIBRARY =
  /^(?:System|Microsoft|MS|Amazon|AWSSDK|Newtonsoft|Npgsql|Dapper|Castle|Autofac|MediatR|Serilog|Polly|Grpc|Xunit|NUnit)\./;
const RUBY_LIBRARY =
  /\/gems\/|\/lib\/ruby\/|^<internal:|^\/var\/(?:runtime|lang)\/|^\/opt\/ruby\/|\/rubygems\//;

/** Frames of Node and of browsers' V8: `at name (file:line:column)`. */
export function nodeFrames(lines: readonly string[]): RawFrame[] {
  return collect(lines, (line) => {
    const match = NODE_FRAME.exec(line);
    if (!match) return null;
    const file = (match[3] ?? "").replace(/^file:\/\//, "");
    if (file === "" || /\.java$|\.kt$|\.scala$/.test(file)) return null;
    const name = (match[2] ?? "<anonymous>").replace(/ \[as [^\]]{1,200}\]$/, "");
    return located(file, match[4], match[1] ? `new ${name}` : name, !NODE_LIBRARY.test(file));
  });
}

/** Frames of a Python traceback, which is written outermost first. */
export function pythonFrames(lines: readonly string[]): RawFrame[] {
  const frames = collect(lines, (line) => {
    const match = PYTHON_FRAME.exec(line);
    const file = match?.[1];
    if (!file) return null;
    return located(file, match?.[2], match?.[3] ?? "<module>", !PYTHON_LIBRARY.test(file));
  });
  return frames.reverse();
}

/** Frames of the JVM: `at package.Class.method(File.java:line)`; the file carries the package's folders. */
export function javaFrames(lines: readonly string[]): RawFrame[] {
  return collect(lines, (line) => {
    const match = JAVA_FRAME.exec(line);
    const qualified = match?.[1]?.replace(/^.*\//, "");
    const source = match?.[2];
    if (
      !qualified ||
      !source ||
      !/^[^/\\]+\.\w+$|^(?:Native Method|Unknown Source|<generated>)$/.test(source)
    )
      return null;
    const inApp = !JAVA_LIBRARY.test(qualified);
    if (!match?.[3]) return { file: null, line: null, functionName: qualified, inApp };
    const folders = qualified.split(".").slice(0, -2).join("/");
    return located(folders === "" ? source : `${folders}/${source}`, match[3], qualified, inApp);
  });
}

/** Frames of .NET: `at Namespace.Class.Method(args) in file:line n`; without debug symbols there is no file. */
export function dotnetFrames(lines: readonly string[]): RawFrame[] {
  return collect(lines, (line) => {
    const match = DOTNET_FRAME.exec(line);
    const name = match?.[1];
    if (!name) return null;
    const inApp = !DOTNET_LIBRARY.test(name);
    if (!match?.[2]) return { file: null, line: null, functionName: name, inApp };
    return located(match[2], match[3], name, inApp);
  });
}

/** Frames of the first goroutine of a Go panic: the call on one line, its place on the next. */
export function goFrames(lines: readonly string[]): RawFrame[] {
  const frames: RawFrame[] = [];
  let goroutines = 0;
  for (const [index, line] of lines.entries()) {
    if (/^goroutine \d+ /.test(line) && ++goroutines > 1) break;
    const place = GO_LOCATION.exec(line);
    const call = place && GO_CALL.exec((lines[index - 1] ?? "").trim())?.[1];
    if (!place?.[1] || !call || frames.length >= MAX_FRAMES) continue;
    const inApp = !GO_LIBRARY.test(place[1]) && !GO_RUNTIME_CALL.test(call);
    frames.push(located(place[1], place[2], call, inApp));
  }
  return frames;
}

/** Frames of Ruby: `file:line:in 'method'`. */
export function rubyFrames(lines: readonly string[]): RawFrame[] {
  return collect(lines, (line) => {
    const match = RUBY_FRAME.exec(line);
    const file = match?.[1];
    if (!file || !match?.[3]) return null;
    return located(file.trim(), match[2], match[3], !RUBY_LIBRARY.test(file));
  });
}

function located(file: string, line: string | undefined, functionName: string, inApp: boolean): RawFrame {
  const number = Number(line);
  return { file, line: number >= 1 ? number : null, functionName: functionName.trim(), inApp };
}

function collect(lines: readonly string[], read: (line: string) => RawFrame | null): RawFrame[] {
  const frames: RawFrame[] = [];
  for (const line of lines) {
    if (frames.length >= MAX_FRAMES) break;
    const frame = read(line);
    if (frame) frames.push(frame);
  }
  return frames;
}
