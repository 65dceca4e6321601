import type { CheckState } from "../../src/domain/gate/facts.ts";
import { stableHash } from "../../src/domain/shared/hash.ts";
import { reason } from "../../src/domain/shared/reason.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { CommitOutcome, Forge, MergeOutcome, OwnPull } from "../../src/ports/forge.ts";

type Files = Readonly<Record<string, string>>;

interface Commit {
  readonly sha: string;
  readonly parent: string | null;
  readonly files: Files;
  readonly author: string;
}

interface Pull {
  number: number;
  state: "open" | "closed" | "merged";
  branch: string;
  title: string;
  body: string;
  labels: string[];
  merged: { sha: string; atMs: number } | null;
  closedBy: string | null;
}

/** A GitHub of one repository in memory, with what people and CI do to it. */
export class MemoryForge implements Forge {
  readonly ref: RepositoryRef = { owner: "acme", name: "shop" };
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly pulls: Pull[] = [];
  readonly checks = new Map<string, CheckState[]>();
  readonly published = new Map<string, string>();
  readonly comments = new Map<string, string>();
  readonly issues = new Map<string, string>();
  /** Every merge that happened, by the app or by people. */
  readonly merges: { number: number; sha: string; by: string }[] = [];
  readonly reactions: string[] = [];
  /** What differs from an ordinary repository. */
  state: { headSha?: null; archived?: boolean } = {};
  deployedMs: number | null = null;
  nowMs: number;
  private organisationText: string | null = null;

  constructor(files: Files, nowMs: number) {
    this.nowMs = nowMs;
    this.branches.set("main", this.put(null, files, "person"));
  }

  async login(): Promise<string> {
    return "app[bot]";
  }

  async listRepositories(): Promise<RepositoryRef[]> {
    return [this.ref];
  }

  async repository(ref: RepositoryRef) {
    if (ref.name !== this.ref.name) return null;
    return { ref, defaultBranch: "main", headSha: this.tip("main"), archived: false, ...this.state };
  }

  async readFile(ref: RepositoryRef, path: string, at: string): Promise<string | null> {
    if (ref.name === ".github") return this.organisationText;
    if (ref.name !== this.ref.name) return null;
    return this.commits.get(at)?.files[path] ?? null;
  }

  async permissionOf(_ref: RepositoryRef, login: string): Promise<"write" | "read"> {
    return login === "stranger" ? "read" : "write";
  }

  async listOwnPulls(): Promise<OwnPull[]> {
    return this.pulls.map((pull) => this.view(pull)).reverse();
  }

  async ownPull(_ref: RepositoryRef, number: number): Promise<OwnPull | null> {
    const pull = this.pulls.find((one) => one.number === number);
    return pull ? this.view(pull) : null;
  }

  async ownPullByBranch(_ref: RepositoryRef, branch: string): Promise<OwnPull | null> {
    const pull = this.pulls.findLast((one) => one.branch === branch);
    return pull ? this.view(pull) : null;
  }

  async commit(request: Parameters<Forge["commit"]>[0]): Promise<CommitOutcome> {
    const tip = this.branches.get(request.branch);
    const existing = tip ? this.commits.get(tip) : undefined;
    if (existing && existing.author !== "app[bot]") {
      return { kind: "occupied", reason: reason("human_commits", "Somebody pushed to the branch.") };
    }
    const base = this.commits.get(request.baseSha);
    const files: Record<string, string> = { ...base?.files };
    for (const file of request.files) {
      if (file.content === null) delete files[file.path];
      else files[file.path] = file.content;
    }
    const sha = this.put(request.baseSha, files, "app[bot]");
    this.branches.set(request.branch, sha);
    return { kind: "committed", sha };
  }

  async openPull(request: Parameters<Forge["openPull"]>[0]): Promise<OwnPull> {
    const existing = this.pulls.find((one) => one.branch === request.branch && one.state === "open");
    if (existing) {
      existing.body = request.body;
      return this.view(existing);
    }
    const pull: Pull = {
      number: this.pulls.length + 1,
      state: "open",
      branch: request.branch,
      title: request.title,
      body: request.body,
      labels: [...request.labels],
      merged: null,
      closedBy: null,
    };
    this.pulls.push(pull);
    return this.view(pull);
  }

  async gateFacts(_ref: RepositoryRef, pullNumber: number, proposedSha: string) {
    const pull = this.get(pullNumber);
    const headSha = this.tip(pull.branch);
    const author = this.commits.get(headSha)?.author ?? "nobody";
    return {
      state: pull.state,
      draft: false,
      headSha,
      proposedSha,
      baseBranch: "main",
      defaultBranch: "main",
      behindBy: this.isUpToDate(headSha) ? 0 : 1,
      hasConflict: false,
      foreignCommitters: author === "app[bot]" ? [] : [author],
      labels: pull.labels,
      checks: this.checks.get(headSha) ?? [],
      checksComplete: true,
      approvals: 0,
      changesRequestedBy: [],
    };
  }

  async publishCheck(_ref: RepositoryRef, check: Parameters<Forge["publishCheck"]>[1]): Promise<void> {
    this.published.set(`${check.headSha}:${check.name}`, check.title);
  }

  async merge(_ref: RepositoryRef, request: Parameters<Forge["merge"]>[1]): Promise<MergeOutcome> {
    const pull = this.get(request.pullNumber);
    if (pull.state !== "open" || this.tip(pull.branch) !== request.sha) {
      return { kind: "refused", reason: reason("head_moved", "The head is another one.") };
    }
    return { kind: "merged", sha: this.mergeNow(pull, "app[bot]") };
  }

  async closePull(_ref: RepositoryRef, pullNumber: number): Promise<void> {
    this.close(pullNumber, "app[bot]");
  }

  async addLabels(_ref: RepositoryRef, number: number, labels: readonly string[]): Promise<void> {
    const pull = this.get(number);
    pull.labels = [...new Set([...pull.labels, ...labels])];
  }

  async comment(_ref: RepositoryRef, number: number, key: string, body: string): Promise<void> {
    this.comments.set(`${number}:${key}`, body);
  }

  async openIssue(_ref: RepositoryRef, key: string, title: string): Promise<number> {
    this.issues.set(key, title);
    return 1000 + [...this.issues.keys()].indexOf(key);
  }

  async react(_ref: RepositoryRef, commentId: number, content: string): Promise<void> {
    this.reactions.push(`${commentId} ${content}`);
  }

  async deployedAtMs(): Promise<number | null> {
    return this.deployedMs;
  }

  /** What `self-building.yml` of the organisation says from now on; null when there is none. */
  organisation(text: string | null): void {
    this.organisationText = text;
  }

  /** CI reports on the head of a pull request. */
  reportCheck(pullNumber: number, conclusion: string | null): void {
    const status = conclusion === null ? "in_progress" : "completed";
    this.checks.set(this.tip(this.get(pullNumber).branch), [{ name: "ci", app: "ci", status, conclusion }]);
  }

  /** Somebody pushes to a branch. */
  push(branch: string, path: string, content: string): void {
    const tip = this.tip(branch);
    this.branches.set(branch, this.put(tip, { ...this.commits.get(tip)?.files, [path]: content }, "person"));
  }

  close(pullNumber: number, by: string): void {
    const pull = this.get(pullNumber);
    if (pull.state !== "open") return;
    pull.state = "closed";
    pull.closedBy = by;
  }

  /** A person presses the merge button. */
  mergeAsPerson(pullNumber: number): void {
    const pull = this.get(pullNumber);
    if (pull.state === "open") this.mergeNow(pull, "person");
  }

  tip(branch: string): string {
    const sha = this.branches.get(branch);
    if (sha === undefined) throw new Error(`There is no branch ${branch}.`);
    return sha;
  }

  private mergeNow(pull: Pull, by: string): string {
    const head = this.commits.get(this.tip(pull.branch));
    const base = head?.parent ? this.commits.get(head.parent) : undefined;
    const main = this.commits.get(this.tip("main"));
    const files: Record<string, string> = { ...main?.files };
    for (const path of Object.keys(head?.files ?? {})) {
      const after = head?.files[path];
      if (after !== undefined && after !== base?.files[path]) files[path] = after;
    }
    const sha = this.put(this.tip("main"), files, by);
    this.branches.set("main", sha);
    pull.state = "merged";
    pull.merged = { sha, atMs: this.nowMs };
    this.merges.push({ number: pull.number, sha, by });
    return sha;
  }

  private isUpToDate(headSha: string): boolean {
    const main = this.tip("main");
    for (let sha: string | null = headSha; sha !== null; sha = this.commits.get(sha)?.parent ?? null) {
      if (sha === main) return true;
    }
    return false;
  }

  private put(parent: string | null, files: Files, author: string): string {
    const sha = stableHash(JSON.stringify([parent, Object.entries(files).sort(), author]));
    this.commits.set(sha, { sha, parent, files, author });
    return sha;
  }

  private get(number: number): Pull {
    const pull = this.pulls.find((one) => one.number === number);
    if (!pull) throw new Error(`There is no pull request #${number}.`);
    return pull;
  }

  private view(pull: Pull): OwnPull {
    const headSha = this.tip(pull.branch);
    return {
      number: pull.number,
      state: pull.state,
      branch: pull.branch,
      baseSha: this.commits.get(headSha)?.parent ?? "",
      headSha,
      title: pull.title,
      body: pull.body,
      labels: [...pull.labels],
      createdAtMs: 0,
      merged: pull.merged,
      closedBy: pull.closedBy,
    };
  }
}
