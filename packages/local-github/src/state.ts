import { join } from "node:path";
import type { App, Installation, Permission, Repository, User } from "./entities.ts";
import { GitRepository } from "./git/repository.ts";
import type { Webhooks } from "./webhooks.ts";

/** Levels of an app's permissions, e.g. `{ contents: "write", checks: "read" }`. */
export type AppPermissions = Readonly<Record<string, "read" | "write">>;

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch?: string;
  readonly archived?: boolean;
  readonly private?: boolean;
  /** false leaves the app uninstalled there. */
  readonly installed?: boolean;
}

/** Everything the local GitHub knows beside git. It lives in memory. */
export class World {
  readonly app: App;
  readonly appPermissions: AppPermissions;
  readonly webhooks: Webhooks;
  readonly now: () => number;
  url = "";
  readonly repositories = new Map<string, Repository>();
  readonly installations: Installation[] = [];
  readonly #folder: string;
  readonly #formerNames = new Map<string, Repository>();
  readonly #users = new Map<string, User>();
  readonly #apps = new Map<string, App>();
  readonly #tails = new WeakMap<Repository, Promise<unknown>>();
  #lastId = 1000;

  constructor(settings: {
    folder: string;
    app: App;
    permissions: AppPermissions;
    webhooks: Webhooks;
    now: () => number;
  }) {
    this.#folder = settings.folder;
    this.app = settings.app;
    this.appPermissions = settings.permissions;
    this.webhooks = settings.webhooks;
    this.now = settings.now;
    this.#apps.set(settings.app.slug, settings.app);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The account of that login; made on first use. Logins that end in `[bot]` are bots. */
  user(login: string): User {
    const known = this.#users.get(login.toLowerCase());
    if (known) {
      return known;
    }
    const user: User = { id: this.nextId(), login, type: login.endsWith("[bot]") ? "Bot" : "User" };
    this.#users.set(login.toLowerCase(), user);
    return user;
  }

  /** The account of that login; null when there is none. */
  account(login: string): User | null {
    const app = [...this.#apps.values()].find(({ slug }) => `${slug}[bot]` === login.toLowerCase());
    return app ? this.botOf(app) : (this.#users.get(login.toLowerCase()) ?? null);
  }

  /** Gives an app another name: its bot's login changes everywhere, also on what it did before. */
  renameApp(app: App, slug: string): void {
    const bot = this.botOf(app);
    this.#users.delete(bot.login.toLowerCase());
    this.#apps.delete(app.slug);
    app.slug = slug;
    bot.login = `${slug}[bot]`;
    this.#users.set(bot.login.toLowerCase(), bot);
    this.#apps.set(slug, app);
  }

  botOf(app: App): User {
    return this.user(`${app.slug}[bot]`);
  }

  otherApp(slug: string): App {
    const known = this.#apps.get(slug);
    if (known) {
      return known;
    }
    const app = { id: this.nextId(), slug };
    this.#apps.set(slug, app);
    return app;
  }

  emailOf(user: User): string {
    return `${user.id}+${user.login}@users.noreply.github.com`;
  }

  /** Whose address that is, or null when it belongs to no account. */
  userByEmail(email: string): User | null {
    if (email === "noreply@github.com") {
      return this.user("web-flow");
    }
    const [, id, login] = /^(?:(\d+)\+)?(.+)@users\.noreply\.github\.com$/.exec(email) ?? [];
    const known = [...this.#users.values()].find((user) => id !== undefined && user.id === Number(id));
    return known ?? (login === undefined ? null : this.user(login));
  }

  /** Names are not case-sensitive. */
  repository(owner: string, name: string): Repository | null {
    return this.repositories.get(`${owner}/${name}`.toLowerCase()) ?? null;
  }

  /** The repository that had a name before it got another one; null once that name is taken again. */
  formerly(owner: string, name: string): Repository | null {
    const former = `${owner}/${name}`.toLowerCase();
    return this.repositories.has(former) ? null : (this.#formerNames.get(former) ?? null);
  }

  /** Gives a repository another name or owner, with all that it has; the old name leads to it until it is taken. */
  move(repository: Repository, to: { readonly owner?: string; readonly name?: string }): void {
    const key = () => `${repository.owner}/${repository.name}`.toLowerCase();
    const { owner = repository.owner, name = repository.name } = to;
    if (this.repository(owner, name)) {
      throw new Error(`The repository ${owner}/${name} exists already; give another name.`);
    }
    this.repositories.delete(key());
    this.#formerNames.set(key(), repository);
    if (owner !== repository.owner && repository.installationId !== null) {
      repository.installationId = this.#installationOf(owner).id;
    }
    repository.owner = owner;
    repository.name = name;
    this.repositories.set(key(), repository);
  }

  /** Changes to one repository happen one after the other, so that none is judged on a state that is gone. */
  exclusive<T>(repository: Repository, change: () => Promise<T> | T): Promise<T> {
    const before = this.#tails.get(repository) ?? Promise.resolve();
    const result = before.then(change);
    this.#tails.set(
      repository,
      result.catch(() => {}),
    );
    return result;
  }

  async addRepository(request: NewRepository): Promise<Repository> {
    const { owner, name } = request;
    if (this.repository(owner, name)) {
      throw new Error(`The repository ${owner}/${name} exists already; give another name.`);
    }
    const defaultBranch = request.defaultBranch ?? "main";
    const repository: Repository = {
      id: this.nextId(),
      owner,
      name,
      defaultBranch,
      archived: request.archived ?? false,
      hasIssues: true,
      mergeMethods: new Set(["merge", "squash", "rebase"]),
      deletesMergedBranches: false,
      convertsLineEnds: false,
      private: request.private ?? false,
      createdAtMs: this.now(),
      installationId: request.installed === false ? null : this.#installationOf(owner).id,
      git: await GitRepository.create(join(this.#folder, owner, `${name}.git`), defaultBranch),
      issues: new Map(),
      labels: new Map(),
      checkRuns: [],
      requeuedSuites: new Set(),
      statuses: [],
      deployments: [],
      protections: new Map(),
      rulesets: [],
      readsUntilMergeable: 0,
      queues: new Map(),
      permissions: new Map<string, Permission>([[owner.toLowerCase(), "admin"]]),
      verifiedCommits: new Set(),
    };
    this.repositories.set(`${owner}/${name}`.toLowerCase(), repository);
    return repository;
  }

  #installationOf(owner: string): Installation {
    const known = this.installations.find((installation) => installation.owner === owner);
    if (known) {
      return known;
    }
    const installation = { id: this.nextId(), owner, suspended: false, permissions: null, shutOut: false };
    this.installations.push(installation);
    return installation;
  }
}
