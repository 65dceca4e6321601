/** Whether a line is one of Lambda's own, which say nothing of the function's code, or empty. */
export function isLambdaBookkeeping(message: string): boolean {
  return (
    /^(?:START|END|REPORT|RESTORE_REPORT|RESTORE_START|INIT_REPORT|EXTENSION|TELEMETRY|LOGS)\b[^:]{0,40}(?:RequestId|Version|Name|Duration|Restore|Init|:)|^INIT_START |^\s*$/.test(
      message,
    ) || /^\{[^{}]{0,200}"type":\s?"platform\./.test(message)
  );
}
