import { z } from "zod";
import { notFound } from "./api-error.ts";
import type { Credentials, InstallationToken } from "./credentials.ts";
import type { Repository, User } from "./entities.ts";
import type { World } from "./state.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every handler gets; `url` is absolute. */
export interface Call {
  readonly world: World;
  readonly credentials: Credentials;
  readonly parameters: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly accept: string;
  readonly body: unknown;
}
export interface TokenCall extends Call {
  readonly token: InstallationToken;
  /** Who acts: the app's bot. */
  readonly actor: User;
}
export interface RepositoryCall extends TokenCall {
  readonly repository: Repository;
}

/** Permissions of which any one suffices, e.g. `["issues:write", "pull_requests:write"]`. */
export type Needs = readonly string[];

export type Route = { readonly method: string; readonly path: string } & (
  | { readonly kind: "public"; readonly handle: (call: Call) => Promise<Answer> | Answer }
  | { readonly kind: "app"; readonly handle: (call: Call) => Promise<Answer> | Answer }
  | { readonly kind: "token"; readonly handle: (call: TokenCall) => Promise<Answer> | Answer }
  | {
      readonly kind: "repository";
      readonly needs: Needs;
      readonly handle: (call: RepositoryCall) => Promise<Answer> | Answer;
    }
);

/** A route below `/repos/{owner}/{repo}`; `path` is the rest, `{name+}` spans segments. */
export function repositoryRoute(
  method: string,
  path: string,
  needs: Needs,
  handle: (call: RepositoryCall) => Promise<Answer> | Answer,
): Route {
  return { kind: "repository", method, path: `/repos/{owner}/{repo}${path}`, needs, handle };
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export function noContent(): Answer {
  return { status: 204, body: null };
}

/** One page of a list with GitHub's `Link` header; `wrap` puts the page into an object. */
export async function page<T>(
  call: Call,
  items: readonly T[],
  toJson: (item: T) => unknown,
  wrap: (page: unknown[], total: number) => unknown = (items) => items,
): Promise<Answer> {
  const perPage = Math.min(100, Math.max(1, queryNumber(call, "per_page", 30)));
  const number = Math.max(1, queryNumber(call, "page", 1));
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const json = await Promise.all(items.slice((number - 1) * perPage, number * perPage).map(toJson));
  const link = (target: number, relation: string) => {
    const url = new URL(call.url);
    url.searchParams.set("page", String(target));
    return `<${url.href}>; rel="${relation}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(number < last ? [link(number + 1, "next"), link(last, "last")] : []),
    ...(number > 1 ? [link(1, "first")] : []),
  ];
  return {
    status: 200,
    body: wrap(json, items.length),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

function queryNumber(call: Call, name: string, fallback: number): number {
  const value = Number(call.url.searchParams.get(name) ?? fallback);
  return Number.isInteger(value) ? value : fallback;
}

export function query(call: Call, name: string): string | null {
  return call.url.searchParams.get(name);
}

export function parameter(call: Call, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) {
    throw notFound();
  }
  return value;
}

export function numberParameter(call: Call, name: string): number {
  const value = Number(parameter(call, name));
  if (!Number.isSafeInteger(value)) {
    throw notFound();
  }
  return value;
}

/** The request's body as the route needs it; OpenAPI was checked before. */
export function bodyOf<Shape extends z.ZodRawShape>(call: Call, shape: Shape) {
  return z.object(shape).parse(call.body ?? {});
}

export interface Router {
  find(
    method: string,
    rawPath: string,
  ): { readonly route: Route; readonly parameters: Record<string, string> } | null;
}

/** Finds the first route that fits; paths are matched as sent, parameters are decoded. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => {
    const names = [...route.path.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1] ?? "");
    const source = route.path.replace(/\{\w+\+\}/g, "(.+)").replace(/\{\w+\}/g, "([^/]+)");
    return { route, names, pattern: new RegExp(`^${source}/?$`) };
  });
  return {
    find(method, rawPath) {
      for (const { route, names, pattern } of compiled) {
        const match = route.method === method ? pattern.exec(rawPath) : null;
        if (match) {
          const parameters = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]);
          return { route, parameters: Object.fromEntries(parameters) };
        }
      }
      return null;
    },
  };
}
