import { jsonObject } from "./json-documents.ts";

const TEXT =
  /^(?:START|END|REPORT) RequestId: |^INIT_START |^RESTORE_START |^(?:INIT_REPORT|RESTORE_REPORT) (?:Init|Restore) Duration: |^(?:EXTENSION|TELEMETRY|LOGS)\t(?:Name|State): |^\s*$/;
const FAILED_TEXT = /^(?:INIT_REPORT|RESTORE_REPORT) .*\tStatus: (?!success)\w+/;

/**
 * Whether a line is one of Lambda's own, which say nothing of the function's code, or empty. A start or restore that
 * failed is an error.
 */
export function isLambdaBookkeeping(message: string): boolean {
  if (TEXT.test(message)) return !FAILED_TEXT.test(message);
  const document = platformEvent(message);
  return document !== null && !hasFailed(document);
}

/** An event of Lambda's own in the JSON format, such as `platform.start`; null for anything else. */
function platformEvent(message: string): Record<string, unknown> | null {
  if (!message.startsWith("{") || !message.slice(0, 400).includes('"platform.')) return null;
  const document = jsonObject(message);
  return typeof document?.type === "string" && document.type.startsWith("platform.") ? document : null;
}

/** That an invocation failed is told by the code's own lines; what fails before or without it is told only here. */
function hasFailed({ type, record }: Record<string, unknown>): boolean {
  if (type !== "platform.initReport" && type !== "platform.restoreReport" && type !== "platform.fault")
    return false;
  if (type === "platform.fault") return true;
  const status =
    typeof record === "object" && record !== null && "status" in record ? record.status : "success";
  return status !== "success";
}
