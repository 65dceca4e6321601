import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { asTokenFault, isAccessLost, statusOf } from "./errors.ts";
import { type GitHubLog, type GitHubOptions, type OctokitFactory, octokitFactory } from "./octokit.ts";

const viewerSchema = z.object({ viewer: z.object({ login: z.string().min(1) }) });

/** A repository, a client that may work on it, and the name the client goes by. */
export interface RepositoryAccess {
  readonly octokit: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
  readonly login: string;
  readonly log: GitHubLog;
}

/** Finds the right client for a repository. */
export interface Connection {
  login(): Promise<string>;
  /** null when the repository does not exist or the app is not installed there. */
  find(ref: RepositoryRef): Promise<RepositoryAccess | null>;
  /** @throws PermanentFailure when {@link Connection.find} finds nothing */
  open(ref: RepositoryRef): Promise<RepositoryAccess>;
  /** One client for each installation. */
  installations(): Promise<Octokit[]>;
}

/** Connects as `options` says; installations are looked up once and again after GitHub no longer accepts them. */
export function connect(options: GitHubOptions): Connection {
  const { authentication, log } = options;
  const clientFor = octokitFactory(options);
  const general = clientFor(null);
  const installations = installationClients(clientFor, general);
  const login = onceItSucceeds(() => loginOf(options, general));

  async function find(ref: RepositoryRef): Promise<RepositoryAccess | null> {
    const octokit = authentication.kind === "token" ? general : await installations.at(ref);
    return octokit && { octokit, at: { owner: ref.owner, repo: ref.name }, login: await login(), log };
  }

  return {
    login,
    find,
    async open(ref) {
      const access = await find(ref);
      if (access) return access;
      throw new PermanentFailure(
        reason(
          "github_not_installed",
          `The app is not installed on ${fullName(ref)}. Install it there, or take the repository out of the configuration.`,
        ),
      );
    },
    async installations() {
      if (authentication.kind === "token") return [general];
      const found = await general.paginate(general.rest.apps.listInstallations, { per_page: 100 });
      return found.filter(({ suspended_at }) => !suspended_at).map(({ id }) => installations.client(id));
    },
  };
}

/** The app's clients by installation, each with a token of its own. */
function installationClients(clientFor: OctokitFactory, general: Octokit) {
  const clients = new Map<number, Octokit>();
  const ids = new Map<string, Promise<number | null>>();

  function client(installationId: number): Octokit {
    const known = clients.get(installationId);
    if (known) return known;
    const made = clientFor({ installationId });
    made.hook.error("request", (error) => {
      if (!isAccessLost(error)) throw error;
      // An app that is installed again has another id; a token that was revoked needs a client without it.
      ids.clear();
      clients.delete(installationId);
      throw asTokenFault(error);
    });
    clients.set(installationId, made);
    return made;
  }

  return {
    client,
    /** null where the app is not installed; that is asked afresh each time, because people install it. */
    async at(ref: RepositoryRef): Promise<Octokit | null> {
      const name = fullName(ref).toLowerCase();
      const lookup = ids.get(name) ?? installationOf(general, ref);
      ids.set(name, lookup);
      const id = await lookup.catch((error: unknown) => {
        ids.delete(name);
        throw error;
      });
      if (id !== null) return client(id);
      ids.delete(name);
      return null;
    },
  };
}

/** Remembers an answer, but not a failure. */
function onceItSucceeds<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

async function installationOf(octokit: Octokit, ref: RepositoryRef): Promise<number | null> {
  try {
    const found = await octokit.rest.apps.getRepoInstallation({ owner: ref.owner, repo: ref.name });
    return found.data.suspended_at ? null : found.data.id;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

async function loginOf({ authentication }: GitHubOptions, octokit: Octokit): Promise<string> {
  if (authentication.kind === "token") return authentication.login ?? viewerLogin(octokit);
  const app = await octokit.rest.apps.getAuthenticated();
  if (!app.data?.slug) {
    throw new PermanentFailure(
      reason("github_unauthorized", "GitHub does not name the app. Check the App's id and its private key."),
    );
  }
  return `${app.data.slug}[bot]`;
}

/** Only GraphQL tells the owner of every kind of token, an installation's included. */
async function viewerLogin(octokit: Octokit): Promise<string> {
  const answer = viewerSchema.parse(await octokit.graphql("query { viewer { login } }"));
  return answer.viewer.login;
}
