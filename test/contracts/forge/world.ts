import { expect } from "vitest";
import type { RepositoryRef } from "../../../src/domain/shared/repository.ts";
import type { Forge, OwnPull } from "../../../src/ports/forge.ts";

/** What the repository of a case begins with, on `main`. Memory and time limit are far enough apart to be merged. */
export const firstFiles = {
  "README.md": "# Shop\n",
  "template.yaml": "MemorySize: 1024\n\n# Seconds\n\n\nTimeout: 30\n",
  "old.txt": "old\n",
} as const;

/** When a case begins. */
export const startMs = Date.UTC(2026, 0, 5);

/** Everything that the forge's writing methods can change, but for files. */
export interface ForgeState {
  /** Commits by branch. */
  readonly branches: Readonly<Record<string, string>>;
  /** Issues and pull requests, oldest first. */
  readonly issues: readonly {
    readonly number: number;
    readonly title: string;
    /** Texts are without what people cannot see. */
    readonly body: string;
    readonly labels: readonly string[];
    readonly comments: readonly string[];
  }[];
  /** `sha name conclusion title`. */
  readonly checks: readonly string[];
  /** `commentId content`. */
  readonly reactions: readonly string[];
}

/** A forge with a repository of the case's own, and what people and CI do there. */
export interface ForgeWorld {
  readonly forge: Forge;
  readonly repository: RepositoryRef;
  /** Tip of `main` at the start. */
  readonly base: string;
  /** What the forge's clock shows; whole seconds. */
  nowMs: number;
  /** Commits on top of a branch (of `main`, when it is new); null removes a file. Returns the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>, login: string): Promise<string>;
  /** Into `main`, unless said otherwise. */
  openPull(branch: string, login: string, into?: string): Promise<number>;
  openIssue(login: string, title: string): Promise<number>;
  /** Closes an issue or a pull request. */
  close(number: number, login: string): Promise<void>;
  /** By squash, unless said otherwise. */
  merge(pullNumber: number, login: string, method?: "merge" | "squash" | "rebase"): Promise<void>;
  label(number: number, login: string, label: string): Promise<void>;
  makeDraft(pullNumber: number): void;
  review(
    pullNumber: number,
    login: string,
    state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED",
  ): Promise<void>;
  /** Returns the comment's id. */
  comment(issueNumber: number, login: string): Promise<number>;
  permit(login: string, permission: "admin" | "write" | "read" | "none"): void;
  /** The app `ci` reports a check `ci` on the head of a pull request; null: it runs. */
  reportCheck(pullNumber: number, conclusion: string | null): Promise<void>;
  deploy(sha: string, environment: string, state: "success" | "failure"): Promise<void>;
  state(): Promise<ForgeState>;
  commit(sha: string): Promise<{ readonly parents: readonly string[]; readonly message: string }>;
}

/** Branch of the change that {@link change} makes. */
export const branch = "self-building/abc123";

/** A file after a change; null: it is deleted. */
export function fileAfter(path: string, content: string | null) {
  return { path, content, mode: "100644" } as const;
}

/** The template with another memory size. */
export function withMemory(megabytes: number): string {
  return firstFiles["template.yaml"].replace("1024", String(megabytes));
}

/** Commits a change of one file, a deletion and a new, empty file; returns the commit. */
export async function change(
  world: ForgeWorld,
  overrides: Partial<Parameters<Forge["commit"]>[0]> = {},
): Promise<string> {
  const made = await world.forge.commit({
    repository: world.repository,
    branch,
    baseSha: world.base,
    message: "Lower the memory",
    files: [
      fileAfter("template.yaml", withMemory(512)),
      fileAfter("old.txt", null),
      fileAfter("new/file.txt", ""),
    ],
    ...overrides,
  });
  if (made.kind !== "committed") throw new Error(made.reason.text);
  return made.sha;
}

export function open(
  world: ForgeWorld,
  overrides: Partial<Parameters<Forge["openPull"]>[0]> = {},
): Promise<OwnPull> {
  return world.forge.openPull({
    repository: world.repository,
    branch,
    base: "main",
    title: "Lower the memory",
    body: "Because.",
    labels: ["self-building"],
    ...overrides,
  });
}

/** A change and its pull request. */
export async function proposed(
  world: ForgeWorld,
): Promise<{ readonly sha: string; readonly pull: OwnPull; readonly number: number }> {
  const sha = await change(world);
  const pull = await open(world);
  return { sha, pull, number: pull.number };
}

/** Does it twice, and expects the same answer and nothing new the second time. */
export async function twice<T>(world: ForgeWorld, doing: () => Promise<T>): Promise<T> {
  const first = await doing();
  const before = await world.state();
  expect(await doing()).toEqual(first);
  expect(await world.state(), "the second time changes something").toEqual(before);
  return first;
}

export function readFile(world: ForgeWorld, path: string, at: string): Promise<string | null> {
  return world.forge.readFile(world.repository, path, at);
}

export async function mainTip(world: ForgeWorld): Promise<string> {
  return (await world.state()).branches.main ?? "";
}

/** What people see of an issue or a pull request. */
export async function issueOf(world: ForgeWorld, number: number): Promise<ForgeState["issues"][number]> {
  const issue = (await world.state()).issues.find((one) => one.number === number);
  if (!issue) throw new Error(`There is no issue #${number}.`);
  return issue;
}
