import { join } from "node:path";
import { createCheckRun } from "@self-building-agent/local-github/actions/checks.ts";
import { type PullIssue, pullsOf, type Repository } from "@self-building-agent/local-github/entities.ts";
import { filesAt } from "@self-building-agent/local-github/git/files-at.ts";
import type { LocalGitHub } from "@self-building-agent/local-github/server.ts";
import { startTestGitHub, type TestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { expect } from "vitest";
import { z } from "zod";
import { type Database, openDatabase } from "../../src/adapters/database/database.ts";
import { databaseStore } from "../../src/adapters/database/store.ts";
import { gateCheckName } from "../../src/domain/shared/names.ts";
import type { Store } from "../../src/ports/store.ts";
import { copiedDatabaseFolder, removeFolder } from "../database.ts";
import { startMs, templateText } from "../stand-ins/memory-world.ts";
import { type LifecyclePlace, shopFiles } from "./lifecycle.ts";

/** Everything that a lifecycle leaves behind, in a form that is the same for all lifecycles that ended alike. */
export interface LifecycleEnd {
  readonly rows: readonly string[];
  readonly outcomes: readonly string[];
  readonly cycles: readonly string[];
  /** Action and outcome of every line of the audit log. */
  readonly decisions: readonly string[];
  readonly branches: readonly string[];
  readonly commitsOnMain: number;
  readonly pulls: readonly {
    readonly branch: string;
    readonly merged: boolean;
    readonly labels: readonly string[];
    readonly comments: number;
    /** Conclusions of the gate's check runs on the head. */
    readonly gates: readonly (string | null)[];
  }[];
  readonly isTemplateAsBefore: boolean;
}

/** A local GitHub and a database for many lifecycles, each with a repository and a tenant of its own. */
export class LifecycleWorld {
  readonly github: LocalGitHub;
  readonly store: Store;
  readonly folder: string;
  /** Full names of repositories whose CI never reports. */
  readonly silent = new Set<string>();
  readonly #local: TestGitHub;
  readonly #database: Database;
  #places = 0;

  private constructor(local: TestGitHub, database: Database, folder: string) {
    this.#local = local;
    this.#database = database;
    this.folder = folder;
    this.github = local.github;
    this.store = databaseStore(database);
    this.github.webhooks.subscribe((event, payload) => passCi(this.github, this.silent, event, payload));
  }

  static async start(): Promise<LifecycleWorld> {
    // GitHub's clock stands still: the lifecycles bring their own times along.
    const local = await startTestGitHub({ now: () => startMs });
    const folder = await copiedDatabaseFolder();
    return new LifecycleWorld(local, await openDatabase({ folder }), folder);
  }

  async newPlace(
    slowdown: number,
    files: Readonly<Record<string, string>> = shopFiles,
  ): Promise<LifecyclePlace> {
    const name = `shop-${++this.#places}`;
    await this.github.people.createRepository({ owner: "acme", name, files });
    return {
      githubUrl: this.github.url,
      privateKey: this.#local.privateKeyPem,
      repository: { owner: "acme", name },
      tenant: name,
      folder: join(this.folder, "clones", name),
      slowdown,
    };
  }

  repository({ repository }: LifecyclePlace): Repository {
    return this.github.people.repository(`${repository.owner}/${repository.name}`);
  }

  /** The app's pull requests, oldest first. */
  pulls(place: LifecyclePlace): PullIssue[] {
    const own = pullsOf(this.repository(place)).filter(({ user }) => user.type === "Bot");
    return own.reverse();
  }

  async endOf(place: LifecyclePlace): Promise<LifecycleEnd> {
    const { tenant } = place;
    const { git, checkRuns } = this.repository(place);
    const rows = await this.store.improvements({ tenant });
    const outcomes = await this.store.outcomes(tenant);
    const cycles = await this.store.cycles({ tenant, limit: 100 });
    const audit = await this.store.audit({ tenant, limit: 1000 });
    const main = (await git.ref("refs/heads/main")) ?? "";
    const gates = checkRuns.filter((run) => run.name === gateCheckName);
    return {
      rows: rows.map((row) => (row.stage === "ended" ? row.how : row.stage)),
      outcomes: outcomes.map(({ outcome }) => outcome),
      cycles: cycles.map(({ outcome }) => outcome),
      decisions: audit.map(({ action, outcome }) => `${action} ${outcome}`),
      branches: (await git.refs("refs/heads/self-building/")).map(({ name }) => name),
      commitsOnMain: (await git.commitsBetween("", main)).length,
      pulls: this.pulls(place).map(({ pull, labels, comments }) => ({
        branch: pull.headRef,
        merged: pull.merged !== null,
        labels: [...labels.keys()].sort(),
        comments: comments.length,
        gates: gates.filter((run) => run.headSha === pull.headSha).map((run) => run.conclusion),
      })),
      isTemplateAsBefore: (await filesAt(git, main)).get("template.yaml") === templateText,
    };
  }

  /** Fails on requests that GitHub would not understand. */
  async stop(): Promise<void> {
    const { invalidRequests, unknownRoutes } = this.github;
    await this.#local[Symbol.asyncDispose]();
    await this.#database.close();
    await removeFolder(this.folder);
    expect(invalidRequests).toEqual([]);
    expect(unknownRoutes).toEqual([]);
  }
}

const gateShown = z.object({
  action: z.literal("created"),
  check_run: z.object({ name: z.literal(gateCheckName), head_sha: z.string() }),
  repository: z.object({ full_name: z.string() }),
});

/** A CI that is a little slower than the gate: it succeeds as soon as the gate has said that it waits for it. */
function passCi(
  { world, people }: LocalGitHub,
  silent: ReadonlySet<string>,
  event: string,
  payload: unknown,
): void {
  const shown = gateShown.safeParse(payload);
  if (event !== "check_run" || !shown.success) return;
  const { check_run, repository } = shown.data;
  if (silent.has(repository.full_name)) return;
  createCheckRun(
    world,
    people.repository(repository.full_name),
    world.otherApp("local-ci"),
    check_run.head_sha,
    {
      name: "ci",
      conclusion: "success",
    },
  );
}
