import type { CheckState, GateFacts } from "../../src/domain/gate/facts.ts";
import type { OwnPull } from "../../src/ports/forge.ts";
import { type Files, MemoryGit } from "./memory-git.ts";

/** Login of the app. */
export const app = "app[bot]";

export type Permission = "admin" | "write" | "read" | "none";
export type MergeMethod = "merge" | "squash" | "rebase";
type Review = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";

interface Pull {
  readonly number: number;
  readonly author: string;
  readonly branch: string;
  /** People may send it into another branch. */
  into: string;
  readonly createdAtMs: number;
  readonly reviews: { readonly login: string; readonly state: Review; readonly sha: string }[];
  state: "open" | "closed" | "merged";
  draft: boolean;
  title: string;
  body: string;
  labels: string[];
  merged: { sha: string; atMs: number } | null;
  closedBy: string | null;
  /** Where the branch stood when it was closed or merged; null while it is open. */
  lastSha: string | null;
  /** What the base was before the merge; null unless merged. */
  baseBefore: string | null;
}

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  labels: string[];
}

/** What GitHub keeps beside git, and what people and CI do to it. Everybody but `stranger` may write. */
export class MemoryRepository extends MemoryGit {
  /** Of the app and of others, oldest first. */
  readonly pulls: Pull[] = [];
  /** By the key of the app, or the title of somebody else. */
  readonly issues = new Map<string, Issue>();
  /** By commit. */
  readonly checks = new Map<string, CheckState[]>();
  /** Every merge that happened, by the app or by people. */
  readonly merges: { number: number; sha: string; by: string }[] = [];
  readonly permissions = new Map<string, Permission>([["stranger", "read"]]);
  /** Those that succeeded. */
  readonly deployments: { readonly sha: string; readonly environment: string; readonly atMs: number }[] = [];
  nowMs: number;

  constructor(files: Files, nowMs: number) {
    super();
    this.nowMs = nowMs;
    this.branches.set("main", this.put([], files, "person", "First commit"));
  }

  openPullAs(author: string, branch: string): Pull {
    this.tip(branch);
    const pull: Pull = {
      number: this.pulls.length + 1,
      author,
      branch,
      into: "main",
      createdAtMs: this.nowMs,
      reviews: [],
      state: "open",
      draft: false,
      title: "",
      body: "",
      labels: [],
      merged: null,
      closedBy: null,
      lastSha: null,
      baseBefore: null,
    };
    this.pulls.push(pull);
    return pull;
  }

  /** The issue of that key or title; made when there is none. */
  issueOf(key: string, title: string, body = ""): Issue {
    const issue = this.issues.get(key) ?? { number: 1001 + this.issues.size, title, body, labels: [] };
    this.issues.set(key, issue);
    return issue;
  }

  /** CI reports on the head of a pull request. */
  reportCheck(pullNumber: number, conclusion: string | null): void {
    this.setCheck(this.headOf(this.get(pullNumber)), "ci", "ci", conclusion);
  }

  review(pullNumber: number, login: string, state: Review): void {
    const pull = this.get(pullNumber);
    pull.reviews.push({ login, state, sha: this.headOf(pull) });
  }

  /** A commit, by default the tip of `main`, is deployed now, with success. */
  deploy(environment: string, sha = this.tip("main")): void {
    this.deployments.push({ sha, environment, atMs: this.nowMs });
  }

  close(pullNumber: number, by: string): void {
    const pull = this.get(pullNumber);
    if (pull.state !== "open") return;
    Object.assign(pull, { lastSha: this.headOf(pull), state: "closed", closedBy: by });
  }

  /** Whether it could be: not what is merged, nor without its branch, nor beside another one of that branch. */
  reopen(pullNumber: number): boolean {
    const pull = this.get(pullNumber);
    const isTaken = this.pulls.some((one) => one.state === "open" && one.branch === pull.branch);
    if (pull.state !== "closed" || isTaken || !this.branches.has(pull.branch)) return false;
    Object.assign(pull, { state: "open", closedBy: null, lastSha: null });
    return true;
  }

  /** A person presses the merge button; it does nothing where there are conflicts. */
  mergeAsPerson(pullNumber: number, login = "person", method: MergeMethod = "squash"): void {
    const pull = this.get(pullNumber);
    if (pull.state === "open") this.mergeNow(pull, login, method, pull.title);
  }

  protected get(number: number): Pull {
    const pull = this.pulls.find((one) => one.number === number);
    if (!pull) throw new Error(`There is no pull request #${number}.`);
    return pull;
  }

  protected headOf(pull: Pull): string {
    return pull.lastSha ?? this.tip(pull.branch);
  }

  /** Logins of those who have commits on `sha` that `base` lacks, the app left out. */
  protected othersIn(sha: string, base: string): string[] {
    const authors = this.onlyIn(sha, base).map(({ author }) => author);
    return [...new Set(authors)].filter((author) => author !== app);
  }

  protected setCheck(sha: string, name: string, slug: string, conclusion: string | null): void {
    const others = (this.checks.get(sha) ?? []).filter((one) => one.name !== name || one.app !== slug);
    const status = conclusion === null ? "in_progress" : "completed";
    this.checks.set(sha, [...others, { name, app: slug, status, conclusion }]);
  }

  /** The last word of each person who may write; an approval counts for the present head only. */
  protected reviewsOf(pull: Pull): Pick<GateFacts, "approvals" | "changesRequestedBy"> {
    const words = pull.reviews.filter(
      ({ login, state }) =>
        state !== "COMMENTED" &&
        !login.endsWith("[bot]") &&
        ["write", "admin"].includes(this.permissionFor(login)),
    );
    const last = [...new Map(words.map((word) => [word.login, word])).values()];
    const approvals = last.filter(({ state, sha }) => state === "APPROVED" && sha === this.headOf(pull));
    const objections = last.filter(({ state }) => state === "CHANGES_REQUESTED");
    return { approvals: approvals.length, changesRequestedBy: objections.map(({ login }) => login) };
  }

  protected permissionFor(login: string): Permission {
    return this.permissions.get(login) ?? "write";
  }

  /** The merge's commit; null when there are conflicts. */
  protected mergeNow(pull: Pull, by: string, method: MergeMethod, message: string): string | null {
    const [main, head] = [this.tip(pull.into), this.headOf(pull)];
    const files = this.merged(main, head);
    if (files === null) return null;
    const sha =
      method === "rebase"
        ? this.rebased(main, head)
        : this.put(method === "merge" ? [main, head] : [main], files, by, message);
    this.branches.set(pull.into, sha);
    const merged = { sha, atMs: this.nowMs };
    Object.assign(pull, { lastSha: head, state: "merged", closedBy: by, merged, baseBefore: main });
    this.merges.push({ number: pull.number, sha, by });
    return sha;
  }

  /** Every commit of a branch made anew on the base. */
  private rebased(main: string, head: string): string {
    const anew = (tip: string, { sha, author, message }: ReturnType<typeof this.commitAt>) =>
      this.put([tip], this.merged(main, sha) ?? {}, author, message);
    return this.onlyIn(head, main).reverse().reduce(anew, main);
  }

  /** Logins of those beside the app who have commits in a pull request, merged or not. */
  protected othersOf(pull: Pull): string[] {
    return this.othersIn(this.headOf(pull), pull.baseBefore ?? this.tip(pull.into));
  }

  protected view(pull: Pull): OwnPull {
    const headSha = this.headOf(pull);
    const { number, state, branch, title, body, createdAtMs, merged, closedBy } = pull;
    const baseSha = this.commitAt(headSha).parents[0] ?? "";
    const labels = [...pull.labels];
    const closedByBot = closedBy?.endsWith("[bot]") ?? false;
    const closer = { closedBy, closedByBot, closedByOwn: closedBy === app };
    return {
      number,
      state,
      branch,
      baseBranch: pull.into,
      baseSha,
      headSha,
      title,
      body,
      labels,
      createdAtMs,
      merged,
      ...closer,
    };
  }
}
