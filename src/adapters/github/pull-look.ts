import { z } from "zod";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import type { Forge, PullLook, Standing, StandingFiles } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { type FactsHint, gateFactsOf } from "./gate-facts.ts";
import { askGraphQl, type GraphQlAnswer } from "./graphql.ts";
import { ownPullOf, readPullDetail } from "./pulls.ts";
import { type Reader, readStanding, standingIn, standingQuery } from "./standing.ts";

type KnownPull = Parameters<Forge["look"]>[1];

/**
 * Everything of one pull request that the gate asks for. One GraphQL query says how the repository stands and which
 * lists are empty. What counts is asked of the REST API, which GraphQL cannot stand in for: the check runs with
 * `filter=latest`, which commit and moment a review is of, the accounts of commits (a bot has none in GraphQL), and
 * who closed or merged it.
 */
export async function lookAtPull(
  ref: RepositoryRef,
  pull: KnownPull,
  wanted: StandingFiles,
  reader: Reader,
): Promise<PullLook> {
  const access = await reader.find(ref);
  if (!access) return unseen;
  const asked = await queryPull(access, ref, pull, wanted, reader);
  const standing = asked.standing ?? (await readStanding(ref, wanted, reader));
  if (!standing) return unseen;
  const detail = await readPullDetail(access, pull.number);
  const own = detail && (await ownPullOf(access, detail));
  if (!detail || own?.state !== "open") {
    return { standing, pull: own, facts: null, ownChecks: null };
  }
  return { standing, pull: own, ...(await gateFactsOf(access, detail, pull.headSha, asked.hint)) };
}

/** What is to be seen where the app is not, or no longer. */
const unseen: PullLook = { standing: null, pull: null, facts: null, ownChecks: null };

const pullFields = `
  headRefOid baseRefName mergeQueueEntry { headCommit { oid } }
  reviews(first: 1) { totalCount }
  baseRef { compare(headRef: $branch) { behindBy headTarget { oid } } }
  commits(last: 1) { nodes { commit { oid status { state } } } }`;

const pullSchema = z.object({
  headRefOid: z.string(),
  baseRefName: z.string(),
  mergeQueueEntry: z.object({ headCommit: z.object({ oid: z.string() }).nullable() }).nullable(),
  reviews: z.object({ totalCount: z.number() }),
  baseRef: z.object({
    compare: z.object({ behindBy: z.number(), headTarget: z.object({ oid: z.string() }) }),
  }),
  commits: z.object({
    nodes: z.tuple([
      z.object({ commit: z.object({ oid: z.string(), status: z.object({ state: z.string() }).nullable() }) }),
    ]),
  }),
});
const answerSchema = z.object({ repository: z.object({ pullRequest: pullSchema }) });

/** null: GraphQL cannot tell. */
interface Asked {
  readonly standing: Standing | null;
  readonly hint: FactsHint | null;
}

async function queryPull(
  access: RepositoryAccess,
  ref: RepositoryRef,
  pull: KnownPull,
  wanted: StandingFiles,
  { labels }: Pick<Reader, "labels">,
): Promise<Asked> {
  const parts = standingQuery(wanted);
  const query = `query Look($owner: String!, $name: String!, $number: Int!, $branch: String!, ${parts.declarations}) {
    repository(owner: $owner, name: $name) { ${parts.inRepository} pullRequest(number: $number) { ${pullFields} } }
    ${parts.besides}
  }
  ${parts.fragments}`;
  const { owner, repo: name } = access.at;
  const { number, branch } = pull;
  const answer = await askGraphQl(access, query, { owner, name, number, branch, ...parts.variables });
  if (answer) labels.meet(access, answer);
  const standing = answer && standingIn(answer, ref, wanted);
  if (!answer || standing === null || standing === "missing") return { standing: null, hint: null };
  return { standing, hint: hintIn(answer) };
}

/** What the answer says of the pull request; null unless all of it was read and is of one head. */
function hintIn({ data, problems }: GraphQlAnswer): FactsHint | null {
  const parsed = answerSchema.safeParse(data);
  if (!parsed.success || problems.some(({ path }) => path?.[1] === "pullRequest")) return null;
  const {
    headRefOid: headSha,
    baseRefName: baseBranch,
    mergeQueueEntry: entry,
    reviews,
    baseRef,
    commits,
  } = parsed.data.repository.pullRequest;
  const [{ commit }] = commits.nodes;
  if (commit.oid !== headSha || baseRef.compare.headTarget.oid !== headSha) return null;
  return {
    headSha,
    baseBranch,
    behindBy: baseRef.compare.behindBy,
    hasReviews: reviews.totalCount > 0,
    hasStatuses: commit.status !== null,
    queue: entry ? { kind: "queued", groupSha: entry.headCommit?.oid ?? null } : { kind: "none" },
  };
}
