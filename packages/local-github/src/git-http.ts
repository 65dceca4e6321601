import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGunzip } from "node:zlib";
import { refChanged } from "./actions/references.ts";
import { ApiError } from "./api-error.ts";
import { type Credentials, requireWelcome, tokenOf } from "./credentials.ts";
import type { Repository } from "./entities.ts";
import { gitEnvironment } from "./git/process.ts";
import type { World } from "./state.ts";

const gitPath = /^\/([^/]+)\/([^/]+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Whether a path belongs to git's smart HTTP transport. */
export function isGitPath(path: string): boolean {
  return gitPath.test(path);
}

/** Serves clone, fetch and push through `git http-backend`; the password is an installation token. */
export async function serveGit(
  world: World,
  credentials: Credentials,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, owner = "", name = "", service = ""] = gitPath.exec(url.pathname) ?? [];
  const at = [decodeURIComponent(owner), decodeURIComponent(name)] as const;
  const repository = world.repository(...at) ?? world.formerly(...at);
  const isPush = `${url.search}${service}`.includes("git-receive-pack");
  try {
    const allowed = authorize(repository, credentials, request.headers.authorization, isPush);
    const run = () => runBackend(allowed, url, service, request, response);
    if (isPush && request.method === "POST") {
      await world.exclusive(allowed, async () => {
        const before = await allowed.git.refs("refs/heads/");
        await run();
        await announcePush(world, allowed, before);
      });
    } else {
      await run();
    }
    response.end();
  } catch (error) {
    if (!(error instanceof ApiError) || response.headersSent) {
      throw error;
    }
    const challenge = error.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
    response.writeHead(error.status, { "content-type": "text/plain", ...challenge });
    response.end(`${error.message}\n`);
  }
}

function authorize(
  repository: Repository | null,
  credentials: Credentials,
  authorization: string | undefined,
  isPush: boolean,
): Repository {
  const secret = tokenOf(authorization);
  if (secret === null && (isPush || !repository || repository.private)) {
    throw new ApiError(401, "Authentication required");
  }
  const token = secret === null ? null : credentials.requireInstallation(secret);
  if (token) requireWelcome(token.installation);
  const visible = token === null || (repository && sees(token, repository));
  if (!repository || !visible) {
    throw new ApiError(404, "Repository not found.");
  }
  const contents = token?.permissions.contents;
  if (token && contents !== "write" && (isPush || contents !== "read")) {
    throw new ApiError(403, `Permission to ${repository.owner}/${repository.name}.git denied.`);
  }
  if (isPush && repository.archived) {
    throw new ApiError(403, "This repository was archived so it is read-only.");
  }
  return repository;
}

/** Whether an installation token reaches a repository. */
export function sees(
  token: ReturnType<Credentials["requireInstallation"]>,
  { installationId, name }: Repository,
): boolean {
  const { installation, repositories } = token;
  return (
    installation.id === installationId && (repositories === null || repositories.has(name.toLowerCase()))
  );
}

/** Streams the backend's answer; ending it is left to the caller, so that a push is over when git says so. */
function runBackend(
  repository: Repository,
  url: URL,
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: repository.git.folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${service}`,
      REMOTE_USER: "local",
      REQUEST_METHOD: request.method ?? "GET",
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  const zipped = request.headers["content-encoding"] === "gzip";
  child.stdin.on("error", () => {});
  (zipped ? request.pipe(createGunzip()) : request).pipe(child.stdin);
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0);
    child.on("error", reject);
    child.stdout.on("data", (chunk: Buffer) => {
      if (response.headersSent) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end >= 0) {
        writeHead(response, head.toString("utf8", 0, end));
        response.write(head.subarray(end + 4));
      }
    });
    child.on("close", () => {
      if (!response.headersSent) {
        response.writeHead(500);
      }
      resolve();
    });
  });
}

function writeHead(response: ServerResponse, text: string): void {
  const headers = text.split("\r\n").map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const status = headers.find(([name]) => name.toLowerCase() === "status")?.[1] ?? "200";
  response.writeHead(
    Number.parseInt(status, 10),
    Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== "status")),
  );
}

async function announcePush(
  world: World,
  repository: Repository,
  before: readonly { name: string; sha: string }[],
): Promise<void> {
  const after = await repository.git.refs("refs/heads/");
  const shasBefore = new Map(before.map(({ name, sha }) => [name, sha]));
  const shasAfter = new Map(after.map(({ name, sha }) => [name, sha]));
  for (const name of new Set([...shasBefore.keys(), ...shasAfter.keys()])) {
    const change = { name, before: shasBefore.get(name) ?? null, after: shasAfter.get(name) ?? null };
    if (change.before !== change.after) {
      await refChanged(world, repository, world.botOf(world.app), change);
    }
  }
}
