import { createHash } from "node:crypto";
import { z } from "zod";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { PullPlace } from "../../ports/forge.ts";
import { isOwnRun } from "./checks.ts";
import type { RepositoryAccess } from "./connection.ts";
import { askGraphQl, type GraphQlAnswer } from "./graphql.ts";
import type { Self } from "./own-work.ts";

/** Pull requests in one query; half of them where GitHub has no answer to so many. */
const batch = 100;
const smallestBatch = 10;
const mostLabels = 30;
const mostReviews = 50;
const mostChecks = 100;

const fragments = `
  fragment Home on Repository { databaseId nameWithOwner isArchived defaultBranchRef { name target { oid } } }
  fragment Glance on PullRequest {
    state isDraft updatedAt headRefOid baseRefName
    labels(first: ${mostLabels}) { totalCount nodes { name } }
    reviews(last: ${mostReviews}) { totalCount nodes { id state commit { oid } } }
    commits(last: 1) { nodes { commit { oid statusCheckRollup { contexts(first: ${mostChecks}) {
      totalCount
      nodes {
        __typename
        ... on CheckRun { id status conclusion externalId checkSuite { app { databaseId } } }
        ... on StatusContext { id context state }
      }
    } } } } }
  }`;

const contextSchema = z.looseObject({
  id: z.string(),
  externalId: z.string().nullish(),
  checkSuite: z.object({ app: z.object({ databaseId: z.number() }).nullable() }).optional(),
});
const pullSchema = z.looseObject({
  state: z.string(),
  labels: z.object({ totalCount: z.number().max(mostLabels), nodes: z.array(z.unknown()) }),
  reviews: z.object({ totalCount: z.number().max(mostReviews), nodes: z.array(z.unknown()) }),
  commits: z.object({
    nodes: z.tuple([
      z.object({
        commit: z.object({
          oid: z.string(),
          statusCheckRollup: z
            .object({
              contexts: z.object({ totalCount: z.number().max(mostChecks), nodes: z.array(contextSchema) }),
            })
            .nullable(),
        }),
      }),
    ]),
  }),
});
const answerSchema = z.record(z.string(), z.looseObject({}).nullable());

/**
 * A digest of what GitHub shows of each pull request, its repository and its organisation's switches, in one request
 * for a hundred: equal digests mean that nothing has changed which a gate could judge otherwise. The app's own checks
 * are left out. What cannot be told, or has longer lists, has no digest.
 */
export async function glanceAt(
  places: readonly PullPlace[],
  find: (ref: RepositoryRef) => Promise<RepositoryAccess | null>,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    places.map(async (place) => ({ place, access: await find(place.repository) })),
  );
  const digests = new Map<string, string>();
  // A token sees what its own installation covers, and nothing of another tenant's.
  for (const [octokit, members] of Map.groupBy(found, ({ access }) => access?.octokit ?? null)) {
    const access = members[0]?.access;
    if (octokit === null || !access) continue;
    const own = members.map(({ place }) => place);
    for (let start = 0; start < own.length; start += batch) {
      await addDigests(access, own.slice(start, start + batch), digests);
    }
  }
  return digests;
}

async function addDigests(
  access: RepositoryAccess,
  places: readonly PullPlace[],
  digests: Map<string, string>,
): Promise<void> {
  const repositories = [
    ...new Map(places.map(({ repository }) => [fullName(repository), repository])).values(),
  ];
  const owners = [...new Set(repositories.map(({ owner }) => owner))];
  const answer = await askGraphQl(access, queryOf(places, repositories, owners), {});
  if (!answer && places.length > smallestBatch) {
    const middle = Math.ceil(places.length / 2);
    await addDigests(access, places.slice(0, middle), digests);
    return addDigests(access, places.slice(middle), digests);
  }
  const data = answerSchema.safeParse(answer?.data);
  if (!answer || !data.success) return;
  const self = await access.self();
  for (const place of places) {
    const home = repositories.findIndex((one) => fullName(one) === fullName(place.repository));
    const digest = digestOf(place, data.data, answer.problems, self, {
      home: `home${home}`,
      switches: `switches${owners.indexOf(place.repository.owner)}`,
    });
    if (digest !== null) digests.set(place.id, digest);
  }
}

function queryOf(
  places: readonly PullPlace[],
  repositories: readonly RepositoryRef[],
  owners: readonly string[],
): string {
  const homes = repositories.map((repository, index) => {
    const pulls = places
      .filter((place) => fullName(place.repository) === fullName(repository))
      .map(({ number }) => `pull${number}: pullRequest(number: ${number}) { ...Glance }`);
    return `home${index}: repository(${named(repository)}) { ...Home ${pulls.join(" ")} }`;
  });
  const switches = owners.map(
    (owner, index) => `switches${index}: repository(${named({ owner, name: ".github" })}) { ...Home }`,
  );
  return `query Glance { ${[...homes, ...switches].join("\n")} } ${fragments}`;
}

function named({ owner, name }: RepositoryRef): string {
  return `owner: ${JSON.stringify(owner)}, name: ${JSON.stringify(name)}`;
}

function digestOf(
  { number, repository }: PullPlace,
  data: z.infer<typeof answerSchema>,
  problems: GraphQlAnswer["problems"],
  self: Self,
  part: { readonly home: string; readonly switches: string },
): string | null {
  const isKnown = problems.every(({ type, path: [first, second] = [] }) => {
    // An organisation without switches has no such repository.
    if (first === part.switches) return type === "NOT_FOUND" && second === undefined;
    return first !== part.home || (isPullName(second) && second !== `pull${number}`);
  });
  const home = data[part.home];
  const pull = pullSchema.safeParse(home?.[`pull${number}`]);
  if (!isKnown || !home || !pull.success) return null;
  if (repository.id !== undefined && home.databaseId !== repository.id) return null;
  const { commits, ...rest } = pull.data;
  const [{ commit }] = commits.nodes;
  const checks = (commit.statusCheckRollup?.contexts.nodes ?? []).filter((one) => !isOwn(one, self));
  const { databaseId, nameWithOwner, isArchived, defaultBranchRef } = home;
  const facts = {
    home: { databaseId, nameWithOwner, isArchived, defaultBranchRef },
    switches: data[part.switches] ?? null,
    pull: rest,
    head: commit.oid,
    checks: checks.sort((one, other) => one.id.localeCompare(other.id)),
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function isPullName(name: string | number | undefined): boolean {
  return typeof name === "string" && name.startsWith("pull");
}

function isOwn({ externalId, checkSuite }: z.infer<typeof contextSchema>, self: Self): boolean {
  if (!checkSuite) return false;
  const app = checkSuite.app && { id: checkSuite.app.databaseId };
  return isOwnRun({ external_id: externalId ?? null, app }, self);
}
