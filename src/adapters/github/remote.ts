import type { RepositoryRef } from "../../domain/shared/repository.ts";
import { type Connection, connect } from "./connection.ts";
import type { GitHubOptions } from "./octokit.ts";
import { defaultApiUrl, serverUrlOf } from "./server-urls.ts";

/**
 * Where repositories are cloned from: their address without credentials, and a token that may read that one and
 * write nothing (an installation token, at most an hour old, or the configured one).
 * @throws PermanentFailure when the app is not installed on a repository
 */
export function githubRemote(
  options: GitHubOptions & {
    /** Where git is served; default what belongs to `baseUrl`. */
    readonly gitUrl?: string;
  },
  connection: Connection = connect(options),
): (ref: RepositoryRef) => Promise<{ readonly url: string; readonly token: string }> {
  const origin = options.gitUrl ?? serverUrlOf(options.baseUrl ?? defaultApiUrl);
  return async (ref) => {
    const { octokit } = await connection.open(ref, "clone");
    return { url: `${origin}/${ref.owner}/${ref.name}.git`, token: await tokenOf(octokit) };
  };
}

async function tokenOf(octokit: {
  auth(options: { type: "installation" }): Promise<unknown>;
}): Promise<string> {
  const answer = await octokit.auth({ type: "installation" });
  if (
    typeof answer === "object" &&
    answer !== null &&
    "token" in answer &&
    typeof answer.token === "string"
  ) {
    return answer.token;
  }
  throw new Error("GitHub gave no installation token. Check the App's id and private key.");
}
