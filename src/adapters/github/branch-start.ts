import { z } from "zod";
import type { RepositoryAccess } from "./connection.ts";
import { askGraphQl } from "./graphql.ts";
import { branchTip } from "./references.ts";

/** What a commit is made from: where its branch points, null when there is none, and the tree of its base. */
export interface BranchStart {
  readonly tip: string | null;
  readonly baseTree: string;
}

const answerSchema = z.object({
  repository: z.object({
    ref: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
    object: z.object({ tree: z.object({ oid: z.string() }) }),
  }),
});

/** Reads both afresh, in one request where GraphQL can tell. */
export async function readBranchStart(
  access: RepositoryAccess,
  branch: string,
  baseSha: string,
): Promise<BranchStart> {
  return (await queryBranchStart(access, branch, baseSha)) ?? readByRest(access, branch, baseSha);
}

async function queryBranchStart(
  access: RepositoryAccess,
  branch: string,
  baseSha: string,
): Promise<BranchStart | null> {
  const query = `query BranchStart($owner: String!, $name: String!, $branch: String!, $base: GitObjectID!) {
    repository(owner: $owner, name: $name) {
      ref(qualifiedName: $branch) { target { oid } }
      object(oid: $base) { ... on Commit { tree { oid } } }
    }
  }`;
  const { owner, repo: name } = access.at;
  const variables = { owner, name, branch: `refs/heads/${branch}`, base: baseSha };
  const answer = await askGraphQl(access, query, variables);
  const parsed = answerSchema.safeParse(answer?.data);
  if (!answer || answer.problems.length > 0 || !parsed.success) return null;
  const { ref, object } = parsed.data.repository;
  return { tip: ref?.target.oid ?? null, baseTree: object.tree.oid };
}

async function readByRest(access: RepositoryAccess, branch: string, baseSha: string): Promise<BranchStart> {
  const { octokit, at } = access;
  const tip = await branchTip(access, branch);
  const base = await octokit.rest.git.getCommit({ ...at, commit_sha: baseSha });
  return { tip, baseTree: base.data.tree.sha };
}
