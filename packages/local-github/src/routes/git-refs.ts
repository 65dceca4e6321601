import { z } from "zod";
import { requireWritable } from "../actions/issues.ts";
import { moveRef } from "../actions/references.ts";
import { ApiError, notFound, unprocessable } from "../api-error.ts";
import { apiUrl, nodeId } from "../responses/accounts.ts";
import {
  bodyOf,
  created,
  noContent,
  ok,
  page,
  parameter,
  type RepositoryCall,
  repositoryRoute,
} from "../routing.ts";
import { pushViolations, ruleViolation } from "../rulesets.ts";
import { requireSha } from "./git-objects.ts";

const read = ["contents:read"];
const write = ["contents:write"];

/** Git's references. */
export const gitRefRoutes = [
  repositoryRoute("POST", "/git/refs", write, createRef),
  repositoryRoute("GET", "/git/ref/{ref+}", read, getRef),
  repositoryRoute("GET", "/git/matching-refs/{ref+}", read, matchingRefs),
  repositoryRoute("PATCH", "/git/refs/{ref+}", write, updateRef),
  repositoryRoute("DELETE", "/git/refs/{ref+}", write, deleteRef),
];

function refJson(call: RepositoryCall, name: string, sha: string) {
  const api = apiUrl(call.world, call.repository);
  return {
    ref: name,
    node_id: nodeId(name, call.repository.id),
    url: `${api}/git/${name}`,
    object: { sha, type: "commit", url: `${api}/git/commits/${sha}` },
  };
}

async function createRef(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository, actor } = call;
  const { ref, sha } = bodyOf(call, { ref: z.string(), sha: z.string() });
  if (!/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) || /\.\.|\/\/|\.lock$|\/$/.test(ref)) {
    throw unprocessable(`Reference name must start with 'refs' and have at least two slashes.`);
  }
  if (await repository.git.ref(ref)) {
    throw unprocessable("Reference already exists");
  }
  await requireTarget(call, sha);
  await requireRoom(call, ref);
  await requireRules(call, ref, null, sha);
  await moveRef(world, repository, actor, ref, sha);
  return created(refJson(call, ref, sha));
}

/** A reference is a file: no other can be below its name, nor it below another's. */
async function requireRoom({ repository }: RepositoryCall, name: string): Promise<void> {
  const parts = name.split("/");
  const above = parts.slice(3).map((_part, index) => parts.slice(0, index + 3).join("/"));
  const taken = await Promise.all(above.map((one) => repository.git.ref(one)));
  if (taken.some((sha) => sha !== null) || (await repository.git.refs(`${name}/`)).length > 0) {
    throw unprocessable("Reference update failed");
  }
}

async function requireTarget(call: RepositoryCall, sha: string): Promise<void> {
  if (!(await call.repository.git.commit(requireSha(sha)))) {
    throw unprocessable("Object does not exist");
  }
}

async function getRef(call: RepositoryCall) {
  const name = `refs/${parameter(call, "ref")}`;
  const sha = await call.repository.git.ref(name);
  if (!sha) {
    throw notFound();
  }
  return ok(refJson(call, name, sha));
}

async function matchingRefs(call: RepositoryCall) {
  const refs = await call.repository.git.refs(`refs/${parameter(call, "ref")}`);
  return page(call, refs, ({ name, sha }) => refJson(call, name, sha));
}

async function updateRef(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository, actor } = call;
  const name = `refs/${parameter(call, "ref")}`;
  const { sha, force } = bodyOf(call, { sha: z.string(), force: z.boolean().default(false) });
  const before = await repository.git.ref(name);
  if (!before) {
    throw unprocessable("Reference does not exist");
  }
  await requireTarget(call, sha);
  if (!force && !(await repository.git.isAncestor(before, sha))) {
    throw unprocessable("Update is not a fast forward");
  }
  requireUnprotected(call, name);
  await requireRules(call, name, before, sha);
  await moveRef(world, repository, actor, name, sha);
  return ok(refJson(call, name, sha));
}

async function requireRules(
  { repository }: RepositoryCall,
  name: string,
  before: string | null,
  after: string,
): Promise<void> {
  const branch = name.replace("refs/heads/", "");
  const violations = await pushViolations(repository, branch, before, after);
  if (violations.length > 0) throw unprocessable(ruleViolation(violations));
}

function requireUnprotected(call: RepositoryCall, name: string): void {
  if (call.repository.protections.has(name.replace("refs/heads/", ""))) {
    throw new ApiError(422, "Changes must be made through a pull request.");
  }
}

async function deleteRef(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository, actor } = call;
  const name = `refs/${parameter(call, "ref")}`;
  if (!(await repository.git.ref(name))) {
    throw unprocessable("Reference does not exist");
  }
  requireUnprotected(call, name);
  await moveRef(world, repository, actor, name, null);
  return noContent();
}
