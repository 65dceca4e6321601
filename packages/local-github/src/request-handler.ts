import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError, z } from "zod";
import { ApiError } from "./api-error.ts";
import { conditionally } from "./conditional.ts";
import type { Credentials } from "./credentials.ts";
import { type Fault, Faults } from "./faults.ts";
import { isGitPath, serveGit } from "./git-http.ts";
import { graphQlProblems } from "./graphql/execute.ts";
import { isGitHubRoute, validateGitHubRequest } from "./openapi.ts";
import { pageAt } from "./pages/pages.ts";
import { callRoute } from "./rest.ts";
import { hourlyLimit } from "./routes/app.ts";
import { routes } from "./routes/table.ts";
import { type Answer, createRouter } from "./routing.ts";
import type { World } from "./state.ts";

/** A request that was answered with an error because of what it asked. */
export interface RejectedRequest {
  readonly method: string;
  readonly path: string;
  readonly problems: readonly string[];
}

/** Answers every HTTP request: git transport, REST, or a page. */
export class RequestHandler {
  readonly faults = new Faults();
  readonly invalidRequests: RejectedRequest[] = [];
  readonly unknownRoutes: RejectedRequest[] = [];
  /** Requests that leave it to GitHub which version of the API they mean. */
  readonly unversionedRequests: RejectedRequest[] = [];
  readonly requestCounts = new Map<string, number>();
  /** Those of {@link requestCounts} that were answered with 304. */
  readonly notModifiedCounts = new Map<string, number>();
  readonly credentials: Credentials;
  readonly #world: World;
  readonly #router = createRouter(routes);
  readonly #log: (line: string) => void;

  constructor(world: World, credentials: Credentials, log: (line: string) => void) {
    this.#world = world;
    this.credentials = credentials;
    this.#log = log;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#world.url);
    const method = request.method ?? "GET";
    try {
      const fault = this.faults.take(method, url.pathname);
      if (!fault && isGitPath(url.pathname)) {
        await serveGit(this.#world, this.credentials, url, request, response);
        return;
      }
      const text = await readText(request);
      if (fault && !fault.afterSideEffect) {
        playFault(fault, response, this.#world.now());
        return;
      }
      const answer = await this.#rest(method, url, text, request).catch((error: unknown) => {
        const expected = errorAnswer(error);
        if (!expected) {
          this.#log(`${method} ${url.pathname} failed: ${describeError(error)}`);
        }
        return expected ?? serverError();
      });
      this.#log(`${method} ${url.pathname} ${answer.status}`);
      if (fault) {
        playFault(fault, response, this.#world.now());
        return;
      }
      send(response, answer, this.#world.now());
    } catch (error) {
      this.#log(`${method} ${url.pathname} failed: ${describeError(error)}`);
      response.destroy();
    }
  }

  async #rest(method: string, url: URL, text: string, request: IncomingMessage): Promise<Answer> {
    const moved = movedAnswer(this.#world, method, url);
    if (moved) {
      return moved;
    }
    const path = pathByName(this.#world, url.pathname);
    const found = this.#router.find(method, path);
    const body = parseJson(text);
    const name = `${method} ${found?.route.path.replaceAll("+}", "}") ?? path}`;
    this.requestCounts.set(name, (this.requestCounts.get(name) ?? 0) + 1);
    const problems = isGitHubRoute(method, path)
      ? validateGitHubRequest({ method, path, query: queryOf(url), body })
      : [];
    if (found && request.headers["x-github-api-version"] === undefined) {
      this.unversionedRequests.push({ method, path, problems: ["has no X-GitHub-Api-Version"] });
    }
    const page = found === null && method === "GET" ? await pageAt(this.#world, path) : null;
    if (page !== null) {
      return {
        status: 200,
        body: Buffer.from(page),
        headers: { "content-type": "text/html; charset=utf-8" },
      };
    }
    if (!found) {
      this.unknownRoutes.push({ method, path, problems: ["is not played by the local GitHub"] });
      throw new ApiError(404, "Not Found");
    }
    if (problems.length > 0) {
      this.invalidRequests.push({ method, path, problems });
      throw new ApiError(422, `Invalid request.\n\n${problems.join("\n")}`);
    }
    if (path === "/graphql") this.#keepInvalidQuery(method, path, body);
    const { world, credentials } = { world: this.#world, credentials: this.credentials };
    const accept = request.headers.accept ?? "";
    const call = { world, credentials, parameters: found.parameters, url, accept, body };
    const answer = await callRoute(found.route, call, request.headers.authorization);
    const given = method === "GET" ? conditionally(answer, request.headers) : answer;
    if (given.status === 304) this.notModifiedCounts.set(name, (this.notModifiedCounts.get(name) ?? 0) + 1);
    return given;
  }

  /** GitHub answers what does not fit its schema with 200 and `errors`; here it is remembered, too. */
  #keepInvalidQuery(method: string, path: string, body: unknown): void {
    const { query } = z
      .object({ query: z.string().catch("") })
      .catch({ query: "" })
      .parse(body);
    const problems = graphQlProblems(query);
    if (problems.length > 0) this.invalidRequests.push({ method, path, problems });
  }
}

/** GitHub leads from a former name to the repository's number: reads by 301, writes by 307. */
function movedAnswer(world: World, method: string, url: URL): Answer | null {
  const [, owner, name, rest = ""] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (owner === undefined || name === undefined) {
    return null;
  }
  const repository = world.formerly(decodeURIComponent(owner), decodeURIComponent(name));
  if (!repository) {
    return null;
  }
  const location = `${world.url}/repositories/${repository.id}${rest}${url.search}`;
  const body = {
    message: "Moved Permanently",
    url: location,
    documentation_url: "https://docs.github.com/rest",
  };
  return { status: method === "GET" ? 301 : 307, body, headers: { location } };
}

/** Every path of a repository can also be asked by its number. */
function pathByName(world: World, path: string): string {
  const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const found = [...world.repositories.values()].find((repository) => String(repository.id) === id);
  return found ? `/repos/${encodeURIComponent(found.owner)}/${encodeURIComponent(found.name)}${rest}` : path;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  if (text === "") {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

function queryOf(url: URL): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => {
      const values = url.searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** The answer to an error that is the client's; null when it is this server's own. */
function errorAnswer(error: unknown): Answer | null {
  if (error instanceof ApiError) {
    return { status: error.status, body: error.body() };
  }
  if (error instanceof ZodError || error instanceof URIError) {
    return { status: 400, body: new ApiError(400, `Bad request: ${error.message}`).body() };
  }
  return null;
}

function serverError(): Answer {
  return { status: 500, body: new ApiError(500, "Server Error").body() };
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function playFault(fault: Fault, response: ServerResponse, nowMs: number): void {
  if (fault.dropConnection) {
    response.destroy();
    return;
  }
  const body = fault.body ?? new ApiError(fault.status, "Played failure").body();
  send(response, { status: fault.status, body, headers: fault.headers ?? {} }, nowMs);
}

function send(response: ServerResponse, { status, body, headers }: Answer, nowMs: number): void {
  response.writeHead(status, {
    date: new Date(nowMs).toUTCString(),
    ...(body === null ? {} : { "content-type": "application/json; charset=utf-8" }),
    "x-github-request-id": randomUUID(),
    "x-github-media-type": "github.v3; format=json",
    "x-ratelimit-limit": String(hourlyLimit),
    "x-ratelimit-remaining": String(hourlyLimit),
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
    "x-ratelimit-resource": "core",
    ...headers,
  });
  response.end(body === null ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body));
}
