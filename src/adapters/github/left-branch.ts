import { z } from "zod";
import { reason } from "../../domain/shared/reason.ts";
import type { BranchEnd } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { askGraphQl } from "./graphql.ts";
import { branchTip } from "./references.ts";

/** How a branch stands that is to be deleted: `users` are open pull requests from it or into it. */
interface BranchLook {
  readonly tip: string | null;
  readonly users: readonly number[];
}

/** Deletes a branch while it is at `headSha` and no open pull request needs it: GitHub would close that with it. */
export async function deleteLeftBranch(
  access: RepositoryAccess,
  { branch, headSha }: { readonly branch: string; readonly headSha: string },
): Promise<BranchEnd> {
  const { tip, users } = (await queryBranch(access, branch)) ?? (await readByRest(access, branch));
  if (tip === null) return { kind: "gone" };
  if (tip !== headSha) {
    const text = `${branch} is at ${tip} and no longer at ${headSha}, which the app knows, so it stays.`;
    return { kind: "kept", reason: reason("branch_moved_on", text) };
  }
  if (users.length > 0) {
    const text = `${branch} stays because ${users.map((number) => `#${number}`).join(", ")} needs it.`;
    return { kind: "kept", reason: reason("branch_in_use", text) };
  }
  await deleteBranch(access, branch);
  return { kind: "gone" };
}

/** Deletes a branch; one that is gone meanwhile is as good. */
export async function deleteBranch(access: RepositoryAccess, branch: string): Promise<void> {
  try {
    await access.octokit.rest.git.deleteRef({ ...access.at, ref: `heads/${branch}` });
  } catch (error) {
    // GitHub's own setting may delete the branch at the same time; it answers 422 then.
    if ((await branchTip(access, branch)) !== null) throw error;
  }
}

const pullsSchema = z.object({ nodes: z.array(z.object({ number: z.int() })) });
const answerSchema = z.object({
  repository: z.object({
    ref: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
    from: pullsSchema,
    into: pullsSchema,
  }),
});

async function queryBranch(access: RepositoryAccess, branch: string): Promise<BranchLook | null> {
  const query = `query LeftBranch($owner: String!, $name: String!, $branch: String!, $ref: String!) {
    repository(owner: $owner, name: $name) {
      ref(qualifiedName: $ref) { target { oid } }
      from: pullRequests(headRefName: $branch, states: [OPEN], first: 3) { nodes { number } }
      into: pullRequests(baseRefName: $branch, states: [OPEN], first: 3) { nodes { number } }
    }
  }`;
  const { owner, repo: name } = access.at;
  const answer = await askGraphQl(access, query, { owner, name, branch, ref: `refs/heads/${branch}` });
  const parsed = answerSchema.safeParse(answer?.data);
  if (!answer || answer.problems.length > 0 || !parsed.success) return null;
  const { ref, from, into } = parsed.data.repository;
  return { tip: ref?.target.oid ?? null, users: [...from.nodes, ...into.nodes].map(({ number }) => number) };
}

async function readByRest(access: RepositoryAccess, branch: string): Promise<BranchLook> {
  const { octokit, at } = access;
  const tip = await branchTip(access, branch);
  const open = { ...at, state: "open", per_page: 3 } as const;
  const [from, into] = await Promise.all([
    octokit.rest.pulls.list({ ...open, head: `${at.owner}:${branch}` }),
    octokit.rest.pulls.list({ ...open, base: branch }),
  ]);
  return { tip, users: [...from.data, ...into.data].map(({ number }) => number) };
}
