import { z } from "zod";
import type { RepositoryRef, RepositoryState } from "../../domain/shared/repository.ts";
import type { ForgeReads, Standing, StandingFiles } from "../../ports/forge.ts";
import type { RepositoryAccess } from "./connection.ts";
import { askGraphQl, type GraphQlAnswer, isMissing, viewerField } from "./graphql.ts";
import { labelFields, type RepositoryLabels } from "./labels.ts";
import { branchIn, branchParts, branchQuery } from "./standing-branch.ts";

const fileSchema = z.union([
  z.null(),
  z.object({
    __typename: z.literal("Blob"),
    text: z.string().nullable(),
    isBinary: z.boolean().nullable(),
    isTruncated: z.boolean(),
  }),
  z.object({ __typename: z.string() }),
]);
const repositorySchema = z.object({
  databaseId: z.int(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  isArchived: z.boolean(),
  defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: z.string() }) }),
});
const standingSchema = z.object({
  repository: repositorySchema.catchall(z.unknown()).nullable(),
  organisation: z.record(z.string(), z.unknown()).nullable(),
});

/** Where an organisation keeps what holds for all of its repositories. */
const organisationRepository = ".github";

/** Where a standing is read from, by GraphQL and, where that cannot tell, by the REST API. */
export interface Reader extends Pick<ForgeReads, "repository" | "readFile"> {
  find(ref: RepositoryRef): Promise<RepositoryAccess | null>;
  /** Told of the labels that come along. */
  readonly labels: Pick<RepositoryLabels, "meet">;
}

/** How a repository stands; null when it does not exist or the app is not installed there. */
export async function readStanding(
  ref: RepositoryRef,
  wanted: StandingFiles,
  reader: Reader,
): Promise<Standing | null> {
  const access = await reader.find(ref);
  if (!access) return null;
  const standing = await queryStanding(access, ref, wanted, reader);
  if (standing === "missing") return null;
  return standing ?? readStandingByRest(ref, wanted, reader);
}

/** A repository's own state, in one request where GraphQL can tell. */
export async function readState(ref: RepositoryRef, reader: Reader): Promise<RepositoryState | null> {
  return (await readStanding(ref, { files: [], organisationFiles: [] }, reader))?.state ?? null;
}

async function readStandingByRest(
  ref: RepositoryRef,
  { files, organisationFiles }: StandingFiles,
  reader: Reader,
): Promise<Standing | null> {
  const state = await reader.repository(ref);
  if (!state) return null;
  const organisation = { owner: state.ref.owner, name: organisationRepository };
  const texts = async (from: RepositoryRef, paths: readonly string[], at: string | null) => {
    const read = await Promise.all(
      paths.map(async (path) => [path, await reader.readFile(from, path, at)] as const),
    );
    return new Map(read.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
  };
  return {
    state,
    files: state.headSha === null ? new Map() : await texts(ref, files, state.headSha),
    organisationFiles: await texts(organisation, organisationFiles, null),
  };
}

/** What a query has to declare and ask so that {@link standingIn} can read a standing from its answer. */
export function standingQuery(wanted: StandingFiles): {
  readonly declarations: string;
  readonly inRepository: string;
  readonly besides: string;
  readonly fragments: string;
  readonly variables: Readonly<Record<string, string>>;
} {
  const branch = branchQuery(wanted.branch);
  const own = wanted.files.map((path, index) => ({ name: `file${index}`, path }));
  const others = wanted.organisationFiles.map((path, index) => ({ name: `organisationFile${index}`, path }));
  const ask = ({ name }: { name: string }) => `${name}: object(expression: $${name}) { ...File }`;
  return {
    declarations: [
      ...[...own, ...others].map(({ name }) => `$${name}: String!`),
      ...branch.declarations,
    ].join(", "),
    inRepository: `databaseId name owner { login } isArchived defaultBranchRef { name target { oid } } ${own.map(ask).join(" ")} ${labelFields} ${branch.fields}`,
    besides: `${viewerField} organisation: repository(owner: $owner, name: "${organisationRepository}") { id ${others.map(ask).join(" ")} }`,
    // One that is not used is an error.
    fragments: own.length + others.length === 0 ? "" : fileFragment,
    // HEAD is the default branch, whatever its name.
    variables: {
      ...Object.fromEntries([...own, ...others].map(({ name, path }) => [name, `HEAD:${path}`])),
      ...branch.variables,
    },
  };
}

const fileFragment = "fragment File on GitObject { __typename ... on Blob { text isBinary isTruncated } }";

/**
 * A repository as it stands, in one request.
 * @returns `missing` when there is no such repository; null when GraphQL cannot tell (a file that is binary, long or a
 *   link, an empty repository), so that the REST API has to be asked
 */
async function queryStanding(
  access: RepositoryAccess,
  ref: RepositoryRef,
  wanted: StandingFiles,
  { labels }: Pick<Reader, "labels">,
): Promise<Standing | "missing" | null> {
  const parts = standingQuery(wanted);
  const query = `query Standing($owner: String!, $name: String!, ${parts.declarations}) {
    repository(owner: $owner, name: $name) { ${parts.inRepository} }
    ${parts.besides}
  }
  ${parts.fragments}`;
  const { owner, repo: name } = access.at;
  const answer = await askGraphQl(access, query, { owner, name, ...parts.variables });
  if (answer) labels.meet(access, answer);
  return answer && standingIn(answer, ref, wanted);
}

/** The standing in an answer to a query with the parts of {@link standingQuery}. */
export function standingIn(
  { data, problems }: GraphQlAnswer,
  asked: RepositoryRef,
  wanted: StandingFiles,
): Standing | "missing" | null {
  const parsed = standingSchema.safeParse(data);
  if (!parsed.success) return null;
  const { repository, organisation } = parsed.data;
  if (repository === null) return problems.some((one) => isMissing(one, "repository")) ? "missing" : null;
  if (problems.some((one) => concernsStanding(one) && !isMissing(one, "organisation"))) return null;
  if (organisation === null && !problems.some((one) => isMissing(one, "organisation"))) return null;
  const files = textsIn(repository, "file", wanted.files);
  const organisationFiles = textsIn(
    organisation ?? {},
    "organisationFile",
    organisation ? wanted.organisationFiles : [],
  );
  if (!files || !organisationFiles) return null;
  const { databaseId: id, name, owner, isArchived, defaultBranchRef } = repository;
  // Another repository that has taken over the name is not the one that was asked for.
  if (asked.id !== undefined && asked.id !== id) return "missing";
  // Transferred: another organisation's switch holds now.
  if (owner.login.toLowerCase() !== asked.owner.toLowerCase()) return null;
  return {
    state: {
      ref: { owner: owner.login, name, id },
      defaultBranch: defaultBranchRef.name,
      headSha: defaultBranchRef.target.oid,
      archived: isArchived,
    },
    files,
    organisationFiles,
    ...(wanted.branch ? { branch: branchIn(repository, problems) } : {}),
  };
}

/** What comes along is looked for by itself where it is missing. */
function concernsStanding({ path }: GraphQlAnswer["problems"][number]): boolean {
  const part = String(path?.[1]);
  return !["pullRequest", "labels", ...branchParts].includes(part);
}

/** The texts that are there; null when one cannot be told. */
function textsIn(
  answer: Readonly<Record<string, unknown>>,
  prefix: string,
  paths: readonly string[],
): ReadonlyMap<string, string> | null {
  const texts = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const file = fileSchema.safeParse(answer[`${prefix}${index}`]);
    if (!file.success) return null;
    if (file.data === null || !("text" in file.data)) continue;
    const { text, isBinary, isTruncated } = file.data;
    if (text === null || isBinary !== false || isTruncated || mayBeLink(text)) return null;
    texts.set(path, text);
  }
  return texts;
}

/** A symbolic link reads as the path it points to, which only the REST API follows; YAML that says anything has a colon. */
function mayBeLink(text: string): boolean {
  return text.length < 4096 && !text.includes(":");
}
