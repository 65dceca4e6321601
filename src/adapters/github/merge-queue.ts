import { z } from "zod";
import { reason } from "../../domain/shared/reason.ts";
import type { MergeOutcome } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";

const refusedSchema = z.object({
  name: z.literal("GraphqlResponseError"),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })),
});

/**
 * Puts a pull request into its base's merge queue at exactly one head. GitHub's native auto-merge is never used: it goes
 * on after a colleague's push.
 * @param pullId the pull request's node id
 * @throws GitHubFault when it is unknown whether GitHub did
 */
export async function enterMergeQueue(
  { octokit }: RepositoryAccess,
  pullId: string,
  headSha: string,
): Promise<MergeOutcome> {
  const query = `mutation Enter($id: ID!, $head: GitObjectID!) {
    enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) { mergeQueueEntry { id } }
  }`;
  try {
    await octokit.graphql(query, { id: pullId, head: headSha });
    return { kind: "queued" };
  } catch (error) {
    const said = refusalIn(error);
    if (/already in/i.test(said)) return { kind: "queued" };
    if (/head/i.test(said)) return { kind: "refused", reason: reason("head_moved", said) };
    const text = `GitHub does not let it into the merge queue: ${said}. Compare the repository's rules with the policy's.`;
    return { kind: "refused", reason: reason("not_mergeable", text) };
  }
}

/** Takes a pull request out of its base's merge queue; nothing where it is in none. */
export async function leaveMergeQueue({ octokit, at }: RepositoryAccess, number: number): Promise<void> {
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: number });
  const query =
    "mutation Leave($id: ID!) { dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { id } } }";
  try {
    await octokit.graphql(query, { id: data.node_id });
  } catch (error) {
    if (!/not in/i.test(refusalIn(error))) throw error;
  }
}

/**
 * What GitHub says against it.
 * @throws the error itself when it is no such answer
 */
function refusalIn(error: unknown): string {
  const refused = refusedSchema.safeParse(error);
  if (!refused.success || refused.data.errors.some(({ type }) => type === "RATE_LIMITED")) throw error;
  return refused.data.errors.map(({ message }) => message).join(" ");
}
