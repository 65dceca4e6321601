import { z } from "zod";
import {
  addLabels,
  ensureLabel,
  removeLabel,
  requireIssue,
  requireUnlocked,
  requireWritable,
} from "../actions/issues.ts";
import { notFound, validationFailed } from "../api-error.ts";
import type { Issue, Label, Reaction } from "../entities.ts";
import { labelJson } from "../responses/accounts.ts";
import { reactionJson } from "../responses/issues.ts";
import {
  bodyOf,
  created,
  ok,
  page,
  parameter,
  query,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";
import { commentOf, issueOf } from "./issues.ts";

const read = ["issues:read", "pull_requests:read"];
const write = ["issues:write", "pull_requests:write"];

/** Labels and reactions. */
export const labelRoutes = [
  repositoryRoute("POST", "/labels", write, createLabel),
  repositoryRoute("GET", "/labels", read, (call) => page(call, repositoryLabels(call), toJson(call))),
  repositoryRoute("GET", "/labels/{name}", read, getLabel),
  repositoryRoute("POST", "/issues/{number}/labels", write, addToIssue),
  repositoryRoute("GET", "/issues/{number}/labels", read, (call) =>
    page(call, [...issueOf(call).labels.values()], toJson(call)),
  ),
  repositoryRoute("DELETE", "/issues/{number}/labels/{name}", write, removeFromIssue),
  repositoryRoute("POST", "/issues/{number}/reactions", write, (call) =>
    react(call, issueOf(call), issueOf(call).reactions),
  ),
  repositoryRoute("GET", "/issues/{number}/reactions", read, (call) =>
    listReactions(call, issueOf(call).reactions),
  ),
  repositoryRoute("POST", "/issues/comments/{id}/reactions", write, (call) =>
    react(call, issueOfComment(call), commentOf(call).reactions),
  ),
  repositoryRoute("GET", "/issues/comments/{id}/reactions", read, (call) =>
    listReactions(call, commentOf(call).reactions),
  ),
];

function repositoryLabels(call: RepositoryCall): Label[] {
  return [...call.repository.labels.values()];
}

function toJson({ world, repository }: RepositoryCall) {
  return (label: Label) => labelJson(world, repository, label);
}

function createLabel(call: RepositoryCall) {
  const { world, repository } = call;
  requireWritable(repository);
  const body = bodyOf(call, {
    name: z.string(),
    color: z.string().default("ededed"),
    description: z.string().nullable().default(null),
  });
  if (!/^[0-9a-f]{6}$/i.test(body.color)) {
    throw validationFailed({ resource: "Label", field: "color", code: "invalid" });
  }
  if ((body.description ?? "").length > 100) {
    throw validationFailed({ resource: "Label", field: "description", code: "too_long" });
  }
  if (repository.labels.has(body.name.toLowerCase())) {
    throw validationFailed({ resource: "Label", field: "name", code: "already_exists" });
  }
  const label = { ...body, id: world.nextId() };
  repository.labels.set(body.name.toLowerCase(), label);
  return created(labelJson(world, repository, label));
}

function getLabel(call: RepositoryCall) {
  const label = call.repository.labels.get(parameter(call, "name").toLowerCase());
  if (!label) {
    throw notFound();
  }
  return ok(labelJson(call.world, call.repository, label));
}

const labelName = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

async function addToIssue(call: RepositoryCall) {
  const issue = issueOf(call);
  const names = Array.isArray(call.body)
    ? z.array(labelName).parse(call.body)
    : bodyOf(call, { labels: z.array(labelName).default([]) }).labels;
  for (const name of names) {
    ensureLabel(call.world, call.repository, name);
  }
  await addLabels(call.world, call.repository, call.actor, issue, names);
  return ok([...issue.labels.values()].map(toJson(call)));
}

async function removeFromIssue(call: RepositoryCall) {
  const issue = issueOf(call);
  await removeLabel(call.world, call.repository, call.actor, issue, parameter(call, "name"));
  return ok([...issue.labels.values()].map(toJson(call)));
}

function issueOfComment(call: RepositoryCall): Issue {
  return requireIssue(call.repository, commentOf(call).issueNumber);
}

function react(call: RepositoryCall, issue: Issue, reactions: Reaction[]) {
  const { world, actor } = call;
  requireUnlocked(issue, actor, "create reaction");
  const { content } = bodyOf(call, { content: z.string() });
  const known = reactions.find((reaction) => reaction.user.id === actor.id && reaction.content === content);
  if (known) {
    return ok(reactionJson(world, known));
  }
  const reaction = { id: world.nextId(), user: actor, content, createdAtMs: world.now() };
  reactions.push(reaction);
  return created(reactionJson(world, reaction));
}

function listReactions(call: RepositoryCall, reactions: readonly Reaction[]) {
  const content = query(call, "content");
  const wanted = reactions.filter((reaction) => content === null || reaction.content === content);
  return page(call, wanted, (reaction) => reactionJson(call.world, reaction));
}
