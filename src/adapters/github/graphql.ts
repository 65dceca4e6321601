import { z } from "zod";
import type { RepositoryAccess } from "./connection.ts";
import { GitHubFault, statusOf } from "./errors.ts";

const problemSchema = z.object({
  type: z.string().optional(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  message: z.string(),
});
const failedSchema = z.object({
  name: z.literal("GraphqlResponseError"),
  data: z.unknown(),
  errors: z.array(problemSchema),
});

/** One entry of `errors`: what could not be read, and why. */
export type GraphQlProblem = z.infer<typeof problemSchema>;

/** What GitHub could say, and what it could not. */
export interface GraphQlAnswer {
  readonly data: unknown;
  readonly problems: readonly GraphQlProblem[];
}

const viewerSchema = z.object({ viewer: z.object({ databaseId: z.int() }) });

/** What a query adds so that nobody has to ask for the client's own account. */
export const viewerField = "viewer { databaseId }";

/**
 * Asks one query of GitHub's GraphQL API. Data that are missing are in `problems`; whoever asks says which of those
 * it can live with. One with {@link viewerField} lets the access know whose it is.
 * @returns null when GitHub has no answer to this query (it took too long, or this GitHub does not know a field), so
 *   that the REST API has to be asked
 * @throws GitHubFault when the rate limit is used up, or nothing answers
 */
export async function askGraphQl(
  access: RepositoryAccess,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphQlAnswer | null> {
  const answer = await tryToAsk(access, query, variables);
  const told = viewerSchema.safeParse(answer?.data);
  if (told.success) access.meet(told.data.viewer.databaseId);
  return answer;
}

async function tryToAsk(
  { octokit, at, log }: RepositoryAccess,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<GraphQlAnswer | null> {
  try {
    return { data: await octokit.graphql(query, variables), problems: [] };
  } catch (error) {
    const failed = failedSchema.safeParse(error);
    if (!failed.success) {
      const status = statusOf(error);
      if (status === null || status < 500) throw error;
      log.warn({ ...at, status }, "GitHub has no answer to a GraphQL query; the REST API is asked");
      return null;
    }
    const { data, errors } = failed.data;
    if (errors.some(({ type }) => type === "RATE_LIMITED")) throw rateLimited(error);
    if (data !== undefined && data !== null && errors.every(({ path }) => path))
      return { data, problems: errors };
    const said = errors.map(({ message }) => message).join(" ");
    log.warn({ ...at, said }, "GitHub did not understand a GraphQL query; the REST API is asked");
    return null;
  }
}

function rateLimited(cause: unknown): GitHubFault {
  return new GitHubFault(
    "GitHub's rate limit stopped POST /graphql. It is tried again later; fewer or slower cycles help.",
    { status: 429, retryAfterMs: null },
    { cause },
  );
}

/** Whether a problem is that this part of the query does not exist, as far as the app may see. */
export function isMissing({ type, path }: GraphQlProblem, part: string): boolean {
  return type === "NOT_FOUND" && path?.length === 1 && path[0] === part;
}
