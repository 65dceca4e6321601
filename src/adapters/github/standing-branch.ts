import { z } from "zod";
import type { BranchLook, BranchPlace } from "../../ports/forge.ts";
import type { GraphQlAnswer } from "./graphql.ts";

/** The parts of a repository in GraphQL that tell of a branch. */
export const branchParts = ["branchRef", "branchBase", "fromBranch", "intoBranch", "everFromBranch"] as const;

const pullsSchema = z.object({ nodes: z.array(z.object({ number: z.int() })) });
const partsSchema = z.object({
  branchRef: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
  branchBase: z.object({ tree: z.object({ oid: z.string() }) }).optional(),
  fromBranch: pullsSchema,
  intoBranch: pullsSchema,
  everFromBranch: z.object({ totalCount: z.int() }),
});

/** What a query has to declare and ask of a repository so that {@link branchIn} can read it; nothing without a branch. */
export function branchQuery(branch: BranchPlace | undefined): {
  readonly declarations: readonly string[];
  readonly fields: string;
  readonly variables: Readonly<Record<string, string>>;
} {
  if (!branch) return { declarations: [], fields: "", variables: {} };
  const { name, baseSha } = branch;
  const base =
    baseSha === undefined ? "" : "branchBase: object(oid: $branchBase) { ... on Commit { tree { oid } } }";
  return {
    declarations: [
      "$branchRef: String!",
      "$branchName: String!",
      ...(baseSha === undefined ? [] : ["$branchBase: GitObjectID!"]),
    ],
    fields: `branchRef: ref(qualifiedName: $branchRef) { target { oid } } ${base}
      fromBranch: pullRequests(headRefName: $branchName, states: [OPEN], first: 3) { nodes { number } }
      intoBranch: pullRequests(baseRefName: $branchName, states: [OPEN], first: 3) { nodes { number } }
      everFromBranch: pullRequests(headRefName: $branchName, first: 1) { totalCount }`,
    variables: {
      branchRef: `refs/heads/${name}`,
      branchName: name,
      ...(baseSha === undefined ? {} : { branchBase: baseSha }),
    },
  };
}

/** The branch in an answer; undefined where a part of it is missing. */
export function branchIn(
  repository: Readonly<Record<string, unknown>>,
  problems: GraphQlAnswer["problems"],
): BranchLook | undefined {
  const isPartly = problems.some(({ path }) => branchParts.some((part) => part === path?.[1]));
  const parsed = partsSchema.safeParse(repository);
  if (isPartly || !parsed.success) return undefined;
  const { branchRef, branchBase, fromBranch, intoBranch, everFromBranch } = parsed.data;
  return {
    tip: branchRef?.target.oid ?? null,
    baseTree: branchBase?.tree.oid ?? null,
    users: [...fromBranch.nodes, ...intoBranch.nodes].map(({ number }) => number),
    hadPulls: everFromBranch.totalCount > 0,
  };
}
