import { headerType, linesAbove, located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const FRAME =
  /^\s*at ((?:[\w.@-]{0,200}\/){0,2}[\w$.<>-]{1,400})\(([^():\n]{1,300})(?::(\d{1,9}))?\)(?: ~?\[[^\]\n]{0,200}\])?\W*$/;
const DOTTED_HEADER = /(?:^|[\s"'([:>])((?:[A-Za-z_][\w$]*\.)+[A-Z][\w$`]*)(?::|\s*$| \()/;
const LIBRARY =
  /^(?:java|javax|jdk|sun|com\.sun|jakarta|kotlin|kotlinx|scala|groovy|clojure|akka|play|org\.(?:springframework|apache|hibernate|eclipse|junit|jboss|slf4j|postgresql|jetbrains|codehaus|crac|bouncycastle|mongodb|jooq|quartz|mockito|glassfish|aspectj|elasticsearch|redisson)|com\.(?:amazonaws|fasterxml|google|mysql|zaxxer|github|netflix|squareup|datastax|rabbitmq|typesafe|newrelic|datadog|ibm|oracle|microsoft|mongodb|sksamuel|lambdaworks)|lambdainternal|io\.(?:netty|grpc|micrometer|reactivex|micronaut|quarkus|vertx|lettuce|opentelemetry|dropwizard|ktor|sentry|undertow|projectreactor)|reactor|software\.amazon|ch\.qos|okhttp3|retrofit2|feign|dev\.failsafe|redis\.clients|rx|zio|cats|feral|net\.(?:bytebuddy|sf))\./;
const SECTION = /^(\s*)(Caused by|Suppressed|Wrapped by): /;

/** Whether a frame's class is the JVM's or a library's, as its package says. */
export function isJvmLibrary(qualified: string): boolean {
  return LIBRARY.test(qualified);
}

/** The path of a class's file below its source root; inner classes are in the file of their outer one. */
export function jvmPath(qualifiedMethod: string, source: string): string {
  const folders = qualifiedMethod.split(".").slice(0, -2).join("/");
  return folders === "" ? source : `${folders}/${source}`;
}

/** A trace of the JVM: `at package.Class.method(File.java:line)`. The file carries the package's folders. */
export function jvmTrace(lines: readonly string[]): RawTrace {
  const main: RawFrame[][] = [[]];
  const suppressed: RawFrame[] = [];
  let aside: number | null = null;
  let wrapped = false;
  let count = 0;
  for (const line of lines) {
    const section = SECTION.exec(line);
    if (section) {
      const indent = section[1]?.length ?? 0;
      if (section[2] === "Suppressed") aside = Math.min(indent, aside ?? indent);
      else if (aside === null || indent < aside) {
        aside = null;
        wrapped ||= section[2] === "Wrapped by";
        main.push([]);
      }
    }
    const frame = count < MAX_FRAMES * 4 ? jvmFrame(line) : null;
    if (!frame) continue;
    count++;
    (aside === null ? main.at(-1) : suppressed)?.push(frame);
  }
  const frames = [
    ...(wrapped ? main : main.reverse()).map((block) => block.slice(0, MAX_FRAMES)),
    suppressed,
  ].flat();
  const above = linesAbove(lines, (line) => jvmFrame(line) !== null);
  return {
    language: "java",
    errorType: headerType(above, DOTTED_HEADER),
    frames: frames.slice(0, MAX_FRAMES),
  };
}

function jvmFrame(line: string): RawFrame | null {
  const match = FRAME.exec(line);
  const qualified = match?.[1]?.replace(/^.*\//, "");
  const source = match?.[2];
  if (!qualified?.includes(".") || !source) return null;
  if (
    !/^[^/\\\s]+\.(?:java|kt|kts|scala|groovy|clj|sc)$|^(?:Native Method|Unknown Source|<generated>)$/.test(
      source,
    )
  )
    return null;
  const inApp = !isJvmLibrary(qualified);
  if (!match?.[3]) return { file: null, line: null, functionName: qualified, inApp };
  return located(jvmPath(qualified, source), match[3], qualified, inApp);
}
