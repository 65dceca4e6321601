import { headerType, linesAbove, located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const FRAME =
  /^\s*at (?:async )?([\w`<>|+$[\],.@-]{1,500}?)\s?\(([^)\n]{0,1000})\)(?:\+[\w()=>{} .]{0,80})?(?: in ([^\n]{1,500}):line (\d{1,9}))?[\s,;'"\]}]*$/;
/** `Type name, Type[] other`: what tells these frames from JavaScript's. */
const PARAMETERS = /^(?:[\w`.<>[\],&*+?]+ [\w@]+(?:, (?=[A-Za-z])|$))*$/;
const HEADER = /(?:^|[\s"'([:>])((?:[A-Za-z_][\w$]*\.)+[A-Z][\w$`+]*)(?::|\s*$| \(| --->)/;
const LIBRARY =
  /^(?:System|Microsoft|MS|Amazon|AWSSDK|AWS|Newtonsoft|Npgsql|Dapper|Castle|Autofac|MediatR|Serilog|NLog|Polly|Grpc|Xunit|NUnit|FluentValidation|AutoMapper|StackExchange|MassTransit|Hangfire|RabbitMQ|MongoDB|Elastic|Azure|MySql|Oracle|IdentityModel|Swashbuckle|Refit|RestSharp|Google|Confluent|Quartz)\./;

/** Whether a frame's method is .NET's or a package's, as its namespace says. */
export function isDotnetLibrary(method: string): boolean {
  return LIBRARY.test(method);
}

/**
 * A trace of .NET: `at Namespace.Class.Method(args) in file:line n`; without debug symbols there is no file. Inner
 * exceptions are printed before what they caused.
 */
export function dotnetTrace(lines: readonly string[]): RawTrace {
  const frames: RawFrame[] = [];
  for (const line of lines) {
    const frame = frames.length < MAX_FRAMES ? dotnetFrame(line) : null;
    if (frame) frames.push(frame);
  }
  const above = linesAbove(lines, (line) => dotnetFrame(line) !== null);
  return { language: "dotnet", errorType: headerType(above, HEADER), frames };
}

function dotnetFrame(line: string): RawFrame | null {
  const match = FRAME.exec(line);
  const name = match?.[1];
  if (!name || !/[\w>\]]\.[\w<.]/.test(name) || !PARAMETERS.test(match?.[2] ?? "")) return null;
  const inApp = !isDotnetLibrary(name);
  if (!match?.[3]) return { file: null, line: null, functionName: name, inApp };
  return located(match[3], match[4], name, inApp);
}
