import { ApiError, notFound } from "../api-error.ts";
import type { Repository } from "../entities.ts";
import type { TreeEntry } from "../git/objects.ts";
import { apiUrl, pageUrl, repositoryJson, userJson } from "../responses/accounts.ts";
import { commitJson, requireCommit } from "../responses/commits.ts";
import { type Answer, ok, page, parameter, query, type RepositoryCall, repositoryRoute } from "../routing.ts";
import { rulesOf } from "../rulesets.ts";

const metadata = ["metadata:read"];
const contents = ["contents:read"];
const administration = ["administration:read"];

/** Repositories, branches, files, and who may do what. */
export const repositoryRoutes = [
  repositoryRoute("GET", "", metadata, ({ world, repository }) => ok(repositoryJson(world, repository))),
  repositoryRoute("GET", "/branches", contents, listBranches),
  repositoryRoute("GET", "/branches/{branch}/protection", administration, getProtection),
  repositoryRoute("GET", "/branches/{branch}", contents, getBranch),
  repositoryRoute("GET", "/rules/branches/{branch}", metadata, getRules),
  repositoryRoute("GET", "/contents/{path+}", contents, getContents),
  repositoryRoute("GET", "/contents", contents, getContents),
  repositoryRoute("GET", "/collaborators/{login}/permission", metadata, getPermission),
];

function protectionJson(repository: Repository, branch: string) {
  const protection = repository.protections.get(branch);
  const checks = (protection?.requiredChecks ?? []).map(({ context }) => ({ context, app_id: null }));
  return {
    enabled: protection !== undefined,
    required_status_checks: {
      enforcement_level: protection ? "everyone" : "off",
      strict: protection?.strict ?? false,
      contexts: checks.map(({ context }) => context),
      checks,
    },
    ...(protection && protection.requiredApprovals > 0
      ? { required_pull_request_reviews: { required_approving_review_count: protection.requiredApprovals } }
      : {}),
  };
}

/** What a branch demands, as a ruleset of the repository says it. */
function getRules(call: RepositoryCall) {
  const branch = parameter(call, "branch");
  const protection = call.repository.protections.get(branch);
  const source = { ruleset_source_type: "Repository", ruleset_source: call.repository.name, ruleset_id: 1 };
  const queue = { type: "merge_queue", parameters: { merge_method: "SQUASH" } };
  const rules = [...(protection?.mergeQueue ? [queue] : []), ...rulesOf(call.repository, branch)];
  return page(call, rules, (rule) => ({ ...rule, ...source }));
}

async function listBranches(call: RepositoryCall) {
  const refs = await call.repository.git.refs("refs/heads/");
  return page(call, refs, ({ name, sha }) => ({
    name: name.slice("refs/heads/".length),
    commit: { sha, url: `${apiUrl(call.world, call.repository)}/commits/${sha}` },
    protected: call.repository.protections.has(name.slice("refs/heads/".length)),
  }));
}

async function getBranch(call: RepositoryCall) {
  const { world, repository } = call;
  const name = parameter(call, "branch");
  const sha = await repository.git.ref(`refs/heads/${name}`);
  if (!sha) {
    throw new ApiError(404, "Branch not found");
  }
  return ok({
    name,
    commit: commitJson(world, repository, sha, await requireCommit(repository, sha)),
    protected: repository.protections.has(name),
    protection: protectionJson(repository, name),
    protection_url: `${apiUrl(world, repository)}/branches/${encodeURIComponent(name)}/protection`,
    _links: {
      self: `${apiUrl(world, repository)}/branches/${encodeURIComponent(name)}`,
      html: `${pageUrl(world, repository)}/tree/${name}`,
    },
  });
}

function getProtection(call: RepositoryCall) {
  const branch = parameter(call, "branch");
  if (!call.repository.protections.has(branch)) {
    throw new ApiError(404, "Branch not protected");
  }
  return ok(protectionJson(call.repository, branch));
}

async function getContents(call: RepositoryCall): Promise<Answer> {
  const { git, defaultBranch } = call.repository;
  const path = (call.parameters.path ?? "").replace(/^\/+|\/+$/g, "");
  const revision = query(call, "ref") ?? defaultBranch;
  const sha = await git.resolve(revision);
  if (!sha) {
    throw query(call, "ref") === null
      ? new ApiError(404, "This repository is empty.")
      : new ApiError(404, `No commit found for the ref ${revision}`);
  }
  const object = await git.object(`${sha}:${path}`);
  if (object?.type === "blob") {
    return call.accept.includes("raw")
      ? {
          status: 200,
          body: object.content,
          headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" },
        }
      : ok({
          ...contentJson(call, path, object.sha, "file", revision),
          size: object.content.length,
          encoding: "base64",
          content: object.content.toString("base64").replace(/.{60}/g, "$&\n"),
        });
  }
  const entries = object?.type === "tree" ? await git.tree(object.sha) : null;
  if (!entries) {
    throw notFound();
  }
  return ok(entries.map((entry) => entryJson(call, path, entry, revision)));
}

function entryJson(call: RepositoryCall, folder: string, entry: TreeEntry, revision: string) {
  const kind = entry.mode === "40000" ? "dir" : entry.mode === "120000" ? "symlink" : "file";
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  return { ...contentJson(call, path, entry.sha, kind, revision), size: 0 };
}

function contentJson(call: RepositoryCall, path: string, sha: string, type: string, revision: string) {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const url = `${apiUrl(call.world, call.repository)}/contents/${encoded}?ref=${encodeURIComponent(revision)}`;
  const page = `${pageUrl(call.world, call.repository)}/blob/${revision}/${encoded}`;
  return {
    type,
    name: path.split("/").at(-1) ?? "",
    path,
    sha,
    url,
    html_url: page,
    git_url: `${apiUrl(call.world, call.repository)}/git/blobs/${sha}`,
    download_url: null,
    _links: { self: url, html: page, git: null },
  };
}

function getPermission(call: RepositoryCall) {
  const login = parameter(call, "login");
  const isPublic = !call.repository.private;
  const permission = call.repository.permissions.get(login.toLowerCase()) ?? (isPublic ? "read" : "none");
  const user = call.world.user(login);
  return ok({ permission, role_name: permission, user: userJson(call.world, user) });
}
