import { createHash } from "node:crypto";
import type { Answer } from "./routing.ts";

/**
 * What GitHub answers to a read, given what the client says it has: nothing new (304), or the whole with its ETag. Like
 * GitHub's, it is another one for another token.
 */
export function conditionally(
  answer: Answer,
  { authorization = "", "if-none-match": had }: { authorization?: string; "if-none-match"?: string },
): Answer {
  if (answer.status !== 200 || answer.body === null || Buffer.isBuffer(answer.body)) return answer;
  const digest = createHash("sha256").update(authorization).update(JSON.stringify(answer.body)).digest("hex");
  const headers = { ...answer.headers, etag: `W/"${digest}"`, vary: "Accept, Authorization" };
  return had === headers.etag ? { status: 304, body: null, headers } : { ...answer, headers };
}
