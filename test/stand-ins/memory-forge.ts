import type { FileAfter } from "../../src/domain/change/change.ts";
import type { GateFacts } from "../../src/domain/gate/facts.ts";
import { PermanentFailure } from "../../src/domain/shared/failure.ts";
import { reason } from "../../src/domain/shared/reason.ts";
import type { ReasonCode } from "../../src/domain/shared/reasons.ts";
import type { RepositoryRef, RepositoryState } from "../../src/domain/shared/repository.ts";
import { isSameEnvironment } from "../../src/domain/watch/deployment.ts";
import type {
  BranchEnd,
  CommitOutcome,
  FailingInstallation,
  Forge,
  MergeOutcome,
  OwnPull,
  PullLook,
  PullPlace,
  Standing,
  StandingFiles,
} from "../../src/ports/forge.ts";
import type { Files } from "./memory-git.ts";
import { app, MemoryRepository, type Permission } from "./memory-repository.ts";
import { noRules, type Rules, refusalBy } from "./memory-rules.ts";

/** A GitHub of one repository in memory: what the property tests run on, thousands of times. */
export class MemoryForge extends MemoryRepository implements Forge {
  readonly ref: RepositoryRef;
  /** People may switch it. */
  defaultBranch = "main";
  /** Titles of the app's checks by `sha:name`. */
  readonly published = new Map<string, string>();
  /** By `number:key`. */
  readonly comments = new Map<string, string>();
  readonly reactions: string[] = [];
  /** Whether its rules demand a head that is up to date with the base. */
  isStrict = false;
  /** What else they demand. */
  rules: Rules = noRules;
  /** What people are not to be told by: issues that are off, conversations that are locked. */
  readonly refusing = new Set<"issues" | "comments">();
  failing: FailingInstallation[] = [];
  /** Whether merges go through a queue. */
  hasQueue = false;
  /** Heads that the queue has, by number. */
  readonly queued = new Map<number, string>();
  /** What differs from an ordinary repository. */
  state: { headSha?: null; archived?: boolean } = {};
  private readonly organisationFiles = new Map<string, string>();

  constructor(files: Files, nowMs: number, ref: RepositoryRef = { owner: "acme", name: "shop" }) {
    super(files, nowMs);
    this.ref = ref;
  }

  /** What `self-building.yml` (or another file) of the organisation says from now on; null when there is none. */
  organisation(text: string | null, path = "self-building.yml"): void {
    if (text === null) this.organisationFiles.delete(path);
    else this.organisationFiles.set(path, text);
  }

  async login(): Promise<string> {
    return app;
  }

  async listRepositories(): Promise<RepositoryRef[]> {
    return [this.ref];
  }

  async forgetInstallations(): Promise<void> {}

  async failingInstallations(): Promise<FailingInstallation[]> {
    return this.failing;
  }

  async repository(ref: RepositoryRef): Promise<RepositoryState | null> {
    if (ref.name !== this.ref.name) return null;
    const { defaultBranch } = this;
    return { ref, defaultBranch, headSha: this.tip(defaultBranch), archived: false, ...this.state };
  }

  async readFile(ref: RepositoryRef, path: string, at: string | null): Promise<string | null> {
    if (ref.name === ".github") return this.organisationFiles.get(path) ?? null;
    if (ref.name !== this.ref.name) return null;
    return this.commits.get(this.branches.get(at ?? this.defaultBranch) ?? at ?? "")?.files[path] ?? null;
  }

  async standing(ref: RepositoryRef, wanted: StandingFiles): Promise<Standing | null> {
    const state = await this.repository(ref);
    if (!state) return null;
    const texts = async (from: RepositoryRef, paths: readonly string[], at: string | null) => {
      const read = await Promise.all(
        paths.map(async (path) => [path, await this.readFile(from, path, at)] as const),
      );
      return new Map(read.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
    };
    return {
      state,
      files: await texts(ref, wanted.files, state.headSha),
      organisationFiles: await texts({ owner: ref.owner, name: ".github" }, wanted.organisationFiles, null),
    };
  }

  async look(
    ref: RepositoryRef,
    { number, headSha }: Parameters<Forge["look"]>[1],
    wanted: StandingFiles,
  ): Promise<PullLook> {
    const pull = await this.ownPull(ref, number);
    const facts = pull?.state === "open" ? await this.gateFacts(ref, number, headSha) : null;
    return { pull, facts, standing: await this.standing(ref, wanted), ownChecks: null };
  }

  async glance(pulls: readonly PullPlace[]): Promise<ReadonlyMap<string, string>> {
    const shown = pulls
      .filter(({ repository }) => repository.name === this.ref.name)
      .flatMap(({ id, number }) => {
        const pull = this.ownPulls().find((one) => one.number === number);
        if (!pull) return [];
        const checks = (this.checks.get(this.headOf(pull)) ?? []).filter((one) => one.app !== "app");
        const rules = [this.isStrict, this.hasQueue, this.rules, this.queued.get(pull.number)];
        const home = [this.tip("main"), this.state, rules, [...this.organisationFiles]];
        return [[id, JSON.stringify([home, pull, this.headOf(pull), checks])] as const];
      });
    return new Map(shown);
  }

  async permissionOf(_ref: RepositoryRef, login: string): Promise<Permission> {
    return this.permissionFor(login);
  }

  async listOwnPulls(): Promise<OwnPull[]> {
    return this.ownPulls()
      .slice(0, 300)
      .map((pull) => ({ ...this.view(pull), closedBy: null }));
  }

  async ownPull(_ref: RepositoryRef, number: number): Promise<OwnPull | null> {
    const pull = this.ownPulls().find((one) => one.number === number);
    return pull ? this.view(pull) : null;
  }

  async ownPullByBranch(_ref: RepositoryRef, branch: string): Promise<OwnPull | null> {
    const pulls = this.ownPulls().filter((one) => one.branch === branch);
    const pull = pulls.find((one) => one.state === "open") ?? pulls[0];
    return pull ? this.view(pull) : null;
  }

  async commit(request: Parameters<Forge["commit"]>[0]): Promise<CommitOutcome> {
    const tip = this.branches.get(request.branch);
    if (tip !== undefined && !this.mayReplace(tip, request)) {
      return { kind: "occupied", reason: reason("branch_occupied", "Somebody pushed to the branch.") };
    }
    const before = this.commitAt(request.baseSha).files;
    const after = withFiles(before, request.files);
    if (isSame(before, after)) throw permanently("empty_commit", "There is nothing to propose.");
    const sha = this.put([request.baseSha], after, app, request.message);
    this.branches.set(request.branch, sha);
    return { kind: "committed", sha };
  }

  async openPull({ branch, title, body, labels }: Parameters<Forge["openPull"]>[0]): Promise<OwnPull> {
    const existing = this.ownPulls().find((one) => one.branch === branch && one.state === "open");
    const pull = existing ?? this.openPullAs(app, branch);
    if (!existing) pull.title = title;
    Object.assign(pull, { body, labels: withLabels(pull.labels, labels) });
    return this.view(pull);
  }

  async foreignCommitters(_ref: RepositoryRef, pullNumber: number): Promise<string[]> {
    return this.othersOf(this.get(pullNumber));
  }

  async gateFacts(_ref: RepositoryRef, pullNumber: number, proposedSha: string): Promise<GateFacts> {
    const pull = this.get(pullNumber);
    const [main, headSha] = [this.tip(pull.into), this.headOf(pull)];
    return {
      state: pull.state,
      draft: pull.draft,
      headSha,
      proposedSha,
      baseBranch: pull.into,
      defaultBranch: this.defaultBranch,
      behindBy: this.onlyIn(main, headSha).length,
      queue:
        this.queued.get(pullNumber) === headSha ? { kind: "queued", groupSha: headSha } : { kind: "none" },
      mergeState: this.isTooOld(headSha) ? "behind" : this.refusalOf(pull) === null ? "clean" : "blocked",
      hasConflict: this.merged(main, headSha) === null,
      foreignCommitters: this.othersOf(pull),
      labels: [...pull.labels],
      checks: this.checks.get(headSha) ?? [],
      checksComplete: true,
      ...this.reviewsOf(pull),
    };
  }

  private isTooOld(headSha: string): boolean {
    return this.isStrict && this.onlyIn(this.tip("main"), headSha).length > 0;
  }

  private refusalOf(pull: (typeof this.pulls)[number]): string | null {
    const checks = this.checks.get(this.headOf(pull)) ?? [];
    return refusalBy(this.rules, { checks, ...this.reviewsOf(pull) });
  }

  async mergeBase(_ref: RepositoryRef, pullNumber: number): Promise<string> {
    const pull = this.get(pullNumber);
    return this.baseOf(pull.baseBefore ?? this.tip("main"), this.headOf(pull));
  }

  async holdsExactly(
    _ref: RepositoryRef,
    { baseSha, headSha }: { readonly baseSha: string; readonly headSha: string },
    files: readonly FileAfter[],
  ): Promise<boolean> {
    const [base, head] = [this.commitAt(baseSha).files, this.commitAt(headSha).files];
    return this.baseOf(baseSha, headSha) === baseSha && isSame(withFiles(base, files), head);
  }

  async publishCheck(_ref: RepositoryRef, check: Parameters<Forge["publishCheck"]>[1]): Promise<void> {
    this.published.set(`${check.headSha}:${check.name}`, check.title);
    this.setCheck(check.headSha, check.name, "app", check.conclusion);
  }

  async merge(_ref: RepositoryRef, request: Parameters<Forge["merge"]>[1]): Promise<MergeOutcome> {
    const pull = this.get(request.pullNumber);
    if (this.headOf(pull) !== request.sha) return refused("head_moved", "The head is another one.");
    if (pull.merged) return { kind: "merged", sha: pull.merged.sha };
    if (pull.state !== "open") return refused("pull_closed", "It is closed.");
    const blocking = request.blockingLabels.map((label) => label.toLowerCase());
    const held = pull.labels.find((label) => blocking.includes(label.toLowerCase()));
    if (held !== undefined) return refused("blocking_label", `The label ${held} holds it back.`);
    if (this.isTooOld(request.sha)) return refused("behind_base", "It is not up to date with its base.");
    const refusal = this.refusalOf(pull);
    if (refusal !== null) return refused("not_mergeable", refusal);
    if (this.hasQueue) {
      this.queued.set(pull.number, request.sha);
      return { kind: "queued" };
    }
    const [first] = this.rules.methods;
    const method = request.method ?? first;
    if (method === undefined || !this.rules.methods.includes(method))
      return refused("merge_invalid", `${request.method} merges are not allowed on this repository.`);
    const message = `${request.title}\n\n${request.message}`;
    const sha = pull.draft ? null : this.mergeNow(pull, app, method, message);
    return sha === null ? refused("not_mergeable", "It is a draft or conflicts.") : { kind: "merged", sha };
  }

  async leaveQueue(_ref: RepositoryRef, pullNumber: number): Promise<void> {
    this.queued.delete(pullNumber);
  }

  /** The checks of the first one's group end; a pull request whose head has moved is out of the queue already. */
  settleQueue(conclusion: "success" | "failure"): void {
    const [[number, sha] = []] = this.queued;
    if (number === undefined) return;
    this.queued.delete(number);
    const pull = this.get(number);
    const isReady = pull.state === "open" && this.headOf(pull) === sha;
    if (conclusion === "success" && isReady) this.mergeNow(pull, app, "squash", pull.title);
  }

  async reopenPull(_ref: RepositoryRef, pullNumber: number): Promise<"open" | "gone"> {
    return this.get(pullNumber).state === "open" || this.reopen(pullNumber) ? "open" : "gone";
  }

  async closePull(_ref: RepositoryRef, pullNumber: number): Promise<void> {
    const pull = this.get(pullNumber);
    if (pull.author !== app) throw permanently("not_own_pull", `#${pullNumber} is not the app's own.`);
    this.close(pullNumber, app);
    const tip = this.branches.get(pull.branch);
    if (tip !== undefined && this.othersIn(tip, this.tip("main")).length === 0) {
      this.branches.delete(pull.branch);
    }
  }

  async deleteBranch(
    _ref: RepositoryRef,
    { branch, headSha }: Parameters<Forge["deleteBranch"]>[1],
  ): Promise<BranchEnd> {
    const tip = this.branches.get(branch);
    if (tip === undefined) return { kind: "gone" };
    const isInUse = this.pulls.some(
      (one) => one.state === "open" && (one.branch === branch || one.into === branch),
    );
    if (isInUse) return { kind: "kept", reason: reason("branch_in_use", `${branch} is needed.`) };
    if (tip !== headSha)
      return { kind: "kept", reason: reason("branch_moved_on", `${branch} is at ${tip}.`) };
    this.branches.delete(branch);
    return { kind: "gone" };
  }

  async addLabels(_ref: RepositoryRef, number: number, labels: readonly string[]): Promise<void> {
    const issue = [...this.pulls, ...this.issues.values()].find((one) => one.number === number);
    if (!issue) throw new Error(`There is no issue #${number}.`);
    issue.labels = withLabels(issue.labels, labels);
  }

  async comment(_ref: RepositoryRef, number: number, key: string, body: string): Promise<void> {
    if (this.refusing.has("comments")) throw permanently("github_forbidden", "The conversation is locked.");
    this.comments.set(`${number}:${key}`, body);
  }

  async openIssue(_ref: RepositoryRef, key: string, title: string, body: string): Promise<number> {
    if (this.refusing.has("issues")) throw permanently("github_gone", "Issues are disabled.");
    return this.issueOf(key, title, body).number;
  }

  async react(_ref: RepositoryRef, commentId: number, content: string): Promise<void> {
    const reaction = `${commentId} ${content}`;
    if (!this.reactions.includes(reaction)) this.reactions.push(reaction);
  }

  async deployedAtMs(_ref: RepositoryRef, sha: string, environment: string): Promise<number | null> {
    const times = this.deployments
      .filter((one) => isSameEnvironment(one.environment, environment) && this.history(one.sha).has(sha))
      .map(({ atMs }) => atMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  async deployedEnvironments(): Promise<string[]> {
    return [...new Set(this.deployments.map(({ environment }) => environment))].sort();
  }

  private mayReplace(tip: string, { baseSha, replaces }: Parameters<Forge["commit"]>[0]): boolean {
    if (replaces !== undefined) return replaces === tip;
    return this.othersIn(tip, baseSha).length === 0 && this.onlyIn(tip, baseSha).length <= 1;
  }

  /** The app's own, newest first. */
  private ownPulls() {
    return this.pulls.filter(({ author }) => author === app).reverse();
  }
}

function withFiles(before: Files, files: readonly FileAfter[]): Files {
  const after: Record<string, string> = { ...before };
  for (const { path, content } of files) {
    if (content === null) delete after[path];
    else after[path] = content;
  }
  return after;
}

function isSame(one: Files, other: Files): boolean {
  const paths = Object.keys({ ...one, ...other });
  return paths.every((path) => one[path] === other[path]);
}

/** GitHub does not tell labels apart by their case. */
function withLabels(present: readonly string[], wanted: readonly string[]): string[] {
  const names = new Set(present.map((label) => label.toLowerCase()));
  return [...present, ...wanted.filter((label) => !names.has(label.toLowerCase()))];
}

function refused(code: ReasonCode, text: string): MergeOutcome {
  return { kind: "refused", reason: reason(code, text) };
}

function permanently(code: ReasonCode, text: string): PermanentFailure {
  return new PermanentFailure(reason(code, text));
}
