import type { Octokit } from "@octokit/rest";
import { z } from "zod";

/** What one client keeps; no answer is longer than all of them may be together. */
const maxAnswers = 64;
const maxCharacters = 1_000_000;

interface Kept {
  readonly etag: string;
  /** As text, so that whoever gets it cannot change what the next one gets. */
  readonly text: string;
  readonly headers: Awaited<ReturnType<Octokit["request"]>>["headers"];
}

const notModifiedSchema = z.object({
  status: z.literal(304),
  response: z.object({ headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()) }),
});

/**
 * Makes a client ask GitHub whether an answer that it has had has changed: every read still is a request, but one that
 * has not changed does not count against the rate limit. What was kept is given only on GitHub's word (304) and only to
 * the client that had it, whose token is for one installation and job. With a new token GitHub's ETags are others.
 * Register it before what turns errors into others.
 */
export function askConditionally(client: Octokit): void {
  const kept = new Map<string, Kept>();
  let characters = 0;

  function forget(key: string): void {
    characters -= kept.get(key)?.text.length ?? 0;
    kept.delete(key);
  }

  function keep(key: string, answer: Kept): void {
    forget(key);
    if (answer.text.length > maxCharacters) return;
    kept.set(key, answer);
    characters += answer.text.length;
    for (const oldest of kept.keys()) {
      if (kept.size <= maxAnswers && characters <= maxCharacters) return;
      forget(oldest);
    }
  }

  client.hook.wrap("request", async (request, options) => {
    if (options.method !== "GET") return request(options);
    const { url, headers } = client.request.endpoint(options);
    const key = `${url} ${headers.accept ?? ""}`;
    const known = kept.get(key);
    if (known) options.headers["if-none-match"] = known.etag;
    try {
      const response = await request(options);
      const { etag } = response.headers;
      const isJson = typeof response.data === "object" && !(response.data instanceof ArrayBuffer);
      if (etag && isJson && response.status === 200)
        keep(key, { etag, text: JSON.stringify(response.data), headers: response.headers });
      else forget(key);
      return response;
    } catch (error) {
      const unchanged = notModifiedSchema.safeParse(error);
      if (!known || !unchanged.success) throw error;
      keep(key, known);
      const data: unknown = JSON.parse(known.text);
      return { data, status: 200, url, headers: { ...known.headers, ...unchanged.data.response.headers } };
    }
  });
}
