import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { asTokenFault, isAccessLost, statusOf } from "./errors.ts";
import type { TokenScope } from "./installation-token.ts";
import { grantedFor, type Job, type Permissions } from "./jobs.ts";
import { type GitHubLog, type GitHubOptions, type OctokitFactory, octokitFactory } from "./octokit.ts";
import type { Self } from "./own-work.ts";

const viewerSchema = z.object({ viewer: z.object({ login: z.string().min(1), databaseId: z.int() }) });

/** Who the app is, and what it is called at present. */
interface Identity extends Self {
  readonly login: string;
}

/** A repository, a client that may work on it, and who the client is. */
export interface RepositoryAccess {
  readonly octokit: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
  /** Asked of GitHub once, unless {@link RepositoryAccess.meet} has told it. */
  self(): Promise<Self>;
  /** Takes in whose account GitHub has said the client's is, by number. */
  meet(userId: number): void;
  /** Asked afresh, for what GitHub lists by login only: an app can be renamed at any time. */
  currentLogin(): Promise<string>;
  readonly log: GitHubLog;
}

/** One installation of the app's, and a client that may only list what it covers. */
export interface Installation {
  readonly account: string;
  readonly isSuspended: boolean;
  readonly octokit: Octokit;
}

/** Finds the right client for a repository and a job. */
export interface Connection {
  login(): Promise<string>;
  /** null when the repository does not exist or the app is not installed there. */
  find(ref: RepositoryRef, job: Job): Promise<RepositoryAccess | null>;
  /** @throws PermanentFailure when {@link Connection.find} finds nothing */
  open(ref: RepositoryRef, job: Job): Promise<RepositoryAccess>;
  installations(): Promise<Installation[]>;
  /** Looks up afresh which installation covers which repository, and what it was granted. */
  forget(): void;
}

/** Connects as `options` says; installations are looked up once and again after GitHub no longer accepts them. */
export function connect(options: GitHubOptions): Connection {
  const { authentication, log } = options;
  const clientFor = octokitFactory(options);
  const general = clientFor(null);
  const clients = installationClients(clientFor, general);
  let met: number | null = null;
  const self = onceItSucceeds((octokit: Octokit) => identify(options, general, octokit, met));
  const login = onceItSucceeds(() => loginOf(options, general));

  async function find(ref: RepositoryRef, job: Job): Promise<RepositoryAccess | null> {
    const octokit = authentication.kind === "token" ? general : await clients.at(ref, job);
    if (!octokit) return null;
    const at = { owner: ref.owner, repo: ref.name };
    const currentLogin = () => loginOf(options, general);
    // An app has one bot account for all of its installations.
    const meet = (userId: number) => {
      met = userId;
    };
    return { octokit, at, self: () => self(octokit), meet, currentLogin, log };
  }

  return {
    login,
    find,
    forget: () => clients.forget(),
    async open(ref, job) {
      const access = await find(ref, job);
      if (access) return access;
      throw new PermanentFailure(
        reason(
          "github_not_installed",
          `The app is not installed on ${fullName(ref)}. Install it there, or take the repository out of the configuration.`,
        ),
      );
    },
    async installations() {
      if (authentication.kind === "token") {
        return [{ account: "the token's", isSuspended: false, octokit: general }];
      }
      const found = await general.paginate(general.rest.apps.listInstallations, { per_page: 100 });
      return found.map(({ id, account, permissions, suspended_at }) => ({
        account: account && "login" in account ? account.login : String(id),
        isSuspended: suspended_at !== null,
        octokit: clients.lister({ id, granted: permissionsOf(permissions) }),
      }));
    },
  };
}

interface Granted {
  readonly id: number;
  readonly granted: Permissions | null;
}

const maxClients = 500;

/** The app's clients, each with a token of its own for one installation, repository and job. */
function installationClients(clientFor: OctokitFactory, general: Octokit) {
  const clients = new Map<string, Octokit>();
  const found = new Map<string, Promise<Granted | null>>();

  function client(scope: TokenScope): Octokit {
    const key = JSON.stringify(scope);
    const known = clients.get(key);
    if (known) return known;
    const made = clientFor(scope);
    made.hook.error("request", (error) => {
      if (!isAccessLost(error)) throw error;
      // An app that is installed again has another id; a token that was revoked needs a client without it.
      found.clear();
      clients.delete(key);
      throw asTokenFault(error);
    });
    for (const oldest of clients.size >= maxClients ? [...clients.keys()].slice(0, 1) : [])
      clients.delete(oldest);
    clients.set(key, made);
    return made;
  }

  return {
    forget: () => found.clear(),
    lister: ({ id, granted }: Granted) =>
      client({ installationId: id, permissions: grantedFor("list", granted), repository: null }),
    /** null where the app is not installed; that is asked afresh each time, because people install it. */
    async at(ref: RepositoryRef, job: Job): Promise<Octokit | null> {
      const name = fullName(ref).toLowerCase();
      const lookup = found.get(name) ?? installationOf(general, ref);
      found.set(name, lookup);
      const installation = await lookup.catch((error: unknown) => {
        found.delete(name);
        throw error;
      });
      if (installation === null) {
        found.delete(name);
        return null;
      }
      return client({
        installationId: installation.id,
        permissions: grantedFor(job, installation.granted),
        repository: reachOf(ref, job),
      });
    },
  };
}

/** Who looks has to see the organisation's kill switch in its `.github` repository, too, and can change nothing. */
function reachOf(ref: RepositoryRef, job: Job): TokenScope["repository"] {
  if (job === "look") return null;
  return ref.id === undefined ? { name: ref.name } : { id: ref.id };
}

/** null where GitHub does not say: then a job's whole list is asked for. */
function permissionsOf(granted: object | undefined): Permissions | null {
  if (granted === undefined) return null;
  return Object.fromEntries(
    Object.entries(granted).flatMap(([name, level]) =>
      level === "read" ? [[name, level]] : [[name, "write"]],
    ),
  );
}

/** Remembers an answer, but not a failure. */
function onceItSucceeds<T, From extends unknown[]>(
  ask: (...from: From) => Promise<T>,
): (...from: From) => Promise<T> {
  let answer: Promise<T> | undefined;
  return (...from) => {
    answer ??= ask(...from).catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

async function installationOf(octokit: Octokit, ref: RepositoryRef): Promise<Granted | null> {
  try {
    const found = await octokit.rest.apps.getRepoInstallation({ owner: ref.owner, repo: ref.name });
    const { id, suspended_at, permissions } = found.data;
    return suspended_at ? null : { id, granted: permissionsOf(permissions) };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/**
 * @param octokit of an installation: the app's own credentials may not ask for accounts
 * @param met the account's number where an answer has told it
 */
async function identify(
  options: GitHubOptions,
  general: Octokit,
  octokit: Octokit,
  met: number | null,
): Promise<Self> {
  const { authentication } = options;
  const appId = appIdOf(authentication);
  if (met !== null && appId !== undefined) return { userId: met, appId };
  if (authentication.kind === "token" && authentication.login === undefined) return viewerOf(general);
  const app = await named(options, general);
  const userId = met ?? (await octokit.rest.users.getByUsername({ username: app.login })).data.id;
  return { userId, appId: app.appId };
}

/** undefined where the app is configured by its client id, so that GitHub has to say its number. */
function appIdOf(authentication: GitHubOptions["authentication"]): number | null | undefined {
  if (authentication.kind === "token") return null;
  return /^\d+$/.test(authentication.appId) ? Number(authentication.appId) : undefined;
}

async function loginOf(options: GitHubOptions, general: Octokit): Promise<string> {
  const { authentication } = options;
  const isUnnamed = authentication.kind === "token" && authentication.login === undefined;
  return isUnnamed ? (await viewerOf(general)).login : (await named(options, general)).login;
}

async function named(
  { authentication }: GitHubOptions,
  general: Octokit,
): Promise<{ readonly login: string; readonly appId: number | null }> {
  if (authentication.kind === "token") return { login: authentication.login ?? "", appId: null };
  const app = await general.rest.apps.getAuthenticated();
  if (!app.data?.slug) {
    throw new PermanentFailure(
      reason("github_unauthorized", "GitHub does not name the app. Check the App's id and its private key."),
    );
  }
  return { login: `${app.data.slug}[bot]`, appId: app.data.id };
}

/** Only GraphQL tells the owner of every kind of token, an installation's included. */
async function viewerOf(octokit: Octokit): Promise<Identity> {
  const answer = viewerSchema.parse(await octokit.graphql("query { viewer { login databaseId } }"));
  return { login: answer.viewer.login, userId: answer.viewer.databaseId, appId: null };
}
