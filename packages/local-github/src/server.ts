import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Credentials } from "./credentials.ts";
import type { Fault } from "./faults.ts";
import { People } from "./people.ts";
import { type RejectedRequest, RequestHandler } from "./request-handler.ts";
import { type AppPermissions, World } from "./state.ts";
import { Webhooks } from "./webhooks.ts";

export interface LocalGitHubSettings {
  /** 0, the default, takes any free port of 127.0.0.1. */
  readonly port?: number;
  /** Where the bare repositories go; made when missing, never removed. */
  readonly folder: string;
  readonly app: {
    readonly appId: number;
    readonly slug: string;
    /** The app's private key; only its public half is used. */
    readonly privateKeyPem: string;
    readonly webhookSecret: string;
    readonly permissions?: AppPermissions;
  };
  /** Where webhooks go; null keeps them in the list of deliveries only. */
  readonly webhookUrl?: () => string | null;
  /** Clock of everything but credentials, milliseconds since the Unix epoch. */
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

export interface LocalGitHub {
  /** Root of the REST API, of the pages and of the git transport: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly world: World;
  readonly people: People;
  readonly webhooks: Webhooks;
  /** Requests that do not fit GitHub's OpenAPI description; they were answered with 422. */
  readonly invalidRequests: readonly RejectedRequest[];
  /** Requests to routes that are not played here; they were answered with 404. */
  readonly unknownRoutes: readonly RejectedRequest[];
  /** Requests without `X-GitHub-Api-Version`; they were answered as the oldest version, as GitHub does. */
  readonly unversionedRequests: readonly RejectedRequest[];
  /** Requests by route, e.g. `GET /repos/{owner}/{repo}/pulls`. */
  readonly requestCounts: ReadonlyMap<string, number>;
  /** Those that were answered with 304, by route. */
  readonly notModifiedCounts: ReadonlyMap<string, number>;
  /** Plays a failure; `stop` ends it before it was played as often as was asked. */
  failNext(fault: Fault): { stop(): void };
  /** A token as GitHub Actions gives a job (`GITHUB_TOKEN`): one repository, acting as `github-actions[bot]`. */
  issueActionsToken(repository: string): string;
  /** What installation tokens were asked for, oldest first; `repositories` is null for all of the installation. */
  readonly issuedTokens: readonly {
    readonly permissions: AppPermissions;
    readonly repositories: readonly string[] | null;
  }[];
  /** Makes every installation token bad. */
  expireTokens(): void;
  stop(): Promise<void>;
}

const defaultPermissions: AppPermissions = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  statuses: "read",
  deployments: "read",
  actions: "read",
};

/** Starts a GitHub of one machine: REST, git transport, webhooks, and pages to look at. */
export async function startLocalGitHub(settings: LocalGitHubSettings): Promise<LocalGitHub> {
  const { app } = settings;
  const webhooks = new Webhooks(app.webhookSecret, settings.webhookUrl ?? (() => null));
  const world = new World({
    folder: settings.folder,
    app: { id: app.appId, slug: app.slug },
    permissions: app.permissions ?? defaultPermissions,
    webhooks,
    now: settings.now ?? Date.now,
  });
  const handler = new RequestHandler(
    world,
    new Credentials(app.appId, app.privateKeyPem),
    settings.log ?? (() => {}),
  );
  const server = createServer((request, response) => void handler.answer(request, response));
  server.listen(settings.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  world.url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    url: world.url,
    world,
    people: new People(world),
    webhooks,
    invalidRequests: handler.invalidRequests,
    unknownRoutes: handler.unknownRoutes,
    unversionedRequests: handler.unversionedRequests,
    requestCounts: handler.requestCounts,
    notModifiedCounts: handler.notModifiedCounts,
    failNext: (fault) => handler.faults.add(fault),
    issueActionsToken: (repository) => actionsToken(world, handler.credentials, repository),
    get issuedTokens() {
      return handler.credentials.issued.map(({ permissions, repositories }) => ({
        permissions,
        repositories: repositories && [...repositories],
      }));
    },
    expireTokens: () => handler.credentials.expireAll(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...world.repositories.values()].map(({ git }) => git.stop()));
    },
  };
}

function actionsToken(world: World, credentials: Credentials, fullName: string): string {
  const [owner = "", name = ""] = fullName.split("/");
  const id = world.repository(owner, name)?.installationId;
  const installation = world.installations.find((candidate) => candidate.id === id);
  if (!installation) {
    throw new Error(`There is no repository ${fullName} with the app installed; create it first.`);
  }
  const app = world.otherApp("github-actions");
  return credentials.issue(installation, app, world.appPermissions, { repositories: [name] }).token;
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === "object" && address ? address.port : 0;
}
