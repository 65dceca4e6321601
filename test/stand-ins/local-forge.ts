import type { LocalGitHub } from "@self-building-agent/local-github/server.ts";
import { startTestGitHub, type TestGitHub } from "@self-building-agent/local-github/test-github.ts";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { githubForge } from "../../src/adapters/github/forge.ts";
import type { GitHubOptions } from "../../src/adapters/github/octokit.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Forge, OwnPull } from "../../src/ports/forge.ts";

/** Login of the app under test. */
export const bot = "self-building-agent[bot]";
/** Branch of the change that {@link LocalForge.change} makes. */
const branch = "self-building/abc123";

const fileAfter = (path: string, content: string | null) => ({
  path,
  content,
  mode: "100644" as const,
});

/** The forge against a local GitHub, with a fresh repository for each test. */
export class LocalForge {
  #local: TestGitHub | undefined;
  #forge: Forge | undefined;
  #count = 0;
  /** Tip of the default branch when the test begins. */
  base = "";

  async start(): Promise<void> {
    this.#local = await startTestGitHub();
    this.#forge = githubForge(this.options);
  }

  async renew(): Promise<void> {
    this.#count += 1;
    const files = { "README.md": "# Shop\n", "template.yaml": "MemorySize: 1024\n", "old.txt": "old\n" };
    await this.github.people.createRepository({ ...this.repository, files });
    this.base = (await this.forge.repository(this.repository))?.headSha ?? "";
  }

  /** Fails on requests that GitHub's OpenAPI description does not allow or that are not played. */
  async stop(): Promise<void> {
    const { invalidRequests, unknownRoutes } = this.github;
    await this.local[Symbol.asyncDispose]();
    expect(invalidRequests).toEqual([]);
    expect(unknownRoutes).toEqual([]);
  }

  get local(): TestGitHub {
    if (!this.#local) throw new Error("Use the world inside of tests only; it starts before them.");
    return this.#local;
  }
  get github(): LocalGitHub {
    return this.local.github;
  }
  get forge(): Forge {
    if (!this.#forge) throw new Error("Use the world inside of tests only; it starts before them.");
    return this.#forge;
  }
  get repository(): RepositoryRef {
    return { owner: "acme", name: `shop-${this.#count}` };
  }
  /** `owner/name` of the test's repository. */
  get name(): string {
    return `acme/shop-${this.#count}`;
  }
  get options(): GitHubOptions {
    return {
      authentication: { kind: "app", appId: "7", privateKey: this.local.privateKeyPem },
      baseUrl: this.github.url,
      log: { warn() {} },
      throttle: false,
      retryPauseMs: 1,
    };
  }

  /** Does it again and expects that the second time writes nothing. */
  async twice<T>(doing: () => Promise<T>): Promise<[T, T]> {
    const first = await doing();
    const before = this.#writes();
    const second = await doing();
    expect(this.#writes() - before, "writes of the second time").toBe(0);
    return [first, second];
  }

  /** Commits a change of one file, a deletion and a new, empty file. */
  change(overrides: Partial<Parameters<Forge["commit"]>[0]> = {}): ReturnType<Forge["commit"]> {
    const lowered = fileAfter("template.yaml", "MemorySize: 512\n");
    return this.forge.commit({
      repository: this.repository,
      branch,
      baseSha: this.base,
      message: "Lower the memory",
      files: [lowered, fileAfter("old.txt", null), fileAfter("new/file.txt", "")],
      ...overrides,
    });
  }

  open(overrides: Partial<Parameters<Forge["openPull"]>[0]> = {}): Promise<OwnPull> {
    return this.forge.openPull({
      repository: this.repository,
      branch,
      base: "main",
      title: "Lower the memory",
      body: "Because.",
      labels: ["self-building"],
      ...overrides,
    });
  }

  async proposed(): Promise<{ readonly sha: string; readonly pull: OwnPull }> {
    const made = await this.change();
    if (made.kind !== "committed") throw new Error(made.reason.text);
    return { sha: made.sha, pull: await this.open() };
  }

  /** A tree is content-addressed, so making it again changes nothing and does not count. */
  #writes(): number {
    const reading = /^GET |access_tokens$|git\/trees$|graphql$/;
    const counts = [...this.github.requestCounts].filter(([route]) => !reading.test(route));
    return counts.reduce((sum, [, times]) => sum + times, 0);
  }
}

/** Call once at the top of a test file. */
export function localForge(): LocalForge {
  const world = new LocalForge();
  beforeAll(() => world.start());
  beforeEach(() => world.renew());
  afterAll(() => world.stop());
  return world;
}
