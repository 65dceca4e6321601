import { readFileSync } from "node:fs";
import { buildSchema, type ExecutionResult, execute, type GraphQLSchema, parse, validate } from "graphql";
import { z } from "zod";
import { dequeue, enqueue } from "../actions/merge-queue.ts";
import { ApiError } from "../api-error.ts";
import { type Issue, isPull, type Repository } from "../entities.ts";
import { nodeId } from "../responses/accounts.ts";
import { type Answer, bodyOf, ok, type TokenCall } from "../routing.ts";
import type { PageArguments } from "./connection.ts";
import { type DeploymentArguments, deploymentsOf } from "./deployment-nodes.ts";
import { objectNode, refNode } from "./git-nodes.ts";
import { mayRead, mayWrite, problem } from "./problem.ts";
import {
  labelsOf,
  type PullsArguments,
  pullNode,
  pullsNode,
  queueEntryNode,
  repositoryFacts,
} from "./pull-nodes.ts";
import { actorNode, isVisible, type Scope } from "./scope.ts";

/** What GitHub's public schema allows, whole; `@octokit/graphql-schema` has it from GitHub. */
let schema: GraphQLSchema | undefined;

function gitHubSchema(): GraphQLSchema {
  schema ??= buildSchema(
    readFileSync(new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema")), "utf8"),
    { assumeValid: true, noLocation: true },
  );
  return schema;
}

/** What is wrong with a query by GitHub's schema, one sentence each; empty when it is valid. */
export function graphQlProblems(query: string): string[] {
  try {
    return validate(gitHubSchema(), parse(query)).map(({ message }) => message);
  } catch (error) {
    return [String(error)];
  }
}

/** Answers `POST /graphql`: always 200, with what went wrong in `errors` beside what could be read. */
export async function answerGraphQl(call: TokenCall): Promise<Answer> {
  const body = bodyOf(call, { query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
  const problems = graphQlProblems(body.query);
  if (problems.length > 0) return ok({ errors: problems.map((message) => ({ message })) });
  const result = await execute({
    schema: gitHubSchema(),
    document: parse(body.query),
    rootValue: { ...root(call), ...mutations(call) },
    variableValues: body.variables,
  });
  return ok(asGitHub(result));
}

/** GitHub puts an error's `type` beside its message. */
function asGitHub({ data, errors }: ExecutionResult) {
  if (!errors) return { data };
  return {
    data,
    errors: errors.map(({ message, path, locations, extensions }) => ({
      ...(typeof extensions.type === "string" ? { type: extensions.type } : {}),
      ...(path ? { path } : {}),
      ...(locations ? { locations } : {}),
      message,
    })),
  };
}

function root(scope: TokenCall) {
  return {
    viewer: { ...actorNode(scope.actor), login: scope.actor.login },
    rateLimit: {
      cost: 1,
      limit: 5000,
      nodeCount: 0,
      remaining: 5000,
      used: 0,
      resetAt: "2030-01-01T00:00:00Z",
    },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = scope.world.repository(owner, name);
      if (!repository || !isVisible(scope, repository)) {
        throw problem("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return repositoryNode(scope, repository);
    },
    nodes: ({ ids }: { ids: readonly string[] }) => {
      const known = pullsById(scope);
      return ids.map((id) => {
        const found = known.get(id);
        return found ? pullNode(scope, found.repository, found.issue) : missingNode(id);
      });
    },
  };
}

interface QueueInput {
  readonly input: {
    readonly pullRequestId?: string;
    readonly id?: string;
    readonly expectedHeadOid?: string;
  };
}

/** Merge queues are reached by GraphQL only. */
function mutations(scope: TokenCall) {
  const wanted = (id: string | undefined) => {
    mayWrite(scope.token, "pull_requests");
    const found = pullsById(scope).get(id ?? "");
    if (!found) throw missingNode(id ?? "");
    return found;
  };
  const asProblem = (error: unknown): never => {
    throw error instanceof ApiError ? problem("UNPROCESSABLE", error.message) : error;
  };
  return {
    enqueuePullRequest: async ({ input }: QueueInput) => {
      const { repository, issue } = wanted(input.pullRequestId);
      const { world, actor } = scope;
      const put = () => enqueue(world, repository, actor, issue, input.expectedHeadOid ?? null);
      await world.exclusive(repository, put).catch(asProblem);
      return { mergeQueueEntry: () => queueEntryNode(scope, repository, issue) };
    },
    dequeuePullRequest: async ({ input }: QueueInput) => {
      const { repository, issue } = wanted(input.id);
      const mergeQueueEntry = queueEntryNode(scope, repository, issue);
      const take = () => dequeue(scope.world, repository, scope.actor, issue);
      if (!(await scope.world.exclusive(repository, take))) {
        throw problem("UNPROCESSABLE", "Pull request is not in the merge queue");
      }
      return { mergeQueueEntry };
    },
  };
}

function missingNode(id: string): Error {
  return problem("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

function pullsById(scope: Scope) {
  const visible = [...scope.world.repositories.values()].filter((one) => isVisible(scope, one));
  return new Map(
    visible.flatMap((repository) =>
      [...repository.issues.values()]
        .filter(isPull)
        .map((issue) => [nodeId("PullRequest", issue.id), { repository, issue }] as const),
    ),
  );
}

function repositoryNode(scope: Scope, repository: Repository) {
  return {
    __typename: "Repository",
    ...repositoryFacts(scope, repository),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      refNode(scope, repository, qualifiedName.replace(/^refs\/heads\//, "")),
    object: ({ expression, oid }: { expression?: string; oid?: string }) =>
      objectNode(scope, repository, expression ?? oid ?? ""),
    labels: (wanted: PageArguments) => labelsOf(scope, repository, wanted),
    pullRequests: (wanted: PullsArguments) => pullsNode(scope, repository, wanted),
    deployments: (wanted: DeploymentArguments) => deploymentsOf(scope, repository, wanted),
    pullRequest: ({ number }: { number: number }) => {
      mayRead(scope.token, "pull_requests");
      const issue: Issue | undefined = repository.issues.get(number);
      if (issue && isPull(issue)) return pullNode(scope, repository, issue);
      throw problem("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
    },
  };
}
