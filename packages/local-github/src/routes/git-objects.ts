import { z } from "zod";
import { requireWritable } from "../actions/issues.ts";
import { notFound, unprocessable } from "../api-error.ts";
import type { Signature, TreeEntry } from "../git/objects.ts";
import { editTree, type TreeEdits } from "../git/tree-edit.ts";
import { apiUrl, nodeId } from "../responses/accounts.ts";
import { gitCommitJson } from "../responses/commits.ts";
import { bodyOf, created, ok, parameter, query, type RepositoryCall, repositoryRoute } from "../routing.ts";

const read = ["contents:read"];
const write = ["contents:write"];

/** Git's own objects: blobs, trees, commits. */
export const gitObjectRoutes = [
  repositoryRoute("POST", "/git/blobs", write, createBlob),
  repositoryRoute("GET", "/git/blobs/{sha}", read, getBlob),
  repositoryRoute("POST", "/git/trees", write, createTree),
  repositoryRoute("GET", "/git/trees/{sha+}", read, getTree),
  repositoryRoute("POST", "/git/commits", write, createCommit),
  repositoryRoute("GET", "/git/commits/{sha}", read, getCommit),
];

async function createBlob(call: RepositoryCall) {
  requireWritable(call.repository);
  const { content, encoding } = bodyOf(call, { content: z.string(), encoding: z.string().optional() });
  const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
  const sha = await call.repository.git.writeBlob(bytes);
  return created({ sha, url: `${apiUrl(call.world, call.repository)}/git/blobs/${sha}` });
}

async function getBlob(call: RepositoryCall) {
  const object = await call.repository.git.object(requireSha(parameter(call, "sha")));
  if (object?.type !== "blob") {
    throw notFound();
  }
  return ok({
    sha: object.sha,
    node_id: nodeId(object.sha, call.repository.id),
    size: object.content.length,
    url: `${apiUrl(call.world, call.repository)}/git/blobs/${object.sha}`,
    encoding: "base64",
    content: object.content.toString("base64"),
  });
}

/** Throws GitHub's 422 unless that is a whole SHA. */
export function requireSha(sha: string): string {
  if (!/^[0-9a-f]{40}$/.test(sha)) {
    throw unprocessable("The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
  }
  return sha;
}

const treeItem = z.object({
  path: z.string(),
  mode: z.enum(["100644", "100755", "040000", "160000", "120000"]).default("100644"),
  sha: z.string().nullable().optional(),
  content: z.string().optional(),
});

async function createTree(call: RepositoryCall) {
  requireWritable(call.repository);
  const { git } = call.repository;
  const body = bodyOf(call, { tree: z.array(treeItem), base_tree: z.string().optional() });
  const edits = new Map<string, { mode: string; sha: string } | null>();
  for (const item of body.tree) {
    requirePath(item.path);
    const sha = item.content === undefined ? item.sha : await git.writeBlob(inlineBytes(call, item.content));
    if (sha === undefined || (sha !== null && !(await git.object(requireSha(sha))))) {
      throw unprocessable(`tree.sha ${sha} is not a valid blob`);
    }
    edits.set(item.path, sha === null ? null : { mode: item.mode.replace(/^0/, ""), sha });
  }
  const sha = await writeTree(call, body.base_tree ?? null, edits);
  return created(await treeJson(call, sha, false));
}

function inlineBytes({ repository }: RepositoryCall, content: string): Buffer {
  return Buffer.from(repository.convertsLineEnds ? content.replaceAll("\r\n", "\n") : content);
}

async function writeTree(call: RepositoryCall, base: string | null, edits: TreeEdits): Promise<string> {
  const { git } = call.repository;
  const baseTree = base === null ? null : await git.object(`${requireSha(base)}^{tree}`);
  if (base !== null && !baseTree) {
    throw unprocessable("Tree SHA does not exist");
  }
  return editTree(git, baseTree?.sha ?? null, edits);
}

function requirePath(path: string): void {
  const segments = path.split("/");
  const bad = segments.some((one) => one === "" || one === "." || one === ".." || one === ".git");
  if (bad) {
    throw unprocessable("tree.path contains a malformed path component");
  }
}

async function getTree(call: RepositoryCall) {
  const name = parameter(call, "sha");
  const start = (await call.repository.git.resolve(name)) ?? name;
  const tree = await call.repository.git.object(`${start}^{tree}`);
  if (!tree) {
    throw notFound();
  }
  return ok(await treeJson(call, tree.sha, query(call, "recursive") !== null));
}

async function treeJson(call: RepositoryCall, sha: string, recursive: boolean) {
  const api = apiUrl(call.world, call.repository);
  const tree = (await listTree(call, sha, recursive)).map(({ mode, name, sha: entrySha }) => {
    const type = mode === "40000" ? "tree" : mode === "160000" ? "commit" : "blob";
    return {
      path: name,
      mode: mode.padStart(6, "0"),
      type,
      sha: entrySha,
      url: `${api}/git/${type === "tree" ? "trees" : "blobs"}/${entrySha}`,
    };
  });
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: false };
}

/** The rows of a tree, with whole paths as names; recursively, each folder before its content. */
async function listTree(call: RepositoryCall, sha: string, recursive: boolean): Promise<TreeEntry[]> {
  const rows: TreeEntry[] = [];
  for (const entry of (await call.repository.git.tree(sha)) ?? []) {
    rows.push(entry);
    if (recursive && entry.mode === "40000") {
      const below = await listTree(call, entry.sha, true);
      rows.push(...below.map((row) => ({ ...row, name: `${entry.name}/${row.name}` })));
    }
  }
  return rows;
}

const person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });

async function createCommit(call: RepositoryCall) {
  requireWritable(call.repository);
  const { world, repository, actor } = call;
  const body = bodyOf(call, {
    message: z.string(),
    tree: z.string(),
    parents: z.array(z.string()).default([]),
    author: person.optional(),
    committer: person.optional(),
  });
  const missing = await missingObjects(call, [body.tree, ...body.parents]);
  if (missing.length > 0) {
    throw unprocessable(`Object does not exist: ${missing.join(", ")}`);
  }
  const sign = (given: z.infer<typeof person>): Signature => ({
    ...given,
    atSeconds: Math.floor((given.date ? Date.parse(given.date) : world.now()) / 1000),
  });
  const bot = { name: actor.login, email: world.emailOf(actor) };
  const author = sign(body.author ?? bot);
  const committer = sign(body.committer ?? body.author ?? bot);
  const commit = { tree: body.tree, parents: body.parents, author, committer, message: body.message };
  const sha = await repository.git.writeCommit(commit);
  if (!body.author && !body.committer) {
    repository.verifiedCommits.add(sha);
  }
  return created(gitCommitJson(world, repository, sha, commit));
}

async function missingObjects(call: RepositoryCall, shas: readonly string[]): Promise<string[]> {
  const known = await Promise.all(shas.map((sha) => call.repository.git.object(requireSha(sha))));
  return shas.filter((_sha, index) => known[index] === null);
}

async function getCommit(call: RepositoryCall) {
  const { world, repository } = call;
  const sha = parameter(call, "sha");
  const commit = await repository.git.commit(sha);
  if (!commit) {
    throw notFound();
  }
  return ok(gitCommitJson(world, repository, sha, commit));
}
