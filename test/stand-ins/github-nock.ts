import { validateGitHubRequest } from "@self-building-agent/local-github/openapi.ts";
import nock from "nock";
import { afterEach, expect } from "vitest";
import { strictNock } from "./strict-nock.ts";

const origin = "https://api.github.com";

/** Call once at the top of a test file: {@link strictNock}, and every request fits GitHub's OpenAPI description. */
export function githubNock(): { readonly scope: () => nock.Scope } {
  strictNock();
  const problems: string[] = [];
  afterEach(() => {
    expect(problems.splice(0), "requests that GitHub's OpenAPI description does not allow").toEqual([]);
  });
  return {
    scope: () =>
      nock(origin).on("request", (request: Request, _interceptor: unknown, body: string) => {
        const url = new URL(request.url);
        problems.push(
          ...validateGitHubRequest({
            method: request.method,
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            body: body === "" ? undefined : JSON.parse(body),
          }),
        );
      }),
  };
}
